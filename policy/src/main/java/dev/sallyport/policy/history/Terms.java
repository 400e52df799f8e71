package dev.sallyport.policy.history;

import dev.sallyport.policy.Obligation;
import dev.sallyport.policy.Obligation.FilterRows;
import dev.sallyport.policy.Obligation.Limit;
import dev.sallyport.policy.Obligation.MaskColumn;
import dev.sallyport.policy.Obligations;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Obligations put together so that nothing is weaker than in either.
final class Terms {

    private Terms() {}

    static Obligations stricter(Obligations one, Obligations other) {
        if (one.equals(other)) {
            return one;
        }
        Map<String, String> masks = new HashMap<>();
        Map<String, Long> limits = new HashMap<>();
        Set<Obligation> all = new LinkedHashSet<>();
        for (var part : List.of(one, other)) {
            for (var obligation : part.all()) {
                switch (obligation) {
                    case MaskColumn(var column, var with) ->
                            masks.merge(column, with, MaskColumn::stricter);
                    case FilterRows filter -> all.add(filter);
                    case Limit(var name, var value) -> limits.merge(name, value, Math::min);
                }
            }
        }
        masks.forEach((column, with) -> all.add(new MaskColumn(column, with)));
        limits.forEach((name, value) -> all.add(new Limit(name, value)));
        return new Obligations(new ArrayList<>(all));
    }
}
