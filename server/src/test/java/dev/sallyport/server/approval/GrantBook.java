package dev.sallyport.server.approval;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Obligations;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.api.TestPolicy;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.identity.Presence;
import dev.sallyport.tools.Plan;
import dev.sallyport.tools.Preview;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.JsonNodeFactory;

/// One gate process's grants beside its held calls, and updates of one table to be granted.
public final class GrantBook {
    /// What a tool with no way back would be asked.
    static final String DELETE = "delete";

    /// What approvers are not shown.
    public static final String CARD = "4111111111111111";

    public static final Grant.Terms TWO_HOURS = new Grant.Terms(Duration.ofHours(2), 10);

    /// Ana and Ben hold the wanted role and may use it.
    static final TestPolicy POLICY =
            new TestPolicy(
                    Map.of(Desk.ANA.subject(), Desk.DBA, Desk.BEN.subject(), Desk.DBA),
                    Map.of(
                            Desk.ANA.subject(), Set.of(ConsoleRight.APPROVE),
                            Desk.BEN.subject(), Set.of(ConsoleRight.APPROVE)));

    public final Grants grants;
    public final Journal journal = new Journal();
    private final Desk desk;

    public GrantBook(Desk desk) {
        this(desk, GrantBook::masked);
    }

    public GrantBook(Desk desk, UnaryOperator<String> masker) {
        this.desk = desk;
        grants =
                new Grants(
                        desk.store,
                        desk.approvals,
                        journal,
                        desk::isIrreversible,
                        masker,
                        desk.clock,
                        new SecureRandom());
    }

    /// Without the one card that there is.
    public static String masked(String text) {
        return text.replace(CARD, "⟦masked:PAYMENT_CARD⟧");
    }

    /// An update of three rows of `shop.orders`.
    public static Plan plan(String sql) {
        return new Plan(
                "modify_database",
                "shop",
                List.of(access("db.write", "shop.orders", Set.of("state", "total"), 3)),
                JsonNodeFactory.instance.objectNode().put("sql", sql),
                "update shop.orders");
    }

    static Access access(String action, String table, Set<String> columns, long files) {
        return new Access(
                action,
                "shop/" + table,
                Map.of(
                        "table", FactValue.text(table),
                        "columns", FactValue.texts(columns),
                        "files", FactValue.quantity(files),
                        "risk", FactValue.level("low"),
                        "schema", FactValue.NOT_APPLICABLE));
    }

    /// Takes one use for such a call, if a grant covers it.
    Optional<Grant> use(String sql) {
        return grants.use(ask(sql), POLICY);
    }

    public static NewRequest ask(String sql) {
        return new Call().with(plan(sql)).asked();
    }

    public ApprovalRequest hold(NewRequest asked) {
        return ((Requested.Held) desk.approvals.request(asked)).request();
    }

    /// Grants an update of three rows, by Ana.
    Grant grant(Grant.Terms terms) {
        return accepted(grant(hold(ask("update 0")), Desk.ANA, Desk.DBA, terms));
    }

    Granted grant(
            ApprovalRequest request, Principal approver, Set<String> roles, Grant.Terms terms) {
        return grants.grant(
                request.id(),
                approver,
                roles,
                terms,
                new Ballot(
                        Verdict.APPROVE,
                        request.digest(),
                        "all day",
                        Optional.empty(),
                        0,
                        new Presence.SignedIn(desk.clock.instant())));
    }

    /// Grants by Ana, for two hours.
    ///
    /// @param keyId of hers
    Granted grant(ApprovalRequest request, Optional<String> keyId, int hiddenAccepted) {
        return grants.grant(
                request.id(),
                Desk.ANA,
                Desk.DBA,
                TWO_HOURS,
                new Ballot(
                        Verdict.APPROVE,
                        request.digest(),
                        "all day",
                        keyId,
                        hiddenAccepted,
                        new Presence.SignedIn(desk.clock.instant())));
    }

    /// The same call with another effect.
    public static NewRequest showing(NewRequest asked, Preview preview) {
        return new NewRequest(
                asked.requester(),
                asked.session(),
                asked.client(),
                asked.callId(),
                asked.plan(),
                asked.obligations(),
                preview,
                asked.approvers(),
                asked.ruleIds(),
                asked.policyDigest(),
                asked.agentReason());
    }

    /// An update whose preview shows the text.
    public static NewRequest showing(String sql, String text) {
        var asked = ask(sql);
        var section = new Preview.Section("Statement", Preview.Kind.SQL, text);
        var preview = asked.preview();
        return showing(asked, new Preview(preview.headline(), List.of(section), preview.state()));
    }

    static Grant accepted(Granted granted) {
        return switch (granted) {
            case Granted.Accepted(var grant) -> grant;
            case Granted.Refused(var why) -> throw new AssertionError(why);
        };
    }

    static Decided.Refused refused(Granted granted) {
        return switch (granted) {
            case Granted.Accepted(var grant) -> throw new AssertionError(grant);
            case Granted.Refused(var why) -> why;
        };
    }

    /// What is asked about a call, a part at a time.
    record Call(
            Principal requester,
            Plan plan,
            long rows,
            List<ApproverSet> approvers,
            List<String> rules,
            Obligations obligations) {

        Call() {
            this(
                    Desk.AGENT,
                    GrantBook.plan("update 1"),
                    3,
                    Desk.ONE_DBA,
                    List.of("developer/hold/0123456789ab", "developer/permit/ba9876543210"),
                    Obligations.NONE);
        }

        Call by(Principal other) {
            return new Call(other, plan, rows, approvers, rules, obligations);
        }

        Call with(Plan other) {
            return new Call(requester, other, rows, approvers, rules, obligations);
        }

        Call of(long other) {
            return new Call(requester, plan, other, approvers, rules, obligations);
        }

        Call approvedBy(List<ApproverSet> other) {
            return new Call(requester, plan, rows, other, rules, obligations);
        }

        Call heldBy(List<String> other) {
            return new Call(requester, plan, rows, approvers, other, obligations);
        }

        Call under(Obligations other) {
            return new Call(requester, plan, rows, approvers, rules, other);
        }

        Call touching(UnaryOperator<Access> change) {
            return with(
                    new Plan(
                            plan.tool(),
                            plan.target(),
                            plan.accesses().stream().map(change).toList(),
                            plan.normalised(),
                            plan.summary()));
        }

        NewRequest asked() {
            return asked(POLICY.digest());
        }

        NewRequest asked(String policyDigest) {
            var state = JsonNodeFactory.instance.objectNode();
            state.put("rows", rows).put("rows_max", rows).put("version", "7");
            return new NewRequest(
                    requester,
                    "session-1",
                    "claude 1.0",
                    "call-1",
                    plan,
                    obligations,
                    new Preview("update rows of shop.orders", List.of(), state),
                    approvers,
                    rules,
                    policyDigest,
                    "");
        }
    }

    /// Keeps what it hears, one word each; fails when told to.
    public static final class Journal implements GrantJournal {
        public final List<String> heard = Collections.synchronizedList(new ArrayList<>());
        public volatile boolean failing;

        @Override
        public void granted(Grant grant) {
            hear("granted");
        }

        @Override
        public void used(Grant grant, NewRequest call) {
            hear("used");
        }

        @Override
        public void revoked(Grant grant, Principal by, String reason) {
            hear("revoked");
        }

        @Override
        public void refused(RefusedRevocation revocation) {
            hear("refused " + revocation.code());
        }

        private void hear(String word) {
            if (failing) {
                throw new IllegalStateException("the disk is full");
            }
            heard.add(word);
        }
    }
}
