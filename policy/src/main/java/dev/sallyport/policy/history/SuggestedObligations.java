package dev.sallyport.policy.history;

import dev.sallyport.policy.ObligationDefinition.FilterObligation;
import dev.sallyport.policy.ObligationDefinition.LimitObligation;
import dev.sallyport.policy.ObligationDefinition.MaskObligation;
import dev.sallyport.policy.Obligations;
import dev.sallyport.policy.ToolTerms;
import java.util.ArrayList;
import java.util.List;

/// Writes obligations as keys of a rule, as far as the tool can honour them.
final class SuggestedObligations {

    private SuggestedObligations() {}

    static List<String> lines(Obligations obligations, ToolTerms terms) {
        var lines = new ArrayList<String>();
        for (var definition : terms.obligations()) {
            switch (definition) {
                case LimitObligation limit ->
                        obligations
                                .limit(limit.name())
                                .ifPresent(value -> {
                                    if (value > 0) {
                                        lines.add(
                                                limit.name()
                                                        + ": "
                                                        + Block.amount(value, limit.unit()));
                                    }
                                });
                case MaskObligation _ -> masks(obligations, lines);
                case FilterObligation _ -> filters(obligations, lines);
            }
        }
        return lines;
    }

    private static void masks(Obligations obligations, List<String> lines) {
        if (!obligations.masks().isEmpty()) {
            lines.add("mask:");
        }
        for (var mask : obligations.masks()) {
            lines.add(
                    "  - { column: "
                            + YamlText.of(mask.column())
                            + mask.expression()
                                    .map(sql -> ", sql: " + YamlText.of(sql))
                                    .orElseGet(() -> ", with: " + YamlText.of(mask.with()))
                            + " }");
        }
    }

    private static void filters(Obligations obligations, List<String> lines) {
        if (!obligations.filters().isEmpty()) {
            lines.add("filter:");
        }
        for (var filter : obligations.filters()) {
            lines.add(
                    "  - { table: "
                            + YamlText.of(filter.table())
                            + ", where: "
                            + YamlText.of(filter.where())
                            + " }");
        }
    }
}
