package dev.sallyport.policy.review;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.rolemap.TestPolicies;
import org.junit.jupiter.api.Test;

class ComplianceReportTest {

    private static final String POLICY =
            """
            roles:
              dev:
                description: "=HYPERLINK(\\"http://evil\\")"
                includes: [reader]
                limits: { principal: { calls_per_minute: 60 } }
                hold:
                  - tools: [push_branch]
                    on: { branch: "agent/*" }
                    except: { branch: "agent/release-*" }
                    description: "two | <b>leads</b> `look`\\n# at it"
                    approvers: { role: lead, quorum: 2 }
              reader:
                permit:
                  - tools: [query_database]
                    on: { database: shop }
                    rows: 10
                    mask: [{ column: "*.email", with: token }]
              lead: { console: [approve] }
            separate:
              - { roles: [dev, lead], reason: "who builds does not release" }
            bindings:
              - { role: dev, to: ["group:agents"], until: 2030-01-01T00:00:00Z }
              - { role: lead, to: ["user:ana"] }
            """;

    @Test
    void theDocumentNamesEveryoneEveryRuleAndWhatIsKeptApart() {
        var markdown = ComplianceReport.markdown("policy.yaml", TestPolicies.valid(POLICY));

        assertThat(markdown)
                .contains(
                        "| group:agents | dev | until: \"2030\\-01\\-01T00:00:00Z\" |  |",
                        "| user:ana | lead | always |  |",
                        "- dev\n  - reader\n- lead\n",
                        "| permit | query\\_database | database: \\[shop\\] | rows 10; mask \\*.email"
                                + " with token |  |  | 14 |",
                        "2 of lead",
                        "except \\{branch: \\[\"agent/release\\-\\*\"\\]\\}",
                        "calls\\_per\\_minute 60 for each principal",
                        "nobody may have all of dev, lead: who builds does not release");
    }

    @Test
    void textOfTheFileMarksNothingUp() {
        var markdown = ComplianceReport.markdown("policy.yaml", TestPolicies.valid(POLICY));

        assertThat(markdown).contains("two \\| \\<b\\>leads\\</b\\>").doesNotContain("<b>");
        assertThat(markdown.lines()).noneMatch(line -> line.startsWith("# at it"));
    }

    @Test
    void noCellIsAFormula() {
        var csv = ComplianceReport.csv("policy.yaml", TestPolicies.valid(POLICY));

        assertThat(csv).contains("\"'=HYPERLINK(\"\"http://evil\"\")\"");
        assertThat(csv.lines().toList().getFirst())
                .startsWith("\"who\",\"when\",\"bound_role\",\"role\",\"effect\"");
        assertThat(csv)
                .contains(
                        "\"group:agents\",\"until: \"\"2030-01-01T00:00:00Z\"\"\",\"dev\",\"reader\",\"permit\",\"query_database\"",
                        "\"user:ana\",\"always\",\"lead\",\"lead\",\"console\"",
                        "\"everyone\",\"\",\"\",\"dev, lead\",\"separate\"");
        for (var text : java.util.List.of("=1", "+1", "-1", "@x", "  =1")) {
            assertThat(Escaped.csv(text)).startsWith("\"'");
        }
    }
}
