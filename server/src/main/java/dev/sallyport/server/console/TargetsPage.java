package dev.sallyport.server.console;

import dev.sallyport.server.config.Configuration;
import dev.sallyport.server.console.TargetHealth.Known;
import dev.sallyport.server.console.TargetHealth.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/// The configured targets: where they are, their labels, and whether they can be used. No credentials.
///
/// @param asking whether one of them is being asked, so that looking again is of use
record TargetsPage(Frame frame, List<Row> rows, boolean asking) implements Page {

    TargetsPage {
        rows = List.copyOf(rows);
    }

    /// @param kind `database`, `repository`, `cluster`
    /// @param address without credentials and options
    /// @param labels as the role map knows them, `env=prod`
    /// @param tone of its state
    /// @param state in a word or two
    /// @param detail what is wrong, or when that was found
    record Row(
            String kind,
            String name,
            String address,
            List<String> labels,
            String tone,
            String state,
            String detail) {
        Row {
            labels = List.copyOf(labels);
        }
    }

    static TargetsPage of(
            Frame frame,
            Configuration configuration,
            Map<Target, Known> health,
            UnaryOperator<String> masker) {
        var rows = new ArrayList<Row>();
        configuration
                .databases()
                .forEach(one ->
                        rows.add(
                                row(
                                        new Target("database", one.name()),
                                        withoutCredentials(one.url()),
                                        one.labels(),
                                        health,
                                        masker)));
        configuration
                .repositories()
                .forEach(one ->
                        rows.add(
                                row(
                                        new Target("repository", one.name()),
                                        withoutCredentials(one.url()),
                                        one.labels(),
                                        health,
                                        masker)));
        configuration
                .clusters()
                .forEach(one ->
                        rows.add(
                                row(
                                        new Target("cluster", one.name()),
                                        one.kubeconfig()
                                                + one.context()
                                                        .map(name -> ", context " + name)
                                                        .orElse(""),
                                        one.labels(),
                                        health,
                                        masker)));
        return new TargetsPage(frame, rows, health.values().stream().anyMatch(Known::asking));
    }

    private static Row row(
            Target target,
            String address,
            SortedMap<String, String> labels,
            Map<Target, Known> health,
            UnaryOperator<String> masker) {
        var texts = labels.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
        var known = health.getOrDefault(target, Known.NOTHING);
        if (known.answer().isEmpty()) {
            return new Row(
                    target.kind(),
                    target.name(),
                    address,
                    texts,
                    "",
                    "not asked yet",
                    known.asking() ? "it is being asked now" : "");
        }
        var answer = known.answer().get();
        boolean works = answer.problem().isEmpty();
        return new Row(
                target.kind(),
                target.name(),
                address,
                texts,
                works ? "good" : "bad",
                works ? "works" : "does not work",
                (works ? "" : masker.apply(answer.problem()) + "; ")
                        + "asked "
                        + Words.time(answer.at())
                        + (known.asking() ? ", and being asked again" : ""));
    }

    private static final Pattern USER = Pattern.compile("(?<=//)[^/@]*@");

    /// A URL's place alone: drivers take credentials as options, too, and every driver has its own.
    static String withoutCredentials(String url) {
        var place = url.startsWith("jdbc:") ? url.substring("jdbc:".length()) : url;
        return USER.matcher(place.split("[?;#]", 2)[0]).replaceAll("");
    }

    /// Where it is to be fetched again by itself.
    Optional<String> again() {
        return asking ? Optional.of("every 2s") : Optional.of("every 30s");
    }

    @Override
    public String template() {
        return "targets.jte";
    }
}
