package dev.sallyport.server.console;

import dev.sallyport.policy.Principal;
import dev.sallyport.policy.review.CallerText;
import dev.sallyport.policy.review.Explanation;
import dev.sallyport.policy.review.ReachFinder;
import dev.sallyport.policy.review.ReachReport.ToolReach;
import dev.sallyport.policy.rolemap.BindingView;
import dev.sallyport.policy.rolemap.RoleMap;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What one principal can reach, by which rules.
///
/// @param as who is asked about
/// @param groups of them, with spaces between
/// @param subjects that the role map binds, at most [#OFFERED_MAX]
/// @param problem why it cannot be answered
record PolicyReachPage(
        Frame frame,
        String as,
        String groups,
        List<String> subjects,
        Optional<String> problem,
        Optional<Answer> answer)
        implements Page {

    static final int OFFERED_MAX = 200;

    PolicyReachPage {
        subjects = List.copyOf(subjects);
    }

    /// @param roles in force, and why that is less than it seems: a sentence each
    /// @param rights on the console
    /// @param limits of use
    record Answer(
            List<String> roles, List<String> rights, List<String> limits, List<ToolReach> tools) {
        Answer {
            roles = List.copyOf(roles);
            rights = List.copyOf(rights);
            limits = List.copyOf(limits);
            tools = List.copyOf(tools);
        }
    }

    static PolicyReachPage of(Frame frame, RoleMap roleMap, String as, String groups, Instant now) {
        var subjects = subjects(roleMap);
        if (as.isEmpty()) {
            return new PolicyReachPage(
                    frame,
                    "",
                    groups,
                    subjects,
                    groups.isEmpty()
                            ? Optional.empty()
                            : Optional.of("name the principal who is in the groups"),
                    Optional.empty());
        }
        return switch (CallerText.read(as, words(groups), Optional.empty(), Set.of())) {
            case CallerText.Read.Bad(var why) ->
                    new PolicyReachPage(
                            frame, as, groups, subjects, Optional.of(why), Optional.empty());
            case CallerText.Read.Good(var who) ->
                    new PolicyReachPage(
                            frame,
                            as,
                            groups,
                            subjects,
                            Optional.empty(),
                            Optional.of(answer(roleMap, who, now)));
        };
    }

    private static Answer answer(RoleMap roleMap, Principal who, Instant now) {
        return new Answer(
                Explanation.party(roleMap, who, now).inWords(),
                roleMap.consoleRights(who, now).stream().sorted().map(Words::right).toList(),
                roleMap.usageLimits(who, now).stream()
                        .map(limit ->
                                Words.limit(limit.kind(), limit.value())
                                        + " by role "
                                        + limit.role()
                                        + ", counted for "
                                        + limit.counted())
                        .toList(),
                ReachFinder.of(roleMap, who).tools());
    }

    /// Where this is told of a subject or group that the role map binds.
    static String path(String who) {
        var group = who.startsWith("group:");
        return PolicyServlet.PATH
                + PolicyServlet.REACH
                + (group ? "?as=client:anybody&groups=" : "?as=")
                + URLEncoder.encode(
                        group ? who.substring("group:".length()) : who, StandardCharsets.UTF_8);
    }

    /// Names with spaces or commas between.
    static Set<String> words(String text) {
        return Set.copyOf(
                Arrays.stream(text.split("[\\s,]+", -1))
                        .filter(word -> !word.isEmpty())
                        .distinct()
                        .toList());
    }

    /// The clients and users that the role map binds, for a form to offer.
    static List<String> subjects(RoleMap roleMap) {
        return roleMap.written().bindings().stream()
                .map(BindingView::who)
                .filter(who -> !who.startsWith("group:"))
                .distinct()
                .sorted()
                .limit(OFFERED_MAX)
                .toList();
    }

    @Override
    public String template() {
        return "policyreach.jte";
    }
}
