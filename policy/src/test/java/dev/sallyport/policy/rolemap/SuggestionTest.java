package dev.sallyport.policy.rolemap;

import static dev.sallyport.policy.rolemap.SuggestionChecks.assertNoMoreIsPermitted;
import static dev.sallyport.policy.rolemap.SuggestionChecks.parse;
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
import java.util.stream.Stream;
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

    private static Request request(String tool, Access access) {
        return new Request(ONE, tool, List.of(access), Instant.EPOCH);
    }

    /// After one call for each access.
    private static String suggested(RoleMap policy, String tool, Access... accesses) {
        for (var access : accesses) {
            assertThat(policy.decide(request(tool, access))).isInstanceOf(Decision.Permit.class);
        }
        return suggested(policy, policy, tool, Stream.of(accesses).map(List::of).toList());
    }

    /// @param calls the accesses of each, which the earlier policy permitted or held
    private static String suggested(
            RoleMap earlier, RoleMap inForce, String tool, List<List<Access>> calls) {
        var suggestion = new Suggestion(TestTools.ALL, ONE.subject());
        for (var accesses : calls) {
            var decision = earlier.decide(new Request(ONE, tool, accesses, Instant.EPOCH));
            assertThat(decision).isNotInstanceOf(Decision.Deny.class);
            suggestion.completed(
                    new PastCall(
                            "call",
                            ONE,
                            tool,
                            "shop",
                            accesses,
                            Instant.EPOCH,
                            earlier.digest(),
                            Verdict.of(decision),
                            false),
                    List.of("user:ana"));
        }
        return Suggestion.print(List.of(suggestion.role("suggested", inForce)));
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

    private static final FactValue NONE = FactValue.NOT_APPLICABLE;

    private static Access table(String table) {
        return table(FactValue.text("s"), FactValue.text(table));
    }

    /// A change to a database; the facts in the order of the tool's.
    private static Access change(FactValue schema, FactValue statement, FactValue rowsChanged) {
        return new Access(
                "write",
                "shop",
                Map.of(
                        "database", FactValue.text("shop"),
                        "schema", schema,
                        "statement", statement,
                        "rows_changed", rowsChanged));
    }

    private static Access update(FactValue schema, long rowsChanged) {
        return change(schema, FactValue.text("update"), FactValue.quantity(rowsChanged));
    }

    /// An object without labels and levels.
    private static Access object(FactValue kind, FactValue images, FactValue replicas) {
        return new Access(
                "apply",
                "prod",
                Map.of(
                        "cluster", FactValue.text("prod"),
                        "namespace", FactValue.text("web"),
                        "kind", kind,
                        "images", images,
                        "replicas", replicas,
                        "labels", NONE,
                        "pod_security", NONE));
    }

    @Test
    void aLimitThatAnAccessHadOnlyBesideAnotherIsNotItsOwn() {
        var policy =
                policy(
                        """
                        permit:
                          - { tools: [query_database], on: { table: orders }, rows: 5000, timeout: 1m }
                          - { tools: [query_database], on: { table: products } }
                        """);

        var text =
                suggested(
                        policy,
                        policy,
                        "query_database",
                        List.of(List.of(table("orders"), table("products"))));

        for (var table : List.of("orders", "products")) {
            assertThat(parse(text).decide(request("query_database", table(table))))
                    .as(text)
                    .isInstanceOf(Decision.Permit.class);
            assertNoMoreIsPermitted(
                    request("query_database", table(table)), policy, parse(text), text);
        }
        assertThat(text).contains("query_database: some limits are smaller than calls had");
    }

    @Test
    void aLimitFromCompanyIsNotKeptWhereThePolicyInForceSaysNothingOfTheAccess() {
        var earlier =
                policy(
                        """
                        permit:
                          - { tools: [query_database], on: { table: orders }, rows: 5000 }
                          - { tools: [query_database], on: { table: products } }
                        """);

        var text =
                suggested(
                        earlier,
                        policy("forbid:\n  - { tools: [push_branch] }\n"),
                        "query_database",
                        List.of(List.of(table("orders"), table("products"))));

        assertNoMoreIsPermitted(
                request("query_database", table("products")), earlier, parse(text), text);
    }

    @Test
    void whatLiesWithinAnAccessKeepsItsSmallerLimit() {
        var policy =
                policy(
                        """
                        permit:
                          - { tools: [modify_database], on: { database: shop }, rows: 5000 }
                          - { tools: [modify_database], on: { database: shop }, rows_changed_max: 1, rows: 10 }
                        """);
        var schema = FactValue.text("s");

        var text = suggested(policy, "modify_database", update(schema, 3));

        assertThat(parse(text).decide(request("modify_database", update(schema, 3))))
                .isInstanceOf(Decision.Permit.class);
        assertNoMoreIsPermitted(
                request("modify_database", update(schema, 1)), policy, parse(text), text);
    }

    @Test
    void accessesAreNotJoinedWhereBothTogetherHaveASmallerLimit() {
        var policy =
                policy(
                        """
                        permit:
                          - { tools: [modify_database], on: { database: shop } }
                          - { tools: [modify_database], on: { database: shop }, rows_changed_max: 1, rows: 5000 }
                          - { tools: [modify_database], on: { database: shop, schema: other }, rows: 5000 }
                        """);
        var schema = FactValue.text("s");

        var text = suggested(policy, "modify_database", update(schema, 1), update(NONE, 3));

        assertNoMoreIsPermitted(
                request("modify_database", update(schema, 3)), policy, parse(text), text);
    }

    @Test
    void aRuleForCallsThatDidNotTellTheirSchemaHasTheSmallestLimitOfAny() {
        var policy =
                policy(
                        """
                        permit:
                          - { tools: [query_database], on: { database: shop }, rows: 5000 }
                          - { tools: [query_database], on: { schema: hr }, rows: 10 }
                        """);
        var orders = FactValue.text("orders");

        var text = suggested(policy, "query_database", table(FactValue.UNKNOWN, orders));

        assertThat(parse(text).decide(request("query_database", table(FactValue.UNKNOWN, orders))))
                .isInstanceOf(Decision.Permit.class);
        assertNoMoreIsPermitted(
                request("query_database", table(FactValue.text("hr"), orders)),
                policy,
                parse(text),
                text);
    }

    @Test
    void aLimitThatAHeldAccessHadOnlyBesideAnotherIsNotItsOwn() {
        var policy =
                policy(
                        """
                        hold:
                          - { tools: [query_database], on: { table: orders }, rows: 5000, approvers: { role: approver } }
                          - { tools: [query_database], on: { table: products }, approvers: { role: approver } }
                        """);

        var text =
                suggested(
                        policy,
                        policy,
                        "query_database",
                        List.of(List.of(table("orders"), table("products"))));

        for (var table : List.of("orders", "products")) {
            assertThat(parse(text).decide(request("query_database", table(table))))
                    .as(text)
                    .isInstanceOf(Decision.Hold.class);
            assertNoMoreIsPermitted(
                    request("query_database", table(table)), policy, parse(text), text);
        }
    }

    @Test
    void aHoldHasNoGreaterLimitForTheEmptySchemaThanThePolicyInForce() {
        var policy =
                policy(
                        """
                        permit:
                          - { tools: [query_database], on: { schema: s }, rows: 5000 }
                        hold:
                          - { tools: [query_database], on: { table: orders }, approvers: { role: approver } }
                        """);
        var orders = FactValue.text("orders");

        var text =
                suggested(policy, policy, "query_database", List.of(List.of(table(NONE, orders))));

        assertNoMoreIsPermitted(
                request("query_database", table(FactValue.text(""), orders)),
                policy,
                parse(text),
                text);
    }

    @Test
    void aHoldForAnUnknownSchemaHasNoGreaterLimitForAKnownOneThatIsNotHeld() {
        var policy =
                policy(
                        """
                        permit:
                          - { tools: [query_database], on: { database: shop } }
                        hold:
                          - tools: [query_database]
                            except: { schema: s }
                            rows: 5000
                            approvers: { role: approver }
                        """);

        var text =
                suggested(
                        policy,
                        policy,
                        "query_database",
                        List.of(List.of(table(FactValue.UNKNOWN, FactValue.text("orders")))));

        assertNoMoreIsPermitted(
                request("query_database", table("orders")), policy, parse(text), text);
    }

    @Test
    void asManyApproversAreAskedAsThePolicyInForceAsks() {
        var rules =
                """
                hold:
                  - { tools: [read_repository], approvers: { role: approver, quorum: %d } }
                """;
        var policy = policy(rules.formatted(2));

        var text =
                suggested(
                        policy(rules.formatted(1)),
                        policy,
                        "read_repository",
                        List.of(List.of(ON_MAIN)));

        assertThat(parse(text).decide(request("read_repository", ON_MAIN)))
                .isInstanceOf(Decision.Hold.class);
        assertNoMoreIsPermitted(request("read_repository", ON_MAIN), policy, parse(text), text);
    }

    @Test
    void anAccessIsNotPermittedForOtherOnesWithSomeOfItsValuesEach() {
        var policy =
                policy(
                        """
                        permit:
                          - { tools: [apply_manifest], on: { cluster: prod } }
                        hold:
                          - tools: [apply_manifest]
                            images: ["**"]
                            replicas_over: 0
                            except: { kind: Deployment }
                            approvers: { role: approver }
                        """);
        var kind = FactValue.text("Deployment");
        var images = FactValue.texts(Set.of("web"));
        var replicas = FactValue.quantity(2);

        var text =
                suggested(
                        policy,
                        "apply_manifest",
                        object(kind, images, replicas),
                        object(NONE, images, NONE),
                        object(NONE, NONE, replicas));

        var held = request("apply_manifest", object(NONE, images, replicas));
        assertThat(policy.decide(held)).isInstanceOf(Decision.Hold.class);
        assertNoMoreIsPermitted(held, policy, parse(text), text);
    }

    @Test
    void aNumberThatDoesNotApplyIsNotPermittedBecauseZeroIs() {
        var policy =
                policy(
                        """
                        permit:
                          - { tools: [modify_database], on: { database: shop } }
                        hold:
                          - tools: [modify_database]
                            except: { rows_changed_max: 10 }
                            approvers: { role: approver }
                        """);
        var schema = FactValue.text("s");
        var update = FactValue.text("update");

        var text = suggested(policy, "modify_database", update(schema, 0));

        var held = request("modify_database", change(schema, update, NONE));
        assertThat(policy.decide(held)).isInstanceOf(Decision.Hold.class);
        assertThat(parse(text).decide(request("modify_database", update(schema, 0))))
                .isInstanceOf(Decision.Permit.class);
        assertNoMoreIsPermitted(held, policy, parse(text), text);
    }

    @Test
    void whatIsHeldWhateverItsNumberIsHeldAtZero() {
        var policy =
                policy(
                        """
                        permit:
                          - { tools: [modify_database], on: { database: shop } }
                        hold:
                          - tools: [modify_database]
                            except: { statements: update }
                            approvers: { role: approver }
                        """);
        var schema = FactValue.text("s");

        var text =
                suggested(
                        policy,
                        policy,
                        "modify_database",
                        List.of(
                                List.of(update(schema, 5)),
                                List.of(change(schema, NONE, FactValue.quantity(3)))));

        var held = request("modify_database", change(schema, NONE, FactValue.quantity(0)));
        assertThat(policy.decide(held)).isInstanceOf(Decision.Hold.class);
        assertNoMoreIsPermitted(held, policy, parse(text), text);
    }
}
