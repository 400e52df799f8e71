package dev.sallyport.policy.review;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.DenyReason;
import dev.sallyport.policy.review.CaseRunner.Planner.Planning;
import dev.sallyport.policy.rolemap.TestPolicies;
import dev.sallyport.policy.rolemap.TestTools;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaseTableTest {

    private static final String READING =
            "accesses: [{facts: {database: shop, schema: shop, table: customers}}]";

    private static CaseTable.Read read(String text) {
        return CaseTable.read("cases.yaml", text, TestTools.ALL);
    }

    private static CaseRunner.Outcome run(String call, String expectation) {
        var table =
                "cases:\n  - name: a case\n    call: {as: analyst, tool: query_database, "
                        + call
                        + "}\n    "
                        + expectation
                        + "\n";
        return switch (read(table)) {
            case CaseTable.Read.Good(var good) ->
                    new CaseRunner(
                                    TestPolicies.resource("reference.yaml"),
                                    (_, _, _, _, _) -> new Planning.Impossible("no targets here"),
                                    CaseTableTest::code,
                                    Instant.EPOCH)
                            .run(good.cases().getFirst());
            case CaseTable.Read.Bad(var problems) -> throw new AssertionError(problems);
        };
    }

    private static String code(DenyReason reason) {
        return reason.getClass().getSimpleName();
    }

    @Test
    void aRoleStandsForSomebodyWhoHasNothingElse() {
        assertThat(run(READING, "decision: permit").differences()).isEmpty();
        assertThat(
                        run(
                                        READING.replace("database: shop", "database: hr"),
                                        "{decision: deny, code: NoRule}"
                                                .replace("{", "")
                                                .replace("}", "")
                                                .replace(", ", "\n    "))
                                .differences())
                .isEmpty();
    }

    @Test
    void obligationsAreLookedUpByTheRealName() {
        var outcome =
                run(
                        READING,
                        "decision: permit\n    obligations: [{mask: shop.customers.ssn, with: redact},"
                                + " {mask: shop.customers.name, with: none}, {rows: 1000}, {timeout: 10s}]");

        assertThat(outcome.differences()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    decision: deny                                                             | expected deny, got permit
                    decision: hold                                                             | expected hold, got permit
                    obligations: [{mask: shop.customers.ssn, with: last4}]                     | expected mask last4 of shop.customers.ssn, got redact
                    obligations: [{mask: shop.customers.name, with: token}]                    | expected mask token of shop.customers.name, got none
                    obligations: [{filter: shop.customers, where: x}]                          | expected filter of shop.customers where x, got []
                    obligations: [{rows: 5}]                                                   | expected rows 5, got 1000
                    """)
    void whatDiffersIsNamed(String expectation, String difference) {
        var text =
                expectation.startsWith("decision")
                        ? expectation
                        : "decision: permit\n    " + expectation;

        assertThat(run(READING, text).differences()).containsExactly(difference);
    }

    @Test
    void whatCannotBeAskedFails() {
        assertThat(run("arguments: {database: shop}", "decision: permit").differences())
                .containsExactly("no targets here");
        assertThat(run("arguments: {database: shop}", "decision: deny").passed()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    cases: [{name: a, cal: x, decision: permit}]                               | 1 | unknown key `cal`
                    case: []                                                                   | 1 | unknown key `case`
                    cases: []                                                                  | 1 | `cases` has no case
                    cases: [{name: a, decision: allow, call: {as: a, tool: push_branch, accesses: []}}] | 1 | `decision` cannot be `allow`
                    cases: [{name: a, decision: deny, call: {as: a, tool: push, accesses: []}}] | 1 | `tool` cannot be `push`
                    cases: [{name: a, decision: deny, call: {as: a, tool: push_branch}}]       | 1 | either `arguments` or `accesses`
                    cases: [{name: a, decision: deny, obligations: [{rows: 1}], call: {as: a, tool: query_database, accesses: []}}] | 1 | `obligations` has no meaning where the decision is `deny`
                    cases: [{name: a, decision: permit, obligations: [{row: 1}], call: {as: a, tool: query_database, accesses: []}}] | 1 | unknown key `row`
                    cases: [{name: a, decision: permit, at: noon, call: {as: a, tool: query_database, accesses: []}}] | 1 | `at` must be an instant
                    cases: [{name: a, decision: permit, call: {as: a, tool: query_database, accesses: [{facts: {schma: x}}]}}] | 1 | has no fact `schma`
                    cases: [{name: a, decision: permit, call: {as: 'user:a', on_behalf_of: 'user:b', tool: query_database, accesses: []}}] | 1 | a human acts for themself
                    cases: [{name: a, decision: permit, call: {as: a, on_behalf_of: 'client:b', tool: query_database, accesses: []}}] | 1 | `client:b` is no human
                    cases: [{name: a, decision: permit, call: {as: a, tool: apply_manifest, accesses: [{facts: {pod_security: lax}}]}}] | 1 | `pod_security` is one of
                    cases: [{name: a, decision: permit, call: {as: a, tool: apply_manifest, accesses: [{facts: {replicas: many}}]}}] | 1 | `replicas` is a whole number
                    """)
    void aWrongTableIsNamedWithItsLine(String text, int line, String problem) {
        var read = read(text);

        assertThat(read).isInstanceOf(CaseTable.Read.Bad.class);
        if (read instanceof CaseTable.Read.Bad(var problems)) {
            assertThat(problems)
                    .anySatisfy(found -> {
                        assertThat(found.line()).isEqualTo(line);
                        assertThat(found.toString()).contains(problem);
                    });
        }
    }

    @Test
    void factsAreReadInTheirOwnWay() {
        var text =
                """
                cases:
                  - name: a
                    call:
                      as: client:a
                      groups: [g, h]
                      on_behalf_of: user:b
                      human_groups: [staff]
                      tool: push_branch
                      accesses:
                        - action: git.push
                          resource: shop:x
                          facts: {repository: shop, branch: "?", paths: [a, b], file_bytes: 1KiB, age: "-"}
                    decision: deny
                """;

        var table = read(text);

        assertThat(table).isInstanceOf(CaseTable.Read.Good.class);
        if (table instanceof CaseTable.Read.Good(var good)) {
            var call = good.cases().getFirst().call();
            assertThat(call.asked().toString())
                    .contains("values=[a, b]", "value=1024", "branch=Unknown", "age=NotApplicable");
            var principal = CaseRunner.principal(call);
            assertThat(principal.groups()).containsExactlyInAnyOrder("g", "h");
            assertThat(principal.human().orElseThrow().groups())
                    .isEqualTo(java.util.Set.copyOf(List.of("staff")));
            assertThat(good.cases().getFirst().line()).isEqualTo(2);
        }
    }
}
