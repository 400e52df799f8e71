package dev.sallyport.masking;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;

/// Valid but meaningless secrets, made at run time so that none stands in the repository.
final class Samples {

    /// @param text where the secret stands, with what its detector needs around it
    /// @param secret what must be gone afterwards
    record Sample(String kind, String text, String secret) {
        static Sample of(Kind kind, String secret) {
            return new Sample(kind.name(), secret, secret);
        }

        static Sample in(Kind kind, String pattern, String secret) {
            return new Sample(kind.name(), pattern.replace("{}", secret), secret);
        }
    }

    private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final String LOWER = "abcdefghijklmnopqrstuvwxyz";
    private static final String DIGITS = "0123456789";
    private static final String ALNUM = DIGITS + UPPER + LOWER;
    private static final String URL = ALNUM + "-_";
    private static final String HEX = "0123456789abcdef";

    private final Random random;

    Samples(long seed) {
        random = new Random(seed);
    }

    /// One or more of everything that the detectors know.
    List<Sample> all() {
        var all = new ArrayList<Sample>();
        personal(all);
        clouds(all);
        codeHosts(all);
        services(all);
        keys(all);
        named(all);
        return all;
    }

    private void personal(List<Sample> all) {
        for (var prefix : List.of("4", "51", "2221", "6011", "3530", "65", "62")) {
            all.add(Sample.of(Kind.PAYMENT_CARD, luhn(prefix, 16)));
        }
        all.add(Sample.of(Kind.PAYMENT_CARD, luhn("37", 15)));
        all.add(Sample.of(Kind.PAYMENT_CARD, luhn("36", 14)));
        all.add(Sample.of(Kind.PAYMENT_CARD, grouped(luhn("4", 16), " ", 4, 4, 4, 4)));
        all.add(Sample.of(Kind.PAYMENT_CARD, grouped(luhn("55", 16), "-", 4, 4, 4, 4)));
        all.add(Sample.of(Kind.PAYMENT_CARD, grouped(luhn("34", 15), " ", 4, 6, 5)));
        all.add(Sample.in(Kind.PAYMENT_CARD, "card: {}", luhn("50", 18)));
        int area = 1 + random.nextInt(665);
        int group = 1 + random.nextInt(99);
        int serial = 1 + random.nextInt(9999);
        all.add(Sample.of(Kind.SSN, "%03d-%02d-%04d".formatted(area, group, serial)));
        all.add(Sample.of(Kind.SSN, "%03d %02d %04d".formatted(area, group, serial)));
        all.add(Sample.in(Kind.SSN, "SSN: {}", "%03d%02d%04d".formatted(area, group, serial)));
        all.add(Sample.of(Kind.IBAN, iban("DE", digits(18))));
        all.add(Sample.of(Kind.IBAN, iban("GB", some(UPPER, 4) + digits(14))));
        all.add(
                Sample.of(
                        Kind.IBAN,
                        grouped(
                                iban("FR", digits(10) + some(UPPER, 11) + digits(2)),
                                " ",
                                4,
                                4,
                                4,
                                4,
                                4,
                                4,
                                3)));
        all.add(
                Sample.of(
                        Kind.EMAIL,
                        some(LOWER, 6)
                                + "."
                                + some(LOWER, 4)
                                + "+x@"
                                + some(LOWER, 7)
                                + ".example"));
        all.add(Sample.of(Kind.EMAIL, some(ALNUM, 9) + "@mail." + some(LOWER, 5) + ".co.uk"));
    }

    private void clouds(List<Sample> all) {
        all.add(Sample.of(Kind.AWS_ACCESS_KEY_ID, "AK" + "IA" + some(UPPER + "234567", 16)));
        all.add(
                Sample.in(
                        Kind.AWS_SECRET_KEY, "aws_secret_access_key = {}", some(ALNUM + "+/", 40)));
        all.add(Sample.in(Kind.AWS_SECRET_KEY, "{\"SecretAccessKey\": \"{}\"}", some(ALNUM, 40)));
        all.add(Sample.of(Kind.GCP_KEY, "AI" + "za" + some(URL, 34) + "x"));
        all.add(Sample.of(Kind.GCP_KEY, "GOCSPX" + "-" + some(ALNUM, 28)));
        var azure = Base64.getEncoder().encodeToString(bytes(64));
        all.add(
                Sample.in(
                        Kind.AZURE_KEY,
                        "DefaultEndpointsProtocol=https;AccountName=a;AccountKey={};EndpointSuffix=core",
                        azure));
        all.add(Sample.of(Kind.AZURE_KEY, "aB3" + "8Q" + "~" + some(ALNUM, 34)));
        all.add(Sample.of(Kind.DIGITALOCEAN_TOKEN, "dop" + "_v1_" + some(HEX, 64)));
        all.add(Sample.of(Kind.DATABRICKS_TOKEN, "da" + "pi" + some(HEX, 32)));
    }

    private void codeHosts(List<Sample> all) {
        for (var prefix : List.of("ghp_", "gho_", "ghu_", "ghs_", "ghr_")) {
            all.add(Sample.of(Kind.GITHUB_TOKEN, prefix + checked(some(ALNUM, 30))));
        }
        all.add(Sample.of(Kind.GITHUB_TOKEN, "ghp_" + checked("a".repeat(30))));
        all.add(
                Sample.of(
                        Kind.GITHUB_TOKEN,
                        "github" + "_pat_" + some(ALNUM, 22) + "_" + some(ALNUM, 59)));
        all.add(Sample.of(Kind.GITLAB_TOKEN, "glp" + "at-" + some(ALNUM, 20)));
        all.add(Sample.of(Kind.NPM_TOKEN, "npm" + "_" + checked(some(ALNUM, 30))));
        all.add(Sample.of(Kind.PYPI_TOKEN, "pypi" + "-AgEIcHlwaS5vcmc" + some(URL, 70) + "x"));
        all.add(Sample.of(Kind.DOCKER_TOKEN, "dckr" + "_pat_" + some(ALNUM, 27)));
    }

    private void services(List<Sample> all) {
        all.add(
                Sample.of(
                        Kind.SLACK_TOKEN,
                        "xox" + "b-" + digits(12) + "-" + digits(12) + "-" + some(ALNUM, 24)));
        all.add(
                new Sample(
                        "SLACK_TOKEN",
                        slackHook("T0AB12CD3/B0EF45GH6/abcDEF123ghiJKL456mnoPQR"),
                        "abcDEF123ghiJKL456mnoPQR"));
        all.add(Sample.of(Kind.STRIPE_KEY, "sk" + "_live_" + some(ALNUM, 24)));
        all.add(Sample.of(Kind.STRIPE_KEY, "rk" + "_live_" + some(ALNUM, 99)));
        all.add(
                Sample.of(
                        Kind.OPENAI_KEY,
                        "sk" + "-proj-" + some(ALNUM, 60) + "_" + some(ALNUM, 40)));
        all.add(
                Sample.of(
                        Kind.OPENAI_KEY,
                        "sk" + "-" + some(ALNUM, 20) + "T3BlbkFJ" + some(ALNUM, 20)));
        all.add(Sample.of(Kind.ANTHROPIC_KEY, "sk" + "-ant-api03-" + some(URL, 92) + "xAA"));
        all.add(Sample.of(Kind.HUGGINGFACE_TOKEN, "hf" + "_" + some(UPPER + LOWER, 34)));
        all.add(Sample.of(Kind.SENDGRID_KEY, "SG" + "." + some(ALNUM, 22) + "." + some(ALNUM, 43)));
        all.add(Sample.of(Kind.TWILIO_KEY, "S" + "K" + some(HEX, 32)));
        all.add(Sample.of(Kind.VAULT_TOKEN, "hvs" + "." + some(ALNUM, 90)));
        all.add(Sample.of(Kind.TELEGRAM_TOKEN, "5" + digits(8) + ":A" + "A" + some(ALNUM, 33)));
        all.add(Sample.of(Kind.SERVICE_TOKEN, "shp" + "at_" + some(HEX, 32)));
    }

    private void keys(List<Sample> all) {
        all.add(Sample.of(Kind.JWT, jwt()));
        var der = pkcs8();
        var body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        var middle = body.substring(100, 160);
        var pem = "-----BEGIN " + "PRIVATE KEY-----\n" + body + "\n-----END " + "PRIVATE KEY-----";
        all.add(new Sample("PRIVATE_KEY", pem, middle));
        all.add(new Sample("PRIVATE_KEY", pem.replace("\n", "\\n"), body.substring(66, 120)));
        all.add(new Sample("PRIVATE_KEY", pem.substring(0, 300), body.substring(66, 120)));
        all.add(
                new Sample(
                        "PRIVATE_KEY",
                        Base64.getEncoder().encodeToString(der),
                        body.substring(66, 120)));
        all.add(
                new Sample(
                        "PRIVATE_KEY",
                        Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8)),
                        body.substring(66, 120)));
        all.add(new Sample("PRIVATE_KEY", "LINE " + body, middle));
    }

    private void named(List<Sample> all) {
        var word = some(ALNUM, 12) + "9z";
        all.add(Sample.in(Kind.PASSWORD, "postgres://app:{}@db.internal:5432/shop", word));
        all.add(Sample.in(Kind.PASSWORD, "redis://:{}@cache:6379", word));
        all.add(
                Sample.in(
                        Kind.PASSWORD,
                        "jdbc:postgresql://db/shop?user=app&password={}&ssl=true",
                        word));
        all.add(Sample.in(Kind.PASSWORD, "Server=db;User Id=sa;Pwd={};Encrypt=true", word + "!$"));
        all.add(Sample.in(Kind.AUTHORIZATION, "Authorization: Bearer {}", some(ALNUM, 30)));
        all.add(
                Sample.in(
                        Kind.AUTHORIZATION,
                        "authorization: Basic {}",
                        Base64.getEncoder()
                                .encodeToString(
                                        ("user:" + word).getBytes(StandardCharsets.UTF_8))));
        all.add(
                Sample.in(
                        Kind.AUTHORIZATION,
                        "curl -H 'Authorization: token {}' https://x",
                        some(ALNUM, 30)));
        all.add(Sample.in(Kind.COOKIE, "Cookie: theme=dark; sid={}", some(ALNUM, 24)));
        all.add(Sample.in(Kind.COOKIE, "Set-Cookie: sid={}; HttpOnly", some(ALNUM, 24)));
        all.add(Sample.in(Kind.PASSWORD, "ALTER ROLE app WITH LOGIN PASSWORD '{}'", word));
        all.add(Sample.in(Kind.PASSWORD, "CREATE USER app IDENTIFIED BY '{}'", word));
        for (var form :
                List.of(
                        "password={}",
                        "password: {}",
                        "\"password\": \"{}\"",
                        "'db_password' => '{}'",
                        "DB_PASSWORD={}",
                        "export DB_PASSWORD={}",
                        "spring.datasource.password={}",
                        "dbPassword = \"{}\";",
                        "--password {}",
                        "--password={}",
                        "passwd: '{}'",
                        "  - name: DB_PASSWORD\n    value: {}",
                        "<password>{}</password>",
                        "config['password'] = '{}'",
                        "\\\"password\\\":\\\"{}\\\"",
                        "password: |\n  {}")) {
            all.add(Sample.in(Kind.PASSWORD, form, word));
        }
        for (var form :
                List.of(
                        "api_key={}",
                        "\"apiKey\": \"{}\"",
                        "client_secret: {}",
                        "X-Api-Key: {}",
                        "access_token={}&x=1",
                        "SECRET_KEY = '{}'",
                        "--token {}",
                        "?token={}",
                        "auth_token: \"{}\"")) {
            all.add(Sample.in(Kind.SECRET, form, some(ALNUM, 28) + "7q"));
        }
    }

    static String slackHook(String path) {
        return "https://hooks.slack" + ".com/services/" + path;
    }

    private String jwt() {
        var url = Base64.getUrlEncoder().withoutPadding();
        return url.encodeToString(
                        "{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(StandardCharsets.UTF_8))
                + "."
                + url.encodeToString(
                        ("{\"sub\":\"" + some(ALNUM, 12) + "\",\"admin\":true}")
                                .getBytes(StandardCharsets.UTF_8))
                + "."
                + url.encodeToString(bytes(32));
    }

    /// The outline of a PKCS #8 RSA key with random bytes for numbers.
    private byte[] pkcs8() {
        var key = bytes(1218);
        byte[] head = {0x30, (byte) 0x82, 0x04, (byte) 0xBE, 2, 1, 0, 0x30, 13, 6, 9, 42};
        System.arraycopy(head, 0, key, 0, head.length);
        return key;
    }

    String luhn(String prefix, int length) {
        var number = new StringBuilder(prefix + digits(length - 1 - prefix.length()));
        int sum = 0;
        for (int i = number.length() - 1, n = 0; i >= 0; i--, n++) {
            int d = number.charAt(i) - '0';
            d = n % 2 == 0 ? d * 2 : d;
            sum += d > 9 ? d - 9 : d;
        }
        return number.append((10 - sum % 10) % 10).toString();
    }

    private static String iban(String country, String account) {
        var digits = new StringBuilder();
        (account + country + "00").chars().forEach(c -> digits.append(Character.digit(c, 36)));
        int check = 98 - new BigInteger(digits.toString()).mod(BigInteger.valueOf(97)).intValue();
        return country + "%02d".formatted(check) + account;
    }

    private static String checked(String body) {
        var crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        long value = crc.getValue();
        var tail = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            tail.insert(0, ALNUM.charAt((int) (value % 62)));
            value /= 62;
        }
        return body + tail;
    }

    static String grouped(String text, String separator, int... sizes) {
        var groups = new ArrayList<String>();
        int from = 0;
        for (int size : sizes) {
            int to = Math.min(text.length(), from + size);
            groups.add(text.substring(from, to));
            from = to;
        }
        return String.join(separator, groups);
    }

    String digits(int count) {
        return some(DIGITS, count);
    }

    String some(String alphabet, int count) {
        var out = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            out.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return out.toString();
    }

    byte[] bytes(int count) {
        var bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
