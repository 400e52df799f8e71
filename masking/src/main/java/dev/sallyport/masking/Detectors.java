package dev.sallyport.masking;

import static dev.sallyport.masking.Ascii.ALNUM;
import static dev.sallyport.masking.Ascii.BASE32;
import static dev.sallyport.masking.Ascii.BASE64_URL;
import static dev.sallyport.masking.Ascii.IDENTIFIER;
import static dev.sallyport.masking.Ascii.LOWER_HEX;
import static dev.sallyport.masking.Ascii.TOKEN;

import java.util.ArrayList;
import java.util.List;

/// Which detector is called for which anchor. An anchor is in lower case, its digits zeros.
final class Detectors {

    record Anchored(String anchor, Detector detector) {}

    private Detectors() {}

    static List<Anchored> all() {
        var all = new ArrayList<Anchored>();
        all.add(new Anchored("00", new Numbers()));
        all.add(new Anchored("@", new Emails()));
        all.add(new Anchored("eyj", new Jwts()));
        all.add(new Anchored("-----begin ", new PrivateKeys()));
        all.add(new Anchored("://", new Urls()));
        all.add(new Anchored("identified ", SqlPasswords.IDENTIFIED));
        all.add(new Anchored("set password", SqlPasswords.SET));
        cloudKeys(all);
        headers(all);
        var assignments = new Assignments();
        for (var name :
                List.of(
                        "passw",
                        "pwd",
                        "_pass",
                        "-pass",
                        ".pass",
                        "userpass",
                        "passphrase",
                        "passcode",
                        "kennwort",
                        "secret",
                        "token",
                        "api_key",
                        "api-key",
                        "apikey",
                        "api.key",
                        "access_key",
                        "access-key",
                        "accesskey",
                        "private_key",
                        "private-key",
                        "privatekey",
                        "auth_key",
                        "authkey",
                        "auth-key",
                        "signing_key",
                        "signingkey",
                        "encryption_key",
                        "encryptionkey",
                        "master_key",
                        "masterkey",
                        "account_key",
                        "accountkey",
                        "session_key",
                        "hmac_key",
                        "jwt_key",
                        "subscription-key",
                        "service_key",
                        "app_key",
                        "application_key",
                        "deploy_key",
                        "credential",
                        "_pw",
                        "-pw")) {
            all.add(new Anchored(name, assignments));
        }
        for (var token : tokens()) {
            all.add(new Anchored(folded(token.prefix()), token));
        }
        return List.copyOf(all);
    }

    private static void cloudKeys(List<Anchored> all) {
        all.add(new Anchored("aws", CloudKeys.AWS_SECRET));
        all.add(new Anchored("secretaccesskey", CloudKeys.AWS_SECRET));
        all.add(new Anchored("secret_access_key", CloudKeys.AWS_SECRET));
        all.add(new Anchored("secret access key", CloudKeys.AWS_SECRET));
        all.add(new Anchored("secretkey", CloudKeys.AWS_SECRET));
        all.add(new Anchored("secret_key", CloudKeys.AWS_SECRET));
        all.add(new Anchored("akia", CloudKeys.AWS_SECRET));
        all.add(new Anchored("asia", CloudKeys.AWS_SECRET));
        all.add(new Anchored("accountkey=", CloudKeys.AZURE));
        all.add(new Anchored("sharedaccesskey=", CloudKeys.AZURE));
        all.add(new Anchored("?sig=", CloudKeys.AZURE));
        all.add(new Anchored("&sig=", CloudKeys.AZURE));
        all.add(new Anchored("q~", CloudKeys.ENTRA));
        all.add(new Anchored("hooks.slack.com/services/", CloudKeys.SLACK_WEBHOOK));
        all.add(new Anchored("hooks.slack.com/workflows/", CloudKeys.SLACK_WEBHOOK));
        all.add(new Anchored(":aa", CloudKeys.TELEGRAM));
    }

    private static void headers(List<Anchored> all) {
        all.add(new Anchored("authorization", Headers.AUTHORIZATION));
        all.add(new Anchored("bearer ", Headers.SCHEME));
        all.add(new Anchored("basic ", Headers.SCHEME));
        all.add(new Anchored("cookie", Headers.COOKIE));
    }

    private static List<Tokens> tokens() {
        var t = new ArrayList<Tokens>();
        for (var prefix : List.of("AKIA", "ASIA", "ABIA", "ACCA")) {
            t.add(new Tokens(Kind.AWS_ACCESS_KEY_ID, prefix, BASE32, 16, 16, 6));
        }
        t.add(new Tokens(Kind.GCP_KEY, "AIza", BASE64_URL, 35, 35, 10));
        t.add(new Tokens(Kind.GCP_KEY, "ya29.", BASE64_URL, 20, 2048, 10));
        t.add(new Tokens(Kind.GCP_KEY, "GOCSPX-", BASE64_URL, 24, 40, 10));
        for (var prefix : List.of("ghp_", "gho_", "ghu_", "ghs_", "ghr_")) {
            t.add(new Tokens(Kind.GITHUB_TOKEN, prefix, IDENTIFIER, 36, 1024, 12));
        }
        t.add(new Tokens(Kind.GITHUB_TOKEN, "github_pat_", BASE64_URL, 40, 255, 12));
        for (var prefix :
                List.of(
                        "glpat-",
                        "gldt-",
                        "glrt-",
                        "glcbt-",
                        "glptt-",
                        "glsoat-",
                        "glft-",
                        "glagent-",
                        "glimt-",
                        "gloas-")) {
            t.add(new Tokens(Kind.GITLAB_TOKEN, prefix, IDENTIFIER, 20, 512, 8));
        }
        for (var prefix :
                List.of(
                        "xoxb-", "xoxp-", "xoxa-", "xoxr-", "xoxs-", "xoxc-", "xoxd-", "xoxe-",
                        "xoxe.", "xapp-")) {
            t.add(new Tokens(Kind.SLACK_TOKEN, prefix, TOKEN, 20, 512, 8));
        }
        for (var prefix : List.of("sk_live_", "rk_live_", "sk_test_", "rk_test_")) {
            t.add(new Tokens(Kind.STRIPE_KEY, prefix, ALNUM, 16, 256, 8));
        }
        t.add(new Tokens(Kind.STRIPE_KEY, "whsec_", TOKEN, 24, 128, 8));
        t.add(new Tokens(Kind.ANTHROPIC_KEY, "sk-ant-", BASE64_URL, 32, 512, 12));
        for (var prefix : List.of("sk-proj-", "sk-svcacct-", "sk-admin-", "sk-None-")) {
            t.add(new Tokens(Kind.OPENAI_KEY, prefix, BASE64_URL, 20, 512, 12));
        }
        t.add(new Tokens(Kind.OPENAI_KEY, "sk-", ALNUM, 32, 128, 14));
        t.add(new Tokens(Kind.SERVICE_TOKEN, "sk-or-v1-", LOWER_HEX, 64, 64, 8));
        t.add(new Tokens(Kind.HUGGINGFACE_TOKEN, "hf_", ALNUM, 30, 48, 12));
        t.add(new Tokens(Kind.NPM_TOKEN, "npm_", ALNUM, 36, 36, 12));
        t.add(new Tokens(Kind.PYPI_TOKEN, "pypi-", BASE64_URL, 50, 1024, 12));
        t.add(new Tokens(Kind.SENDGRID_KEY, "SG.", IDENTIFIER, 60, 70, 16));
        t.add(new Tokens(Kind.TWILIO_KEY, "SK", LOWER_HEX, 32, 32, 8));
        for (var prefix : List.of("hvs.", "hvb.", "hvr.")) {
            t.add(new Tokens(Kind.VAULT_TOKEN, prefix, BASE64_URL, 24, 512, 10));
        }
        for (var prefix : List.of("dop_v1_", "doo_v1_", "dor_v1_")) {
            t.add(new Tokens(Kind.DIGITALOCEAN_TOKEN, prefix, LOWER_HEX, 64, 64, 8));
        }
        t.add(new Tokens(Kind.DATABRICKS_TOKEN, "dapi", LOWER_HEX, 32, 32, 8));
        t.add(new Tokens(Kind.DOCKER_TOKEN, "dckr_pat_", BASE64_URL, 20, 64, 8));
        t.add(new Tokens(Kind.DOCKER_TOKEN, "dckr_oat_", BASE64_URL, 20, 64, 8));
        services(t);
        return t;
    }

    private static void services(List<Tokens> t) {
        t.add(new Tokens(Kind.PRIVATE_KEY, "AGE-SECRET-KEY-1", ALNUM, 58, 58, 12));
        for (var prefix : List.of("shpat_", "shpca_", "shppa_", "shpss_")) {
            t.add(new Tokens(Kind.SERVICE_TOKEN, prefix, Ascii.HEX, 32, 32, 8));
        }
        t.add(new Tokens(Kind.SERVICE_TOKEN, "lin_api_", ALNUM, 40, 40, 12));
        t.add(new Tokens(Kind.SERVICE_TOKEN, "glsa_", BASE64_URL, 40, 48, 12));
        t.add(new Tokens(Kind.SERVICE_TOKEN, "glc_", TOKEN, 32, 400, 12));
        t.add(new Tokens(Kind.SERVICE_TOKEN, "ATATT3", TOKEN, 180, 220, 16));
        t.add(new Tokens(Kind.SERVICE_TOKEN, "PMAK-", BASE64_URL, 59, 59, 8));
        t.add(new Tokens(Kind.SERVICE_TOKEN, "NRAK-", ALNUM, 27, 27, 10));
        t.add(new Tokens(Kind.SERVICE_TOKEN, "dp.pt.", ALNUM, 40, 44, 12));
        t.add(new Tokens(Kind.SERVICE_TOKEN, "pul-", LOWER_HEX, 40, 40, 8));
        t.add(new Tokens(Kind.SERVICE_TOKEN, "rubygems_", LOWER_HEX, 48, 48, 8));
        t.add(new Tokens(Kind.SERVICE_TOKEN, "key-", LOWER_HEX, 32, 32, 8));
        t.add(new Tokens(Kind.SERVICE_TOKEN, "sq0atp-", BASE64_URL, 22, 22, 8));
        t.add(new Tokens(Kind.SERVICE_TOKEN, "sq0csp-", BASE64_URL, 43, 43, 12));
        t.add(new Tokens(Kind.SERVICE_TOKEN, "gsk_", ALNUM, 48, 60, 16));
        t.add(new Tokens(Kind.SERVICE_TOKEN, "tskey-", BASE64_URL, 20, 80, 8));
        t.add(new Tokens(Kind.SERVICE_TOKEN, "sntrys_", TOKEN, 40, 600, 12));
        t.add(new Tokens(Kind.SERVICE_TOKEN, "EAACEdEose0cBA", ALNUM, 20, 400, 10));
    }

    private static String folded(String prefix) {
        var out = new StringBuilder(prefix.length());
        for (int i = 0; i < prefix.length(); i++) {
            int c = Ascii.lower(prefix.charAt(i));
            out.append((char) (Ascii.is(c, Ascii.DIGIT) ? '0' : c));
        }
        return out.toString();
    }
}
