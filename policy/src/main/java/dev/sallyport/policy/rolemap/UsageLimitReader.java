package dev.sallyport.policy.rolemap;

import dev.sallyport.policy.UsageLimit.Kind;
import dev.sallyport.policy.yaml.YamlMapping;
import dev.sallyport.policy.yaml.YamlNode;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/// Reads `limits` of a role; what is wrong is noted with the file.
final class UsageLimitReader {

    private static final long VALUE_MAX = 1_000_000_000_000L;

    private UsageLimitReader() {}

    static Role.Limits read(YamlNode node) {
        var mapping = node.mapping();
        if (mapping.isEmpty()) {
            return Role.Limits.NONE;
        }
        var limits = mapping.get().allow("principal", "role");
        if (limits.isEmpty()) {
            limits.problem("`limits` says nothing", "add `principal` or `role`, or remove the key");
        }
        return new Role.Limits(scope(limits, "principal"), scope(limits, "role"));
    }

    private static Map<Kind, Long> scope(YamlMapping limits, String scope) {
        var values = new EnumMap<Kind, Long>(Kind.class);
        limits.mapping(scope)
                .ifPresent(mapping -> {
                    mapping.allow(Arrays.stream(Kind.values()).map(UsageLimitReader::key).toList());
                    if (mapping.isEmpty()) {
                        mapping.problem("`" + scope + "` limits nothing", "remove the key");
                    }
                    for (var kind : Kind.values()) {
                        mapping.integer(key(kind), 1, VALUE_MAX)
                                .ifPresent(value -> values.put(kind, value));
                    }
                });
        return values;
    }

    private static String key(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }
}
