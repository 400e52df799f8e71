package dev.sallyport.server.console;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.FactValue;
import dev.sallyport.server.approval.Coverage;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// What a grant covers, in words.
///
/// @param who alone may use it
/// @param bounds one line each, of what may be done where and how far it may go
record Covered(String who, String tool, String target, List<String> bounds) {

    private static final int BOUNDS_MAX = 20;

    Covered {
        bounds = List.copyOf(bounds);
    }

    static Covered of(Coverage coverage, Excerpts excerpts) {
        var bounds = new ArrayList<String>();
        for (var access : excerpts.first(coverage.accesses(), BOUNDS_MAX)) {
            bounds.add(excerpts.line(words(access)));
        }
        int left = coverage.accesses().size() - bounds.size();
        if (left > 0) {
            bounds.add("… and " + left + " more");
        }
        coverage.sizes()
                .forEach((path, most) ->
                        bounds.add(
                                excerpts.line(
                                        path.substring(1).replace('_', ' ')
                                                + ": "
                                                + most
                                                + " at most")));
        return new Covered(
                coverage.requester()
                        + coverage.onBehalfOf().map(human -> " for " + human).orElse(""),
                excerpts.line(coverage.tool()),
                excerpts.line(coverage.target()),
                bounds);
    }

    /// `db.write on shop/shop.orders: columns state, total; files 3 at most`.
    private static String words(Access access) {
        var facts = new ArrayList<String>();
        new TreeMap<>(access.facts())
                .forEach((name, value) -> {
                    var words = words(value);
                    if (!words.isEmpty()) {
                        facts.add(name.replace('_', ' ') + " " + words);
                    }
                });
        return access.action()
                + " on "
                + access.resource()
                + (facts.isEmpty() ? "" : ": " + String.join("; ", facts));
    }

    /// What may be named without it is left out.
    private static String words(FactValue value) {
        return switch (value) {
            case FactValue.Text(var text) -> text.isEmpty() ? "none" : text;
            case FactValue.Texts(var texts) ->
                    texts.isEmpty() ? "none" : "only " + String.join(", ", texts);
            case FactValue.Quantity(var number) -> number + " at most";
            case FactValue.Level(var name) -> name;
            case FactValue.Unknown() -> "not known";
            case FactValue.NotApplicable() -> "";
        };
    }
}
