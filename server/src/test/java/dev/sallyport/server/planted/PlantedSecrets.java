package dev.sallyport.server.planted;

import dev.sallyport.server.planted.Planted.Writing;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/// Valid but meaningless secrets of every kind that the detectors know, from a seed. One thread at a time.
public final class PlantedSecrets {

    private static final String DIGITS = "0123456789";
    private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String LOWER = "abcdefghijklmnopqrstuvwxyz";
    private static final String ALNUM = DIGITS + UPPER + LOWER;
    private static final String HEX = DIGITS + "abcdef";

    /// One in so many is written in another way.
    private static final int WRITTEN_EVERY = 6;

    /// How what a prefix tells stands in a text.
    private static final List<String> AROUND =
            List.of("{}", "use {} for it", "key: {}", "{\"x\": [{\"y\": \"{}\"}]}", "({})", "a={}");

    private static final List<String> PASSWORDS =
            List.of(
                    "postgres://app:{}@db.internal:5432/shop",
                    "redis://:{}@cache:6379",
                    "jdbc:postgresql://db/shop?user=app&password={}&ssl=true",
                    "Server=db;User Id=sa;Pwd={};Encrypt=true",
                    "ALTER ROLE app WITH LOGIN PASSWORD '{}'",
                    "CREATE USER app IDENTIFIED BY '{}'",
                    "password={}",
                    "password: {}",
                    "{\"password\": \"{}\"}",
                    "{\"db\": {\"user\": \"app\", \"password\": \"{}\"}}",
                    "'db_password' => '{}'",
                    "DB_PASSWORD={}",
                    "export DB_PASSWORD={}",
                    "spring.datasource.password={}",
                    "dbPassword = \"{}\";",
                    "mysql --password {}",
                    "passwd: '{}'",
                    "  - name: DB_PASSWORD\n    value: {}",
                    "<password>{}</password>",
                    "config['password'] = '{}'",
                    "users:\n- name: admin\n  user: {username: admin, password: {}}");

    private static final List<String> SECRETS =
            List.of(
                    "api_key={}",
                    "{\"apiKey\": \"{}\"}",
                    "client_secret: {}",
                    "X-Api-Key: {}",
                    "access_token={}&x=1",
                    "SECRET_KEY = '{}'",
                    "tool --token {}",
                    "https://x.example/?token={}",
                    "users:\n- name: admin\n  user:\n    token: {}",
                    "auth_token: \"{}\"");

    private static final List<String> AUTHORIZATIONS =
            List.of(
                    "Authorization: Bearer {}",
                    "curl -H 'Authorization: token {}' https://x.example",
                    "{\"headers\": {\"Authorization\": \"Bearer {}\"}}",
                    "proxy said: bearer {}");

    private final Random random;
    private final Set<String> cores = new HashSet<>();
    private final List<Supplier<Planted>> makers = new ArrayList<>();
    private int made;

    public PlantedSecrets(long seed) {
        random = new Random(seed);
        personal();
        tokens();
        documents();
        named();
    }

    /// Each kind in turn.
    public Planted next() {
        while (true) {
            var secret = makers.get(made % makers.size()).get();
            if (cores.add(secret.core())) {
                made++;
                boolean plain = random.nextInt(WRITTEN_EVERY) > 0 || secret.text().length() > 400;
                return plain ? secret : secret.written(one(Writing.values()));
            }
        }
    }

    /// One as it stands by itself: a token of letters and digits behind its prefix.
    public Planted bare() {
        while (true) {
            var token = "ghp_" + some(ALNUM, 36);
            if (cores.add(token.substring(4))) {
                made++;
                return new Planted("GITHUB_TOKEN", token, token.substring(4));
            }
        }
    }

    /// What stands in a column of passwords.
    public Planted password() {
        while (true) {
            var word = word();
            if (cores.add(word)) {
                made++;
                return new Planted("PASSWORD in its column", word, word);
            }
        }
    }

    public int made() {
        return made;
    }

    private void personal() {
        for (var prefix : List.of("4", "51", "6011")) {
            makers.add(() -> whole("PAYMENT_CARD", luhn(prefix)));
        }
        makers.add(() -> whole("PAYMENT_CARD", luhn("4").replaceAll("(.{4})(?=.)", "$1 ")));
        makers.add(() -> whole("PAYMENT_CARD", luhn("55").replaceAll("(.{4})(?=.)", "$1-")));
        makers.add(() ->
                whole(
                        "SSN",
                        "%03d-%02d-%04d"
                                .formatted(
                                        1 + random.nextInt(665),
                                        1 + random.nextInt(99),
                                        1 + random.nextInt(9_999))));
        makers.add(() -> whole("IBAN", iban("DE", some(DIGITS, 18))));
        makers.add(() -> whole("IBAN", iban("GB", some(UPPER, 4) + some(DIGITS, 14))));
        makers.add(() -> {
            var name = some(LOWER, 7) + "." + some(LOWER, 8);
            return new Planted("EMAIL", around(name + "@" + some(LOWER, 6) + ".example"), name);
        });
    }

    private void tokens() {
        token("AWS_ACCESS_KEY_ID", "AKIA", UPPER + "234567", 16);
        token("GCP_KEY", "AIza", ALNUM, 35);
        token("GCP_KEY", "GOCSPX-", ALNUM, 28);
        token("DIGITALOCEAN_TOKEN", "dop_v1_", HEX, 64);
        token("DATABRICKS_TOKEN", "dapi", HEX, 32);
        token("GITHUB_TOKEN", "ghp_", ALNUM, 36);
        token("GITHUB_TOKEN", "ghs_", ALNUM, 36);
        token("GITHUB_TOKEN", "github_pat_", ALNUM, 82);
        token("GITLAB_TOKEN", "glpat-", ALNUM, 20);
        token("NPM_TOKEN", "npm_", ALNUM, 36);
        token("PYPI_TOKEN", "pypi-", ALNUM, 85);
        token("DOCKER_TOKEN", "dckr_pat_", ALNUM, 27);
        token("SLACK_TOKEN", "xoxb-", ALNUM, 50);
        token("STRIPE_KEY", "sk_live_", ALNUM, 24);
        token("OPENAI_KEY", "sk-proj-", ALNUM, 100);
        token("ANTHROPIC_KEY", "sk-ant-api03-", ALNUM, 93);
        token("HUGGINGFACE_TOKEN", "hf_", UPPER + LOWER, 34);
        token("SENDGRID_KEY", "SG.", ALNUM, 65);
        token("TWILIO_KEY", "SK", HEX, 32);
        token("VAULT_TOKEN", "hvs.", ALNUM, 90);
        token("SERVICE_TOKEN", "shpat_", HEX, 32);
        token("SERVICE_TOKEN", "lin_api_", ALNUM, 40);
        makers.add(() -> in("TELEGRAM_TOKEN", "5" + some(DIGITS, 8) + ":AA{}", some(ALNUM, 33)));
        makers.add(() -> in("AZURE_KEY", "aB38Q~{}", some(ALNUM, 34)));
        makers.add(() -> in("AWS_SECRET_KEY", "aws_secret_access_key = {}", some(ALNUM, 40)));
        makers.add(() ->
                in("AWS_SECRET_KEY", "{\"SecretAccessKey\": \"{}\"}", some(ALNUM + "+/", 40)));
        makers.add(() ->
                in(
                        "AZURE_KEY",
                        "DefaultEndpointsProtocol=https;AccountName=a;AccountKey={}==;EndpointSuffix=core",
                        some(ALNUM + "+/", 86)));
        makers.add(() ->
                in(
                        "SLACK_TOKEN",
                        "https://hooks.slack.com/services/T0AB12CD3/B0EF45GH6/{}",
                        some(ALNUM, 24)));
    }

    private void token(String kind, String prefix, String alphabet, int length) {
        makers.add(() -> in(kind, around(prefix + "{}"), some(alphabet, length)));
    }

    private void documents() {
        makers.add(() -> {
            var url = Base64.getUrlEncoder().withoutPadding();
            var head = url.encodeToString(ascii("{\"alg\":\"HS256\",\"typ\":\"JWT\"}"));
            var body = url.encodeToString(ascii("{\"sub\":\"" + some(ALNUM, 12) + "\"}"));
            return in("JWT", around(head + "." + body + ".{}"), some(ALNUM + "-_", 42) + "A");
        });
        makers.add(() -> pem("PRIVATE KEY", "\n"));
        makers.add(() -> pem("RSA PRIVATE KEY", "\\n"));
        makers.add(() -> pem("OPENSSH PRIVATE KEY", "\n"));
    }

    /// Its core is a line in the middle.
    private Planted pem(String label, String lineEnd) {
        var lines = new ArrayList<String>();
        for (int i = 0; i < 6; i++) {
            lines.add(some(ALNUM + "+/", 64));
        }
        return new Planted(
                "PRIVATE_KEY",
                "-----BEGIN %s-----%s".formatted(label, lineEnd)
                        + String.join(lineEnd, lines)
                        + "%s-----END %s-----".formatted(lineEnd, label),
                lines.get(3));
    }

    private void named() {
        PASSWORDS.forEach(form -> makers.add(() -> in("PASSWORD", form, word())));
        SECRETS.forEach(form -> makers.add(() -> in("SECRET", form, some(ALNUM, 28) + "7q")));
        AUTHORIZATIONS.forEach(
                form -> makers.add(() -> in("AUTHORIZATION", form, some(ALNUM, 29) + "4")));
        makers.add(() -> {
            var word = word();
            var basic = Base64.getEncoder().encodeToString(ascii("user:" + word));
            return new Planted("AUTHORIZATION", "Authorization: Basic " + basic, word);
        });
        makers.add(() -> in("COOKIE", "Cookie: theme=dark; sid={}", some(ALNUM, 24)));
        makers.add(() -> in("COOKIE", "Set-Cookie: sid={}; HttpOnly", some(ALNUM, 24)));
    }

    private String word() {
        return some(ALNUM, 12) + "9z";
    }

    private Planted whole(String kind, String secret) {
        return in(kind, around("{}"), secret);
    }

    private static Planted in(String kind, String form, String secret) {
        return new Planted(kind, form.replace("{}", secret), secret);
    }

    private String around(String secret) {
        return AROUND.get(random.nextInt(AROUND.size())).replace("{}", secret);
    }

    @SafeVarargs
    private <T> T one(T... all) {
        return all[random.nextInt(all.length)];
    }

    private String some(String alphabet, int count) {
        var out = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            out.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return out.toString();
    }

    private String luhn(String prefix) {
        var number = prefix + some(DIGITS, 15 - prefix.length());
        int sum = 0;
        for (int i = number.length() - 1, n = 0; i >= 0; i--, n++) {
            int d = number.charAt(i) - '0';
            d = n % 2 == 0 ? d * 2 : d;
            sum += d > 9 ? d - 9 : d;
        }
        return number + (10 - sum % 10) % 10;
    }

    private static String iban(String country, String account) {
        var digits = new StringBuilder();
        (account + country + "00").chars().forEach(c -> digits.append(Character.digit(c, 36)));
        int check = 98 - new BigInteger(digits.toString()).mod(BigInteger.valueOf(97)).intValue();
        return country + "%02d".formatted(check) + account;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
