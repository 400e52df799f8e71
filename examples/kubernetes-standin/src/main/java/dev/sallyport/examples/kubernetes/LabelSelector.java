package dev.sallyport.examples.kubernetes;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A `labelSelector` of equality requirements: `app=web,tier!=back,canary`.
record LabelSelector(List<Requirement> requirements) {

    /// @param value empty together with `exists`
    private record Requirement(String key, String value, boolean negated, boolean exists) {}

    /// @throws StatusException 400 for what is no such selector
    static LabelSelector parse(String text) {
        var requirements = new ArrayList<Requirement>();
        for (String part : text.split(",")) {
            if (part.isBlank()) {
                continue;
            }
            int negation = part.indexOf("!=");
            int equality = part.indexOf('=');
            if (negation > 0) {
                requirements.add(requirement(part, negation, negation + 2, true));
            } else if (equality > 0) {
                int valueAt = part.startsWith("==", equality) ? equality + 2 : equality + 1;
                requirements.add(requirement(part, equality, valueAt, false));
            } else if (equality < 0) {
                requirements.add(new Requirement(part.strip(), "", false, true));
            } else {
                throw unparsable();
            }
        }
        return new LabelSelector(List.copyOf(requirements));
    }

    private static Requirement requirement(String part, int keyEnd, int valueAt, boolean negated) {
        var value = part.substring(valueAt).strip();
        if (value.contains("=")) {
            throw unparsable();
        }
        return new Requirement(part.substring(0, keyEnd).strip(), value, negated, false);
    }

    private static StatusException unparsable() {
        return StatusException.badRequest(
                "unable to parse requirement: found '=', expected: identifier");
    }

    boolean matches(JsonNode object) {
        var labels = object.path("metadata").path("labels");
        return requirements.stream()
                .allMatch(wanted -> {
                    if (wanted.exists()) {
                        return labels.has(wanted.key());
                    }
                    boolean equal =
                            labels.path(wanted.key()).asString("").equals(wanted.value())
                                    && labels.has(wanted.key());
                    return equal != wanted.negated();
                });
    }
}
