package dev.sallyport.policy.review;

import dev.sallyport.policy.review.Meaning.Statement;
import dev.sallyport.policy.review.Meaning.ToolMeaning;
import dev.sallyport.policy.review.PolicyDiff.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiPredicate;

/// What changes for one subject or group and one tool.
final class ToolDiff {

    private ToolDiff() {}

    static List<Change> between(String tool, ToolMeaning before, ToolMeaning after) {
        var old = new ArrayList<>(before.rules());
        var young = new ArrayList<>(after.rules());
        var changes = new ArrayList<Change>();
        pair(old, young, (one, other) -> one.asks().equals(other.asks()));
        for (var pair : pair(old, young, (_, _) -> true)) {
            changes.add(
                    change(
                            "changes",
                            tool,
                            pair.old(),
                            joined(
                                    pair.old().where(),
                                    said(pair.old().asks()) + " → " + said(pair.young().asks()))));
        }
        var lost = missing(old, after, tool);
        var gained = missing(young, before, tool);
        gained.forEach(statement -> changes.add(plain("gains", tool, statement)));
        lost.forEach(statement -> changes.add(plain("loses", tool, statement)));
        changes.addAll(difference("mask", tool, before.masks(), after.masks()));
        changes.addAll(difference("filter", tool, before.filters(), after.filters()));
        return changes;
    }

    private record Pair(Statement old, Statement young) {}

    /// Takes out of both what speaks of the same and is alike.
    private static List<Pair> pair(
            List<Statement> old, List<Statement> young, BiPredicate<Statement, Statement> alike) {
        var pairs = new ArrayList<Pair>();
        for (var one : List.copyOf(old)) {
            young.stream()
                    .filter(other ->
                            other.clause().effect() == one.clause().effect()
                                    && other.where().equals(one.where())
                                    && alike.test(one, other))
                    .findFirst()
                    .ifPresent(other -> {
                        old.remove(one);
                        young.remove(other);
                        pairs.add(new Pair(one, other));
                    });
        }
        return pairs;
    }

    /// Those that no rule of the other covers under the same terms.
    private static List<Statement> missing(
            List<Statement> statements, ToolMeaning in, String tool) {
        return statements.stream()
                .filter(statement ->
                        in.rules().stream()
                                .noneMatch(other ->
                                        other.asks().equals(statement.asks())
                                                && in.coverage()
                                                        .makesNeedless(
                                                                other.clause(),
                                                                statement.clause(),
                                                                tool)))
                .toList();
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
            String kind, String tool, Set<String> before, Set<String> after) {
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
