package dev.sallyport.server.schema;

import static dev.sallyport.server.schema.Parts.described;
import static dev.sallyport.server.schema.Parts.list;
import static dev.sallyport.server.schema.Parts.mapping;
import static dev.sallyport.server.schema.Parts.node;
import static dev.sallyport.server.schema.Parts.text;

import dev.sallyport.policy.FactDefinition.Unit;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// The schema of `sallyport.yaml`. A test holds its keys against those that the reader of the configuration takes.
public final class ConfigurationSchema {

    private static final String TARGET_NAME = "^[a-z0-9_][a-z0-9_-]{0,62}$";
    private static final String REFERENCE = "^\\$\\{(env|file):[^}]+\\}$";

    private ConfigurationSchema() {}

    public static ObjectNode of() {
        var properties = node();
        properties.set("server", server());
        properties.set("databases", targets(database(), "Databases, by the name that agents use."));
        properties.set("repositories", targets(repository(), "Git repositories, by name."));
        properties.set("clusters", targets(cluster(), "Kubernetes clusters, by name."));
        properties.set("identity", IdentitySchema.of());
        properties.set("services", described(node(), "HTTP APIs."));
        properties.set("mcp_servers", described(node(), "Upstream MCP servers."));
        properties.set("policy", described(text(), "The role map's file."));
        properties.set("approvals", ApprovalsSchema.of());
        properties.set("audit", audit());
        properties.set("state", state());
        return Parts.root(
                "config",
                "Sallyport configuration (sallyport.yaml)",
                mapping(properties, "policy"));
    }

    private static ObjectNode server() {
        var properties = node();
        properties.set(
                "listen", described(text(), "Address and port; `127.0.0.1:8640` when absent."));
        properties.set(
                "public_url",
                described(
                        Parts.pattern("^https?://"),
                        "How clients reach the gate, where that differs."));
        properties.set("tls", tls());
        return described(mapping(properties), "Where the gate listens.");
    }

    private static ObjectNode tls() {
        var properties = node();
        properties.set(
                "certificate",
                described(text(), "PEM file: the gate's certificate, then those up to its CA."));
        properties.set(
                "key", described(text(), "PEM file: its private key, PKCS#8 without a password."));
        properties.set(
                "client_ca",
                described(text(), "PEM file: the CAs that vouch for clients; no others do."));
        properties.set(
                "client_certificates",
                described(
                        Parts.oneOf(List.of("optional", "required")),
                        "Whether a connection needs one; `optional` when absent."));
        return described(
                mapping(properties, "certificate", "key"),
                "The gate speaks TLS itself; plain HTTP when absent.");
    }

    private static ObjectNode targets(ObjectNode one, String description) {
        var node = node();
        node.putArray("type").add("object").add("null");
        node.set("propertyNames", node().put("pattern", TARGET_NAME));
        node.set("additionalProperties", one);
        return described(node, description);
    }

    private static ObjectNode database() {
        var properties = node();
        properties.set(
                "url", described(Parts.pattern("^jdbc:"), "A JDBC URL without credentials."));
        login(properties);
        properties.set(
                "functions",
                described(list(text()), "What statements may call beyond the product's own list."));
        properties.set("labels", labels());
        return mapping(properties, "url");
    }

    private static ObjectNode repository() {
        var properties = node();
        properties.set("url", described(Parts.pattern("^https?://"), "Without credentials."));
        login(properties);
        properties.set("labels", labels());
        return mapping(properties, "url");
    }

    private static ObjectNode cluster() {
        var properties = node();
        properties.set("kubeconfig", described(text(), "A kubeconfig file, or `${env:NAME}`."));
        properties.set("context", described(text(), "Its current context when absent."));
        properties.set("labels", labels());
        return mapping(properties, "kubeconfig");
    }

    private static ObjectNode labels() {
        var labels = node().put("type", "object");
        labels.set("additionalProperties", Parts.anyText());
        return described(labels, "By which rules of the role map may speak of the target.");
    }

    private static void login(ObjectNode properties) {
        properties.set("username", text());
        properties.set("password", secret());
    }

    static ObjectNode secret() {
        return described(Parts.pattern(REFERENCE), "A reference: `${env:NAME}` or `${file:PATH}`.");
    }

    private static ObjectNode audit() {
        var properties = node();
        properties.set("directory", described(text(), "Of the log; `data/audit` when absent."));
        properties.set(
                "key", described(text(), "File of the signing key, outside of the directory."));
        properties.set(
                "checkpoint_every",
                described(Parts.duration(), "At most this long between checkpoints."));
        properties.set(
                "bodies",
                described(
                        Parts.oneOf(List.of("encrypted", "none")),
                        "Arguments, views and replies beside the log; `encrypted` when absent."));
        properties.set("export", described(list(export()), "Where copies of the record go."));
        properties.set(
                "witnesses",
                described(list(witness()), "Who is asked to cosign the log's checkpoints."));
        properties.set(
                "witness_quorum",
                described(
                        Parts.amount(Unit.COUNT, 1),
                        "How many witnesses must have cosigned a checkpoint."));
        properties.set(
                "witness_every",
                described(Parts.duration(), "How often witnesses are asked; `1m` when absent."));
        properties.set(
                "witness_stale_after",
                described(
                        Parts.duration(),
                        "How old the cosignatures of a quorum may be before that is told; `1h` when absent."));
        properties.set(
                "checkpoint_store",
                described(
                        Parts.oneOf(List.of("file", "state")),
                        "Where the newest checkpoint is kept apart from the log; with a state in PostgreSQL `state`"
                                + " when absent, else `file`."));
        return described(mapping(properties), "The record.");
    }

    private static ObjectNode export() {
        var properties = node();
        properties.set("file", described(text(), "A file with a line per record."));
        properties.set(
                "syslog",
                described(text(), "Host and port of a syslog server that speaks TLS (RFC 5425)."));
        properties.set(
                "otlp",
                described(
                        Parts.pattern("^https?://"),
                        "URL of a collector that takes OTLP logs in JSON; the path is `/v1/logs` where it has none."));
        properties.set(
                "format",
                described(
                        Parts.oneOf(List.of("ocsf", "json")),
                        "OCSF events, or the records as they are; `ocsf` when absent."));
        properties.set(
                "ca",
                described(
                        text(),
                        "PEM file: the CA of the server; those that Java trusts when absent."));
        properties.set(
                "authorization",
                described(secret(), "A reference to the `Authorization` header for `otlp`."));
        var entry = mapping(properties);
        entry.put("type", "object");
        var ways = entry.putArray("oneOf");
        for (var kind : List.of("file", "syslog", "otlp")) {
            ways.addObject().putArray("required").add(kind);
        }
        return entry;
    }

    private static ObjectNode witness() {
        var properties = node();
        properties.set(
                "url", described(Parts.pattern("^https?://"), "The witness's submission prefix."));
        properties.set(
                "key",
                described(
                        text(),
                        "The witness's public key for Ed25519 cosignatures, `name+id+key`."));
        properties.set(
                "ca",
                described(
                        text(),
                        "PEM file: the CA of the server; those that Java trusts when absent."));
        return mapping(properties, "url", "key");
    }

    private static ObjectNode state() {
        var properties = node();
        properties.set(
                "url",
                described(
                        Parts.pattern("^jdbc:(sqlite|postgresql):"),
                        "`jdbc:sqlite:PATH` or `jdbc:postgresql://…`."));
        login(properties);
        return described(mapping(properties), "The gate's own database.");
    }
}
