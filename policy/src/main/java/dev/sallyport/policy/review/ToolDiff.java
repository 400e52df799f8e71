package dev.sallyport.policy.review;

import dev.sallyport.policy.review.Meaning.Statement;
import dev.sallyport.policy.review.Meaning.ToolMeaning;
import dev.sallyport.policy.review.PolicyDiff.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/// What changes for one subject or group and one tool.
final class ToolDiff {

    private ToolDiff() {}

    static List<Change> between(String tool, ToolMeaning before, ToolMeaning after) {
        var lost = missing(before, after, tool);
        var gained = missing(after, before, tool);
        var changes = new ArrayList<Change>();
        for (var old : List.copyOf(lost)) {
            gained.stream()
                    .filter(young ->
                            young.clause().effect() == old.clause().effect()
                                    && young.where().equals(old.where()))
                    .findFirst()
                    .ifPresent(young -> {
                        lost.remove(old);
                        gained.remove(young);
                        changes.add(
                                change(
                                        "changes",
                                        tool,
                                        old,
                                        joined(
                                                old.where(),
                                                said(old.asks()) + " → " + said(young.asks()))));
                    });
        }
        gained.forEach(statement -> changes.add(plain("gains", tool, statement)));
        lost.forEach(statement -> changes.add(plain("loses", tool, statement)));
        changes.addAll(difference("mask", tool, before.masks(), after.masks()));
        changes.addAll(difference("filter", tool, before.filters(), after.filters()));
        return changes;
    }

    /// What the one has and the other neither has nor covers.
    private static List<Statement> missing(ToolMeaning from, ToolMeaning in, String tool) {
        return new ArrayList<>(
                from.rules().stream()
                        .filter(statement ->
                                in.rules().stream()
                                        .noneMatch(other ->
                                                in.coverage()
                                                        .makesNeedless(
                                                                other.clause(),
                                                                statement.clause(),
                                                                tool)))
                        .toList());
    }

    private static Change plain(String verb, String tool, Statement statement) {
        return change(verb, tool, statement, joined(statement.where(), statement.asks()));
    }

    private static Change change(String verb, String tool, Statement statement, String text) {
        return new Change(
                verb,
                statement.clause().effect().name().toLowerCase(Locale.ROOT),
                List.of(tool),
                text);
    }

    private static String said(String asks) {
        return asks.isEmpty() ? "nothing asked" : asks;
    }

    private static String joined(String where, String asks) {
        return where.isEmpty() ? asks : asks.isEmpty() ? where : where + "; " + asks;
    }

    private static List<Change> difference(
            String kind, String tool, TreeSet<String> before, TreeSet<String> after) {
        var changes = new ArrayList<Change>();
        after.stream()
                .filter(text -> !before.contains(text))
                .forEach(text -> changes.add(new Change("gains", kind, List.of(tool), text)));
        before.stream()
                .filter(text -> !after.contains(text))
                .forEach(text -> changes.add(new Change("loses", kind, List.of(tool), text)));
        return changes;
    }
}
