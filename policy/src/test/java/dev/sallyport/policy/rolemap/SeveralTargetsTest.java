package dev.sallyport.policy.rolemap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.Decision;
import dev.sallyport.policy.DenyReason;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Obligation.MaskColumn;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.Request;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What a rule says of one target, it does not say of the next that the same call touches.
class SeveralTargetsTest {

    private static Access access(String database, String table) {
        return new Access(
                "db.read",
                database + "/s." + table,
                Map.of(
                        "database", FactValue.text(database),
                        "schema", FactValue.text("s"),
                        "table", FactValue.text(table)));
    }

    private static Decision decide(String rules, Access... accesses) {
        var roleMap =
                TestPolicies.valid(
                        "roles:\n  r:\n"
                                + rules.indent(4)
                                + "bindings:\n  - { role: r, to: [\"client:a\"] }\n");
        return roleMap.decide(
                new Request(
                        new Principal("client:a", Principal.Kind.AGENT, Optional.empty(), Set.of()),
                        "query_database",
                        List.of(accesses),
                        Instant.EPOCH));
    }

    @Test
    void aPermitOfOneOpensNothingOfTheOther() {
        var decision =
                decide(
                        "permit:\n  - { tools: [query_database], on: { database: a } }",
                        access("a", "t"),
                        access("b", "t"));

        assertThat(decision)
                .isEqualTo(new Decision.Deny(new DenyReason.NoRule(List.of(access("b", "t")))));
    }

    @Test
    void aHoldOfOneOpensNothingOfTheOther() {
        var decision =
                decide(
                        "hold:\n  - { tools: [query_database], on: { database: a }, approvers: { role: r, quorum: 1 } }",
                        access("a", "t"),
                        access("b", "t"),
                        access("a", "u"));

        assertThat(decision)
                .isEqualTo(new Decision.Deny(new DenyReason.NoRule(List.of(access("b", "t")))));
    }

    @Test
    void aForbidOfOneForbidsNothingOfTheOther() {
        var rules =
                """
                permit:
                  - { tools: [query_database] }
                forbid:
                  - { tools: [query_database], on: { database: a, table: secret } }
                """;

        assertThat(decide(rules, access("a", "t"), access("b", "secret")))
                .isInstanceOf(Decision.Permit.class);
        assertThat(decide(rules, access("b", "secret"), access("a", "t"), access("a", "secret")))
                .isInstanceOfSatisfying(
                        Decision.Deny.class,
                        deny ->
                                assertThat(((DenyReason.Forbidden) deny.reason()).access())
                                        .isEqualTo(access("a", "secret")));
    }

    @Test
    void aMaskOfOneMasksNothingOfTheOther() {
        var rules =
                """
                permit:
                  - { tools: [query_database] }
                  - { tools: [query_database], on: { database: a, table: people }, mask: [{ column: "people.name", with: redact }] }
                """;

        assertThat(masks(decide(rules, access("a", "t"), access("b", "people")))).isEmpty();
        assertThat(masks(decide(rules, access("b", "people"), access("a", "people"))))
                .containsExactly(new MaskColumn("people.name", "redact"));
    }

    private static List<MaskColumn> masks(Decision decision) {
        assertThat(decision).isInstanceOf(Decision.Permit.class);
        return ((Decision.Permit) decision).obligations().masks();
    }
}
