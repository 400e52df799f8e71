package dev.sallyport.server.approval;

import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.Obligations;
import dev.sallyport.policy.Principal;
import dev.sallyport.tools.Plan;
import dev.sallyport.tools.Preview;
import dev.sallyport.tools.WholeText;
import java.util.List;

/// A held call, as the pipeline asks humans about it. All of it is bound by the request's digest, so it never
/// changes afterwards.
///
/// @param session the session the call belongs to
/// @param client the client's name for itself; a claim
/// @param callId the call that was held first
/// @param plan what will run, and nothing else
/// @param obligations what the decision asked of the call when it was held
/// @param preview the real effect, made by the tool
/// @param approvers who must agree; never empty
/// @param ruleIds the rules that held it, for operators
/// @param policyDigest of the policy that held it
/// @param agentReason what the agent says, shown apart from the facts; what exceeds [#REASON_LENGTH_MAX] is
///     cut, visibly
public record NewRequest(
        Principal requester,
        String session,
        String client,
        String callId,
        Plan plan,
        Obligations obligations,
        Preview preview,
        List<ApproverSet> approvers,
        List<String> ruleIds,
        String policyDigest,
        String agentReason) {

    /// Characters of an agent's or an approver's reason.
    public static final int REASON_LENGTH_MAX = 500;

    private static final String CUT = " … [cut]";

    public NewRequest {
        approvers = approvers.stream().distinct().sorted().toList();
        ruleIds = List.copyOf(ruleIds);
        agentReason = cut(agentReason);
        if (approvers.isEmpty()) {
            throw new IllegalArgumentException("a held call needs approvers");
        }
    }

    /// The text, or its start and a mark that says that it was cut.
    static String cut(String text) {
        if (text.length() <= REASON_LENGTH_MAX) {
            return text;
        }
        return WholeText.start(text, REASON_LENGTH_MAX - CUT.length()) + CUT;
    }
}
