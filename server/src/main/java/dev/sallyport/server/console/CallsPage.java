package dev.sallyport.server.console;

import dev.sallyport.server.history.Facets;
import dev.sallyport.server.history.Facets.Facet;
import dev.sallyport.server.history.Found;
import dev.sallyport.server.history.FoundCall;
import dev.sallyport.server.history.History;
import dev.sallyport.server.history.HistoryException;
import dev.sallyport.server.history.IndexState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Calls that are on record, the newest first, and what they have in common.
///
/// @param older the path of what came before; empty at the end
/// @param newer the path of what came after; empty where this is the newest
/// @param total how many fit, in words
/// @param status of HTTP
/// @param problem why nothing was searched for; nothing is listed then
record CallsPage(
        Frame frame,
        CallForm form,
        int status,
        Optional<String> problem,
        List<CallRow> rows,
        List<FacetBox> facets,
        Optional<String> older,
        Optional<String> newer,
        String total,
        IndexState index)
        implements Page {

    static final String PATH = "/calls";

    CallsPage {
        rows = List.copyOf(rows);
        facets = List.copyOf(facets);
    }

    /// @param values that narrow, or the one that does with the path that lets it go
    record FacetBox(String title, boolean chosen, List<Choice> values) {
        FacetBox {
            values = List.copyOf(values);
        }
    }

    /// @param calls how many have it; empty for what is chosen
    record Choice(String text, String path, String calls) {}

    static CallsPage read(Frame frame, History history, CallForm form) {
        // First, so that it is never told to be further than what was read.
        var state = history.state();
        if (form.problem().isPresent()) {
            return without(frame, form, 400, form.problem().get(), state);
        }
        try {
            var found = history.calls(form.search(), form.part());
            var facets = history.facets(form.search());
            return of(frame, form, found, facets, state);
        } catch (HistoryException e) {
            return switch (e.why()) {
                case UNAVAILABLE -> throw e;
                case BUSY, TOO_LONG ->
                        without(frame, form, 503, RecordWords.unanswered(e.why()), state);
            };
        }
    }

    /// The form alone, with what is to be changed.
    private static CallsPage without(
            Frame frame, CallForm form, int status, String problem, IndexState state) {
        return new CallsPage(
                frame,
                form,
                status,
                Optional.of(problem),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                "",
                state);
    }

    private static CallsPage of(
            Frame frame, CallForm form, Found<FoundCall> found, Facets facets, IndexState state) {
        return new CallsPage(
                frame,
                form,
                200,
                Optional.empty(),
                found.entries().stream().map(CallRow::of).toList(),
                boxes(form, facets),
                found.older().stream().mapToObj(form::older).findFirst(),
                found.newer().stream().mapToObj(form::newer).findFirst(),
                total(facets, form.narrows()),
                state);
    }

    private static String total(Facets facets, boolean narrows) {
        var calls =
                facets.more()
                        ? "more than " + Facets.CALLS_MAX + " calls"
                        : Words.count(facets.calls(), "call", "calls");
        return calls + (narrows ? " found" : " on record");
    }

    /// The facets in the order in which they help.
    private static final List<Facet> ORDER =
            List.of(
                    Facet.STATUS,
                    Facet.CODE,
                    Facet.PRINCIPAL,
                    Facet.TOOL,
                    Facet.TARGET,
                    Facet.HELD,
                    Facet.RULE);

    private static List<FacetBox> boxes(CallForm form, Facets facets) {
        var boxes = new ArrayList<FacetBox>();
        for (var facet : ORDER) {
            var chosen = form.chosen(facet);
            var values = facets.values().getOrDefault(facet, List.of());
            if (chosen.isPresent()) {
                boxes.add(
                        new FacetBox(
                                RecordWords.facet(facet),
                                true,
                                List.of(
                                        new Choice(
                                                RecordWords.value(facet, chosen.get()),
                                                form.path(facet, ""),
                                                ""))));
            } else if (!values.isEmpty()) {
                boxes.add(
                        new FacetBox(
                                RecordWords.facet(facet),
                                false,
                                values.stream()
                                        .map(value ->
                                                new Choice(
                                                        RecordWords.value(facet, value.text()),
                                                        form.path(facet, value.text()),
                                                        Integer.toString(value.calls())))
                                        .toList()));
            }
        }
        return boxes;
    }

    /// What is counted where not all are.
    static String counted() {
        return "Counted over the newest " + Facets.CALLS_MAX + ".";
    }

    boolean countedInPart() {
        return total.startsWith("more than");
    }

    @Override
    public String template() {
        return "calls.jte";
    }
}
