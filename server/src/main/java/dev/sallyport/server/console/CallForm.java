package dev.sallyport.server.console;

import dev.sallyport.server.history.CallSearch;
import dev.sallyport.server.history.CallStatus;
import dev.sallyport.server.history.Facets.Facet;
import dev.sallyport.server.history.Part;
import dev.sallyport.server.history.SearchWords;
import jakarta.servlet.http.HttpServletRequest;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a human searches for, as it stands in the address of the page.
///
/// @param problem why its words cannot be searched for: `search` has none of them then
/// @param live whether the page follows what happens: only the newest part of a list does, and it can be told not to
record CallForm(Query query, CallSearch search, Optional<String> problem, Part part, boolean live) {

    static final int SIZE = 30;

    private static final String WORDS = "q";
    private static final String BEFORE = "before";
    private static final String AFTER = "after";
    private static final String LIVE = "live";
    private static final String SINCE = "from";
    private static final String UNTIL = "to";

    private static final String STATUSES =
            Stream.of(CallStatus.values()).map(CallStatus::text).collect(Collectors.joining(", "));

    private static final List<String> KNOWN =
            List.of(
                    WORDS,
                    "status",
                    "code",
                    "principal",
                    "tool",
                    "target",
                    "rule",
                    "held",
                    SINCE,
                    UNTIL,
                    BEFORE,
                    AFTER,
                    LIVE);

    /// @throws BadParameterException when a parameter other than the words is wrong
    static CallForm read(HttpServletRequest request) {
        var query = Query.read(request, KNOWN);
        var since = query.time(SINCE);
        var until = query.time(UNTIL);
        if (since.isPresent() && until.isPresent() && !since.get().isBefore(until.get())) {
            throw new BadParameterException("`from` must be before `to`.");
        }
        var words = SearchWords.NONE;
        var problem = Optional.<String>empty();
        try {
            words = SearchWords.parse(query.text(WORDS).orElse(""));
        } catch (IllegalArgumentException e) {
            problem = Optional.of("That cannot be searched for: " + e.getMessage() + ".");
        }
        var search =
                new CallSearch(
                        words,
                        query.text(parameter(Facet.PRINCIPAL)),
                        query.text(parameter(Facet.TOOL)),
                        query.text(parameter(Facet.TARGET)),
                        query.choice(
                                parameter(Facet.STATUS), CallStatus::parse, "one of " + STATUSES),
                        query.text(parameter(Facet.CODE)),
                        query.choice(parameter(Facet.HELD), CallForm::yesOrNo, "yes or no"),
                        query.text(parameter(Facet.RULE)),
                        since,
                        until);
        var before = query.position(BEFORE);
        var after = query.position(AFTER);
        if (before.isPresent() && after.isPresent()) {
            throw new BadParameterException("Give `before` or `after`, not both.");
        }
        boolean live = query.choice(LIVE, CallForm::yesOrNo, "yes or no").orElse(true);
        return new CallForm(
                query,
                search,
                problem,
                new Part(before, after, SIZE),
                live && problem.isEmpty() && before.isEmpty() && after.isEmpty());
    }

    private static Optional<Boolean> yesOrNo(String text) {
        return switch (text) {
            case "yes" -> Optional.of(true);
            case "no" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    static String parameter(Facet facet) {
        return switch (facet) {
            case STATUS -> "status";
            case CODE -> "code";
            case PRINCIPAL -> "principal";
            case TOOL -> "tool";
            case TARGET -> "target";
            case RULE -> "rule";
            case HELD -> "held";
        };
    }

    /// What is in the fields of the page's form.
    String words() {
        return query.text(WORDS).orElse("");
    }

    String since() {
        return local(SINCE);
    }

    String until() {
        return local(UNTIL);
    }

    /// As browsers want times in a field.
    private String local(String name) {
        return query.time(name)
                .map(time -> LocalDateTime.ofInstant(time, ZoneOffset.UTC).toString())
                .orElse("");
    }

    /// What the form must send along for the facets that are chosen.
    List<Hidden> hidden() {
        return query.without(WORDS, SINCE, UNTIL, BEFORE, AFTER).fields().entrySet().stream()
                .map(field -> new Hidden(field.getKey(), field.getValue()))
                .toList();
    }

    record Hidden(String name, String value) {}

    Optional<String> chosen(Facet facet) {
        return query.text(parameter(facet));
    }

    /// The page as it is, as a path.
    String path() {
        return query.on(CallsPage.PATH);
    }

    /// The newest that fit, with this value of a facet, or with any where it is empty.
    String path(Facet facet, String value) {
        return query.without(BEFORE, AFTER).with(parameter(facet), value).on(CallsPage.PATH);
    }

    String older(long before) {
        return query.without(AFTER).with(BEFORE, Long.toString(before)).on(CallsPage.PATH);
    }

    String newer(long after) {
        return query.without(BEFORE).with(AFTER, Long.toString(after)).on(CallsPage.PATH);
    }

    String newest() {
        return query.without(BEFORE, AFTER).on(CallsPage.PATH);
    }

    String following(boolean follows) {
        return query.without(BEFORE, AFTER).with(LIVE, follows ? "" : "no").on(CallsPage.PATH);
    }

    boolean isNewest() {
        return part.before().isEmpty() && part.after().isEmpty();
    }

    /// Whether anything narrows what is found.
    boolean narrows() {
        return !query.without(BEFORE, AFTER, LIVE).fields().isEmpty();
    }
}
