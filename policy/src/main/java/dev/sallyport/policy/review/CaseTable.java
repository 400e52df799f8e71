package dev.sallyport.policy.review;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.ToolTerms;
import dev.sallyport.policy.yaml.Problem;
import dev.sallyport.policy.yaml.YamlFile;
import dev.sallyport.policy.yaml.YamlMapping;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A table of cases: what a role map is to answer to certain calls, as data that anyone can review and extend.
///
/// ```yaml
/// policy: shop.yaml                     # beside the table; a command may name another
/// cases:
///   - name: an analyst sees the last four digits of a card
///     call:
///       as: analyst                     # a role, or `client:NAME` or `user:NAME`
///       groups: [agents]
///       on_behalf_of: user:ana          # the human behind an agent, and
///       human_groups: [staff]           # their groups
///       tool: query_database
///       arguments: { database: shop, sql: "select card_number from shop.customers" }
///     decision: permit                  # permit, hold or deny
///     obligations: [{ mask: shop.customers.card_number, with: last4 }, { filter: orders, where: "…" }, { rows: 10 }]
///     approvers: [{ role: dba, quorum: 1, break_glass: oncall }]
///     code: DENIED_NO_RULE
///     at: 2026-01-05T09:00:00Z
/// ```
///
/// In place of `arguments`, which are planned against real targets, a call may name its `accesses` itself:
/// `{ action, resource, facts: { database: shop, columns: [a, b] } }`. A fact that is not written is unknown, as is `?`;
/// `-` does not apply.
///
/// @param file as the operator named it
/// @param policy the role map's file as written; empty where the table names none
public record CaseTable(String file, Optional<String> policy, List<Case> cases) {

    public CaseTable {
        cases = List.copyOf(cases);
    }

    /// One row.
    ///
    /// @param line where it starts, 1-based
    /// @param decision `permit`, `hold` or `deny`
    /// @param obligations each of which must be in force
    /// @param approvers all of them, where given, each with who may break the glass, if anyone
    public record Case(
            String name,
            int line,
            Call call,
            String decision,
            List<ExpectedObligation> obligations,
            Optional<Set<ApproverSet>> approvers,
            Optional<String> code,
            Optional<Instant> at) {

        public Case {
            obligations = List.copyOf(obligations);
        }

        /// The name, for test reports.
        @Override
        public String toString() {
            return name;
        }
    }

    /// @param human the human behind an agent
    public record Call(
            Caller as, Set<String> groups, Optional<Principal> human, String tool, Asked asked) {}

    public sealed interface Caller {
        /// @param name with its kind in front
        record Subject(String name) implements Caller {}

        /// Somebody who has this role, with what it includes, and no other.
        record OnlyRole(String name) implements Caller {}
    }

    public sealed interface Asked {
        record Accesses(List<Access> all) implements Asked {}

        /// @param written belongs to one thread, as its file does
        record Arguments(YamlMapping written) implements Asked {}
    }

    public sealed interface ExpectedObligation {
        /// @param column in full, `schema.table.column`
        /// @param with as [dev.sallyport.policy.Obligation.MaskColumn] notes it, or `none`
        record Masked(String column, String with) implements ExpectedObligation {}

        /// @param table in full, `schema.table`
        record Filtered(String table, String where) implements ExpectedObligation {}

        record Limited(String name, long value) implements ExpectedObligation {}
    }

    /// What reading comes to.
    public sealed interface Read {
        record Good(CaseTable table) implements Read {}

        /// @param problems at least one, sorted by place
        record Bad(List<Problem> problems) implements Read {
            public Bad {
                problems = List.copyOf(problems);
            }
        }
    }

    /// Reads a table. Never throws for what the text says.
    ///
    /// @param fileName as the operator named it, for messages
    /// @param tools the words of every tool
    public static Read read(String fileName, String text, List<ToolTerms> tools) {
        var file = YamlFile.read(fileName, text);
        var root = file.root().allow("policy", "cases");
        var policy = root.text("policy");
        if (root.require("cases").isPresent() && root.list("cases").isEmpty()) {
            root.get("cases").ifPresent(node -> node.problem("`cases` has no case", "add one"));
        }
        var reader = new CaseReader(tools);
        var cases =
                root.list("cases").stream()
                        .flatMap(item -> item.mapping().stream())
                        .flatMap(row -> reader.read(row).stream())
                        .toList();
        return file.problems().isEmpty()
                ? new Read.Good(new CaseTable(fileName, policy, cases))
                : new Read.Bad(file.problems());
    }
}
