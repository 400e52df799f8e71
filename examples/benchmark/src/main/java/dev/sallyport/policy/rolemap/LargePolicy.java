package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.FactDefinition;
import dev.sallyport.policy.FactDefinition.Place;
import dev.sallyport.policy.FactDefinition.TextFact;
import dev.sallyport.policy.FactDefinition.Unit;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.ObligationDefinition.FilterObligation;
import dev.sallyport.policy.ObligationDefinition.LimitObligation;
import dev.sallyport.policy.ObligationDefinition.MaskObligation;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.Request;
import dev.sallyport.policy.TargetLabels;
import dev.sallyport.policy.ToolTerms;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// A company's role map: 1,000 roles of three rules each and 10,000 bindings.
final class LargePolicy {

    private static final int ROLES = 1_000;
    private static final int BINDINGS = 10_000;

    static final List<ToolTerms> TOOLS =
            List.of(
                    new ToolTerms(
                            "query_database",
                            Optional.of("database"),
                            List.of(place("database"), place("schema"), place("table")),
                            List.of(
                                    new LimitObligation("rows", Unit.COUNT, 1000, "rows"),
                                    new LimitObligation("timeout", Unit.DURATION, 30_000, "time"),
                                    new MaskObligation("columns"),
                                    new FilterObligation("rows to show"))),
                    new ToolTerms(
                            "push_branch",
                            Optional.of("repository"),
                            List.of(
                                    place("repository"),
                                    place("branch"),
                                    new FactDefinition.SetFact(
                                            "paths", "paths", Place.RULE, "paths")),
                            List.of()));

    static final TargetLabels LABELS = labels();

    private LargePolicy() {}

    private static FactDefinition place(String name) {
        return new TextFact(name, name, Place.ON, name);
    }

    private static TargetLabels labels() {
        var databases = new TreeMap<String, java.util.SortedMap<String, String>>();
        for (int i = 0; i < 100; i++) {
            databases.put("db" + i, new TreeMap<>(Map.of("env", i % 3 == 0 ? "prod" : "dev")));
        }
        return new TargetLabels(new TreeMap<>(Map.of("database", databases)));
    }

    static String yaml() {
        var text = new StringBuilder("roles:\n");
        for (int i = 0; i < ROLES; i++) {
            text.append("  role").append(i).append(":\n");
            if (i % 10 == 1) {
                text.append("    includes: [role").append(i - 1).append("]\n");
            }
            text.append("    permit:\n")
                    .append("      - tools: [query_database]\n        on: { database: db")
                    .append(i % 100)
                    .append(
                            ", schema: \"s*\", label: { env: [prod, dev] } }\n        except: { table: \"secret_*\" }\n")
                    .append(
                            "        rows: 100\n        mask: [{ column: \"*.email\", with: token }]\n")
                    .append("      - tools: [push_branch]\n        on: { repository: repo")
                    .append(i % 50)
                    .append(", branch: \"agent/*\" }\n")
                    .append("    forbid:\n      - { tools: [query_database], on: { schema: hr")
                    .append(i)
                    .append(" } }\n");
        }
        text.append("bindings:\n");
        for (int i = 0; i < BINDINGS; i++) {
            text.append("  - { role: role")
                    .append(i % ROLES)
                    .append(", to: [\"client:agent-")
                    .append(i / 2)
                    .append("\", \"group:team-")
                    .append(i / 2)
                    .append("\"]");
            text.append(i % 10 == 0 ? ", until: 2030-01-01" : "").append(" }\n");
        }
        return text.toString();
    }

    /// Ten accesses of an agent with two roles of its own, and two of a group.
    static Request request() {
        var accesses = new ArrayList<Access>();
        for (int i = 0; i < 10; i++) {
            accesses.add(
                    new Access(
                            "db.read",
                            "db20/shop.table" + i,
                            Map.of(
                                    "database", FactValue.text("db20"),
                                    "schema", FactValue.text("shop"),
                                    "table", FactValue.text("table" + i))));
        }
        return new Request(
                new Principal(
                        "client:agent-60",
                        Principal.Kind.AGENT,
                        Optional.empty(),
                        Set.of("team-1060")),
                "query_database",
                accesses,
                Instant.parse("2026-11-22T12:00:00Z"));
    }

    static RoleMap read(String yaml) {
        return switch (RoleMap.parse("policy.yaml", yaml, TOOLS, LABELS)) {
            case RoleMap.Parsed.Valid(var roleMap) -> roleMap;
            case RoleMap.Parsed.Invalid(var problems) ->
                    throw new IllegalStateException(problems.toString());
        };
    }
}
