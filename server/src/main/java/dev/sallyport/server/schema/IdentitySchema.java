package dev.sallyport.server.schema;

import static dev.sallyport.server.schema.Parts.described;
import static dev.sallyport.server.schema.Parts.duration;
import static dev.sallyport.server.schema.Parts.list;
import static dev.sallyport.server.schema.Parts.mapping;
import static dev.sallyport.server.schema.Parts.node;
import static dev.sallyport.server.schema.Parts.oneOf;
import static dev.sallyport.server.schema.Parts.oneOrMany;
import static dev.sallyport.server.schema.Parts.text;

import dev.sallyport.server.config.Identity;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// `identity` of `sallyport.yaml`: whose tokens are taken, and who signs in to the console.
final class IdentitySchema {

    private static final String URL = "^https?://";

    private IdentitySchema() {}

    static ObjectNode of() {
        var properties = node();
        properties.set("issuers", described(list(issuer()), "Whose tokens are taken."));
        properties.set("console", console());
        properties.set("certificates", certificates());
        return described(mapping(properties), "Whose tokens are taken, and how they are checked.");
    }

    private static ObjectNode issuer() {
        var properties = node();
        properties.set(
                "issuer",
                described(
                        Parts.pattern(URL),
                        "The issuer as its tokens name it; http on loopback alone."));
        properties.set(
                "audience",
                described(
                        oneOrMany(text()),
                        "What `aud` of a token for this gate holds (RFC 8707): its URL."));
        properties.set(
                "prefix",
                described(
                        text(),
                        "Stands before the names and groups of this issuer, so that no two issuers share one."));
        properties.set(
                "algorithms",
                described(
                        oneOrMany(oneOf(Identity.ALGORITHMS)),
                        "With which this issuer signs; no others."));
        properties.set(
                "jwks_url",
                described(Parts.pattern(URL), "Where its keys are; by its metadata when absent."));
        properties.set("clock_skew", described(duration(), "0s to 60s; 30s when absent."));
        properties.set(
                "lifetime_max", described(duration(), "A token that lives longer is refused."));
        properties.set(
                "groups_claim",
                described(text(), "A claim, or a dotted path into one; `groups` when absent."));
        properties.set("user_claim", described(text(), "What names a human; `sub` when absent."));
        properties.set(
                "subjects",
                described(
                        oneOf(List.of("auto", "workload")),
                        "`workload`: every token is an agent's, as those of Kubernetes and SPIFFE are."));
        properties.set(
                "human_clients",
                described(
                        oneOrMany(text()),
                        "Clients through which a human acts in person and may approve."));
        var scopes = node().put("type", "object");
        scopes.set("additionalProperties", oneOrMany(text()));
        properties.set("scopes", described(scopes, "Scopes, and the tools whose calls need them."));
        properties.set(
                "introspect",
                described(
                        oneOf(List.of("opaque", "jwt", "always")),
                        "Which tokens the issuer is asked about (RFC 7662)."));
        properties.set("introspection", introspection());
        return mapping(properties, "issuer", "audience");
    }

    private static ObjectNode introspection() {
        var properties = node();
        properties.set(
                "url", described(Parts.pattern(URL), "By the issuer's metadata when absent."));
        properties.set("client_id", text());
        properties.set("client_secret", ConfigurationSchema.secret());
        return mapping(properties, "client_id", "client_secret");
    }

    private static ObjectNode certificates() {
        var properties = node();
        properties.set(
                "name",
                described(
                        oneOf(List.of("subject_cn", "san_uri", "san_dns")),
                        "What of a client certificate names the agent; `subject_cn` when absent."));
        properties.set(
                "prefix",
                described(
                        text(),
                        "Stands before these names, so that they are no issuer's or key's."));
        return described(
                mapping(properties),
                "Client certificates name agents; needs `server.tls.client_ca`.");
    }

    private static ObjectNode console() {
        var properties = node();
        properties.set("issuer", described(Parts.pattern(URL), "One of `issuers`."));
        properties.set("client_id", text());
        properties.set("client_secret", ConfigurationSchema.secret());
        properties.set("groups_claim", described(text(), "Of the ID token; as the issuer's."));
        properties.set(
                "scopes",
                described(oneOrMany(text()), "What is asked for at sign-in, `openid` among it."));
        properties.set("idle", described(duration(), "A session unused for so long ends; 30m."));
        properties.set("absolute", described(duration(), "Every session ends then; 12h."));
        return described(
                mapping(properties, "issuer", "client_id", "client_secret"),
                "Humans sign in to the console here.");
    }
}
