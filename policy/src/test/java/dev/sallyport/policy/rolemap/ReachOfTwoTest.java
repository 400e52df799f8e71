package dev.sallyport.policy.rolemap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.sallyport.policy.Effect;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.Reach;
import dev.sallyport.policy.TargetLabels;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// What an agent is told of where it and the human behind it could get.
class ReachOfTwoTest {

    private static final Principal AGENT =
            HostileFileTest.agent("client:a", Optional.of(Principal.human("user:ana", Set.of())));

    @Test
    void anAgentIsNotToldThePlacesOfItsHuman() {
        var roleMap =
                TestPolicies.valid(
                        """
                        roles:
                          a: {permit: [{tools: query_database, on: {database: shop, schema: sales}}]}
                          b: {permit: [{tools: query_database, on: {database: shop, schema: salaries}}]}
                        bindings:
                          - {role: a, to: "client:a"}
                          - {role: b, to: "user:ana"}
                        """);

        var reach = roleMap.reach(AGENT, "query_database", Instant.EPOCH);

        // Not none: an access that is in no schema is open to both.
        assertThat(reach)
                .containsExactly(
                        new Reach(
                                "query_database",
                                Effect.PERMIT,
                                Map.of("database", List.of("shop"), "schema", List.of("sales"))));
    }

    @Test
    void whatBothNameIsTold() {
        var roleMap =
                TestPolicies.valid(
                        """
                        roles:
                          a: {permit: [{tools: query_database, on: {database: "s*", schema: [a, b, "c*"]}}]}
                          b: {permit: [{tools: query_database, on: {database: shop, schema: [b, c1, "*c"]}}]}
                        bindings:
                          - {role: a, to: "client:a"}
                          - {role: b, to: "user:ana"}
                        """);

        var reach = roleMap.reach(AGENT, "query_database", Instant.EPOCH);

        assertThat(reach)
                .containsExactly(
                        new Reach(
                                "query_database",
                                Effect.PERMIT,
                                Map.of(
                                        "database",
                                        List.of("shop"),
                                        "schema",
                                        List.of("b", "c*", "c1"))));
    }

    /// Took a quarter of a minute for each call, by an agent that acts for somebody.
    @Test
    void manyTargetsByLabelAreToldInNoTime() {
        var databases = new TreeMap<String, SortedMap<String, String>>();
        for (int i = 0; i < 300; i++) {
            databases.put("database-" + i, new TreeMap<>(Map.of("env", i < 250 ? "dev" : "test")));
        }
        var rules = new StringBuilder();
        for (int i = 0; i < 30; i++) {
            rules.append("      - {tools: query_database, on: {label: {env: ")
                    .append(i % 2 == 0 ? "dev" : "\"*e*\"")
                    .append("}, schema: s")
                    .append(i)
                    .append("}}\n");
        }
        var text =
                "roles:\n  a:\n    permit:\n"
                        + rules
                        + "bindings:\n  - {role: a, to: [\"client:a\", \"user:ana\"]}\n";
        var parsed =
                RoleMap.parse(
                        "policy.yaml",
                        text,
                        TestTools.ALL,
                        new TargetLabels(new TreeMap<>(Map.of("database", databases))));
        var roleMap = ((RoleMap.Parsed.Valid) parsed).roleMap();

        var reach =
                assertTimeout(
                        Duration.ofSeconds(5),
                        () -> roleMap.reach(AGENT, "query_database", Instant.EPOCH));

        assertThat(reach).isNotEmpty();
    }
}
