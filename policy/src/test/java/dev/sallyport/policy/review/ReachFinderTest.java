package dev.sallyport.policy.review;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.rolemap.RoleMap;
import dev.sallyport.policy.rolemap.TestPolicies;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReachFinderTest {

    private static final RoleMap MAP =
            TestPolicies.valid(
                    """
                    roles:
                      reader:
                        permit:
                          - tools: [query_database, describe_database]
                            on: { database: shop, schema: [shop, stock] }
                            description: "reads the shop"
                            rows: 10
                            mask: [{ column: customers.ssn, with: redact }]
                      writer:
                        includes: [reader]
                        hold:
                          - tools: [modify_database]
                            on: { database: "*" }
                            rows_changed_over: 5
                            approvers: { role: lead, quorum: 2 }
                        forbid:
                          - { tools: [query_database], on: { schema: hr } }
                      closed:
                        includes: [reader]
                        forbid: [{ tools: ["*_database"] }]
                      lead: { console: [approve] }
                    bindings:
                      - { role: reader, to: ["user:ana"], until: 2030-01-01T00:00:00Z }
                      - { role: writer, to: ["group:agents"] }
                      - { role: closed, to: ["client:shut"] }
                    """);

    private static ReachReport reach(Map<String, String> on) {
        return ReachFinder.of(MAP, MAP.written().tools(), on);
    }

    @Test
    void eachOneIsNamedWithTheRuleAndTheWayToIt() {
        var report = reach(Map.of("database", "shop", "schema", "shop"));

        assertThat(report.reachers())
                .extracting(ReachReport.Reacher::who)
                .containsExactly("group:agents", "user:ana");
        var agents = report.reachers().getFirst().tools();
        assertThat(agents)
                .extracting(ReachReport.ToolReach::tool, ReachReport.ToolReach::verdict)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("describe_database", "permit"),
                        org.assertj.core.groups.Tuple.tuple("modify_database", "hold"),
                        org.assertj.core.groups.Tuple.tuple("query_database", "permit"));
        var query = agents.get(2);
        assertThat(query.obligations()).containsExactly("mask customers.ssn with redact");
        var way = query.ways().getFirst();
        assertThat(way.roles()).containsExactly("writer", "reader");
        assertThat(way.line()).isEqualTo(4);
        assertThat(way.description()).isEqualTo("reads the shop");
        assertThat(way.obligations()).containsExactly("rows 10");
        assertThat(way.conditions()).isEmpty();
        var modify = agents.get(1).ways().getFirst();
        assertThat(modify.conditions()).containsExactly("rows_changed_over: 5");
        assertThat(modify.approvers()).containsExactly("2 of `lead`");
        var ana = report.reachers().getLast().tools().getLast().ways().getFirst();
        assertThat(ana.when()).isEqualTo("until: \"2030-01-01T00:00:00Z\"");
    }

    @Test
    void whatIsForbiddenOrElsewhereIsLeftOut() {
        assertThat(reach(Map.of("database", "shop", "schema", "hr")).reachers())
                .singleElement()
                .satisfies(only -> {
                    assertThat(only.who()).isEqualTo("group:agents");
                    assertThat(only.tools())
                            .extracting(ReachReport.ToolReach::tool)
                            .containsExactly("modify_database");
                });
        assertThat(reach(Map.of("repository", "shop")).reachers()).isEmpty();
    }

    @Test
    void aPlaceThatIsLeftOpenBecomesACondition() {
        var report = ReachFinder.of(MAP, List.of("query_database"), Map.of("database", "shop"));

        var ways = report.reachers().getFirst().tools().getFirst().ways();
        assertThat(ways)
                .extracting(ReachReport.Way::effect, ReachReport.Way::conditions)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "permit", List.of("schema: [shop, stock]")),
                        org.assertj.core.groups.Tuple.tuple("forbid", List.of("schema: [hr]")));
    }
}
