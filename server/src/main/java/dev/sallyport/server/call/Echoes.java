package dev.sallyport.server.call;

import dev.sallyport.masking.Masker;
import dev.sallyport.masking.MaskingFailedException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// The secrets in the arguments of a call, to be taken out of what is said about it. A refusal quotes names and values, long ones
/// in part, and the detectors do not know what is left of a secret. Immutable.
final class Echoes {

    /// A shorter part tells too little, and stands in a sentence by chance.
    private static final int RUN = 8;

    private static final String MASKED = "⟦masked⟧";
    private static final char OPENING = '⟦';

    private final List<String> secrets;

    private Echoes(List<String> secrets) {
        this.secrets = List.copyOf(secrets);
    }

    static Echoes none() {
        return new Echoes(List.of());
    }

    /// @throws MaskingFailedException when the detectors failed; nothing that quotes the arguments may leave then
    static Echoes of(Masker masker, ObjectNode arguments) {
        var masked = masker.mask((JsonNode) arguments);
        var secrets = new ArrayList<String>();
        if (masked.changed()) {
            compare(arguments, masked.value(), secrets);
        }
        return new Echoes(secrets);
    }

    private static void compare(JsonNode given, JsonNode masked, List<String> secrets) {
        if (given.isObject() && masked.isObject() && given.size() == masked.size()) {
            var others = masked.properties().iterator();
            for (var property : given.properties()) {
                var other = others.next();
                texts(property.getKey(), other.getKey(), secrets);
                compare(property.getValue(), other.getValue(), secrets);
            }
        } else if (given.isArray() && masked.isArray() && given.size() == masked.size()) {
            for (int i = 0; i < given.size(); i++) {
                compare(given.get(i), masked.get(i), secrets);
            }
        } else {
            texts(text(given), text(masked), secrets);
        }
    }

    private static String text(JsonNode value) {
        return value.isValueNode() ? value.asString("") : value.toString();
    }

    /// What stands in the one text and not in the other; all of it where that cannot be told.
    private static void texts(String given, String masked, List<String> secrets) {
        if (given.equals(masked)) {
            return;
        }
        var found = new ArrayList<String>();
        int at = 0;
        for (var kept : masked.split("⟦masked[^⟧]*⟧", -1)) {
            int next = given.indexOf(kept, at);
            if (next < 0) {
                secrets.add(given);
                return;
            }
            if (next > at) {
                found.add(given.substring(at, next));
            }
            at = next + kept.length();
        }
        found.add(given.substring(at));
        secrets.addAll(found);
    }

    /// The text without any part of a secret.
    String without(String text) {
        if (secrets.isEmpty() || text.length() < RUN) {
            return text;
        }
        var hidden = hidden(text);
        if (hidden.isEmpty()) {
            return text;
        }
        var out = new StringBuilder();
        int at = 0;
        for (int from = hidden.nextSetBit(0); from >= 0; from = hidden.nextSetBit(at)) {
            out.append(text, at, from).append(MASKED);
            at = hidden.nextClearBit(from);
        }
        return out.append(text, at, text.length()).toString();
    }

    private BitSet hidden(String text) {
        Map<String, List<Integer>> places = new HashMap<>();
        for (int i = 0; i + RUN <= text.length(); i++) {
            places.computeIfAbsent(text.substring(i, i + RUN), _ -> new ArrayList<>()).add(i);
        }
        var hidden = new BitSet(text.length());
        for (var secret : secrets) {
            for (int i = 0; i + RUN <= secret.length(); i++) {
                var run = secret.substring(i, i + RUN);
                if (run.indexOf(OPENING) < 0) {
                    for (int place : places.getOrDefault(run, List.of())) {
                        hidden.set(place, place + RUN);
                    }
                }
            }
        }
        return hidden;
    }
}
