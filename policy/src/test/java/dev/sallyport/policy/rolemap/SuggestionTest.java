package dev.sallyport.policy.rolemap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.Decision;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.Request;
import dev.sallyport.policy.history.PastCall;
import dev.sallyport.policy.history.Suggestion;
import dev.sallyport.policy.history.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What a suggestion says beside the calls that were seen.
class SuggestionTest {

    private static final Principal ONE =
            new Principal("client:one", Principal.Kind.AGENT, Optional.empty(), Set.of());

    private static final Access ON_MAIN = branch(FactValue.text("main"));
    private static final Access ON_NO_BRANCH = branch(FactValue.NOT_APPLICABLE);

    private static Access branch(FactValue branch) {
        return new Access(
                "read", "shop", Map.of("repository", FactValue.text("shop"), "branch", branch));
    }

    private static Access table(FactValue schema, FactValue table) {
        return new Access(
                "read",
                "shop",
                Map.of("database", FactValue.text("shop"), "schema", schema, "table", table));
    }

    private static RoleMap policy(String rules) {
        return parse(
                """
                roles:
                  reader:
                %s
                  approver: { console: [approve] }
                bindings:
                  - { role: reader, to: ["client:one"] }
                  - { role: approver, to: ["user:ana"] }
                """
                        .formatted(rules.indent(4).stripTrailing()));
    }

    private static RoleMap parse(String text) {
        return switch (RoleMap.parse("policy.yaml", text, TestTools.ALL)) {
            case RoleMap.Parsed.Valid(var roleMap) -> roleMap;
            case RoleMap.Parsed.Invalid(var problems) ->
                    throw new AssertionError(problems + "\n" + text);
        };
    }

    private static Request request(String tool, Access access) {
        return new Request(ONE, tool, List.of(access), Instant.EPOCH);
    }

    private static String suggested(RoleMap policy, String tool, Access... accesses) {
        var suggestion = new Suggestion(TestTools.ALL, ONE.subject());
        for (var access : accesses) {
            var decision = policy.decide(request(tool, access));
            assertThat(decision).isInstanceOf(Decision.Permit.class);
            suggestion.completed(
                    new PastCall(
                            "call",
                            ONE,
                            tool,
                            "shop",
                            List.of(access),
                            Instant.EPOCH,
                            policy.digest(),
                            Verdict.of(decision),
                            false),
                    List.of());
        }
        return Suggestion.print(List.of(suggestion.role("suggested", policy)));
    }

    @Test
    void anAccessWithoutTheValueThatAnExceptionNeedsIsNotPermitted() {
        var policy =
                policy(
                        """
                        permit:
                          - { tools: [read_repository], on: { repository: shop } }
                        hold:
                          - tools: [read_repository]
                            on: { repository: shop }
                            except: [{ branch: main }]
                            approvers: { role: approver, quorum: 1 }
                        """);

        var suggested = parse(suggested(policy, "read_repository", ON_MAIN));

        assertThat(policy.decide(request("read_repository", ON_NO_BRANCH)))
                .isInstanceOf(Decision.Hold.class);
        assertThat(suggested.decide(request("read_repository", ON_MAIN)))
                .isInstanceOf(Decision.Permit.class);
        assertThat(suggested.decide(request("read_repository", ON_NO_BRANCH)))
                .isInstanceOf(Decision.Deny.class);
    }

    @Test
    void anAccessThatHasALimitOnlyWithoutAValueIsNotPermittedWithoutTheLimit() {
        var policy =
                policy(
                        """
                        permit:
                          - { tools: [query_database], on: { database: shop } }
                          - tools: [query_database]
                            on: { database: shop }
                            except: [{ table: products }]
                            rows: 10
                        """);
        var products = table(FactValue.text("shop"), FactValue.text("products"));
        var none = table(FactValue.text("shop"), FactValue.NOT_APPLICABLE);

        var text = suggested(policy, "query_database", products);

        assertThat(((Decision.Permit) policy.decide(request("query_database", none))).obligations())
                .satisfies(owed -> assertThat(owed.limit("rows")).hasValue(10));
        assertThat(parse(text).decide(request("query_database", none)))
                .as(text)
                .isInstanceOf(Decision.Deny.class);
    }

    @Test
    void whereThePolicyTreatsBothAlikeNothingIsForbidden() {
        var policy =
                policy("permit:\n  - { tools: [read_repository], on: { repository: shop } }\n");

        assertThat(suggested(policy, "read_repository", ON_MAIN)).doesNotContain("forbid");
    }

    @Test
    void aRuleForCallsThatDidNotTellTheirSchemaSaysSo() {
        var policy = policy("permit:\n  - { tools: [query_database], on: { database: shop } }\n");

        var text =
                suggested(
                        policy,
                        "query_database",
                        table(FactValue.UNKNOWN, FactValue.text("products")));

        assertThat(text)
                .contains("query_database: some calls did not tell `schema`, so a rule for them")
                .doesNotContain("`table`");
    }

    @Test
    void whatWasPermittedAndLaterHeldIsLeftToTheHold() {
        var permits =
                policy("permit:\n  - { tools: [read_repository], on: { repository: shop } }\n");
        var holds =
                policy(
                        """
                        hold:
                          - tools: [read_repository]
                            on: { repository: shop }
                            approvers: { role: approver, quorum: 1 }
                        """);
        var suggestion = new Suggestion(TestTools.ALL, ONE.subject());
        for (var policy : List.of(permits, holds)) {
            suggestion.completed(
                    new PastCall(
                            "call",
                            ONE,
                            "read_repository",
                            "shop",
                            List.of(ON_MAIN),
                            Instant.EPOCH,
                            policy.digest(),
                            Verdict.of(policy.decide(request("read_repository", ON_MAIN))),
                            false),
                    List.of("user:ana"));
        }

        var text = Suggestion.print(List.of(suggestion.role("suggested", holds)));

        assertThat(text).contains("permitted at one time and held at another");
        assertThat(parse(text).decide(request("read_repository", ON_MAIN)))
                .isInstanceOf(Decision.Hold.class);
    }
}
