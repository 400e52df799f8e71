package dev.sallyport.policy.review;

import dev.sallyport.policy.FactDefinition.Unit;
import dev.sallyport.policy.Obligation;
import dev.sallyport.policy.ObligationDefinition.LimitObligation;
import dev.sallyport.policy.Obligations;
import dev.sallyport.policy.yaml.Amounts;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Obligations as a person reads them.
final class ObligationText {

    private ObligationText() {}

    static List<String> of(Map<String, LimitObligation> limits, Obligations obligations) {
        return obligations.all().stream().map(obligation -> of(limits, obligation)).toList();
    }

    private static String of(Map<String, LimitObligation> limits, Obligation obligation) {
        return switch (obligation) {
            case Obligation.MaskColumn mask -> mask(mask);
            case Obligation.FilterRows filter -> filter(filter);
            case Obligation.Limit(var name, var value) -> {
                var limit = limits.get(name);
                yield name
                        + " "
                        + (limit == null ? Long.toString(value) : amount(limit.unit(), value));
            }
        };
    }

    static String mask(Obligation.MaskColumn mask) {
        return "mask "
                + mask.column()
                + mask.expression().map(sql -> " as " + sql).orElse(" with " + mask.with());
    }

    static String filter(Obligation.FilterRows filter) {
        return "filter " + filter.table() + " where " + filter.where();
    }

    static String amount(Unit unit, long value) {
        return switch (unit) {
            case COUNT -> Long.toString(value);
            case BYTES -> Amounts.printBytes(value);
            case DURATION -> Amounts.print(Duration.ofMillis(value));
        };
    }
}
