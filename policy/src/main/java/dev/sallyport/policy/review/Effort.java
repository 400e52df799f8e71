package dev.sallyport.policy.review;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Request;
import dev.sallyport.policy.rolemap.Clause;
import dev.sallyport.policy.rolemap.Constraint;
import dev.sallyport.policy.rolemap.RoleMap;
import dev.sallyport.policy.rolemap.Written;
import java.util.List;
import java.util.stream.Stream;

/// What it may take to decide a call: the characters of the patterns of all rules for the tool, times those of the texts
/// of the call, since a glob is matched in the product of both, and a walk through the bindings and includes. An upper
/// bound, before anything is decided.
public final class Effort {

    /// To look a role up and note that it was met.
    private static final long INCLUDE = 50;

    private Effort() {}

    /// In steps of some nanosecond; for the caller and for the human behind it each.
    public static long of(RoleMap roleMap, Request request) {
        long patterns =
                roleMap.written().roles().values().stream()
                        .flatMap(role -> role.rules().stream())
                        .filter(rule -> rule.clause().named().contains(request.tool()))
                        .mapToLong(rule -> patterns(rule.clause()))
                        .sum();
        long texts = request.accesses().stream().mapToLong(Effort::texts).sum();
        try {
            return Math.addExact(Math.multiplyExact(patterns, texts), includes(roleMap.written()));
        } catch (ArithmeticException e) {
            return Long.MAX_VALUE;
        }
    }

    private static long includes(Written written) {
        long includes =
                written.roles().values().stream().mapToLong(role -> role.includes().size()).sum();
        return INCLUDE * (includes + written.bindings().size());
    }

    private static long patterns(Clause clause) {
        var keys =
                Stream.of(
                                Stream.of(clause.on(), clause.facts()),
                                clause.except().stream().map(except -> except.keys()))
                        .flatMap(each -> each)
                        .flatMap(each -> each.values().stream())
                        .flatMap(Effort::globs);
        var labels =
                Stream.concat(
                                Stream.of(clause.labels()),
                                clause.except().stream().map(except -> except.labels()))
                        .flatMap(each -> each.values().stream())
                        .flatMap(List::stream);
        var columns =
                Stream.concat(
                        clause.masks().stream().map(mask -> mask.column()),
                        clause.unmask().stream());
        return Stream.of(keys, labels, columns)
                .flatMap(each -> each)
                .filter(glob -> glob.indexOf('*') >= 0 || glob.indexOf('?') >= 0)
                .mapToLong(String::length)
                .sum();
    }

    private static Stream<String> globs(Constraint constraint) {
        return switch (constraint) {
            case Constraint.OneOf(var globs) -> globs.stream();
            case Constraint.Members(var permit, var forbid) ->
                    Stream.concat(permit.stream().flatMap(List::stream), forbid.stream());
            case Constraint.Bound _, Constraint.Level _ -> Stream.of();
        };
    }

    private static long texts(Access access) {
        return access.action().length()
                + (long) access.resource().length()
                + access.facts().values().stream().mapToLong(Effort::length).sum();
    }

    private static long length(FactValue value) {
        return switch (value) {
            case FactValue.Text(var text) -> text.length() + 1L;
            case FactValue.Texts(var texts) ->
                    texts.stream().mapToLong(text -> text.length() + 1L).sum();
            case FactValue.Level _,
                    FactValue.Quantity _,
                    FactValue.NotApplicable _,
                    FactValue.Unknown _ ->
                    1;
        };
    }
}
