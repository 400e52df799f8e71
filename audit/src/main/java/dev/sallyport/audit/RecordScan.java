package dev.sallyport.audit;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Finds what the log itself needs of a record without building a tree of it: a verifier does this for every
/// record. Reads canonical JSON only, and of that only the top level. One call at a time; reused.
final class RecordScan {

    private byte[] bytes = new byte[0];
    private int at;
    private int end;
    private long seq;
    private int time;
    private int timeEnd;
    private Optional<String> origin = Optional.empty();
    private Optional<String> stage = Optional.empty();
    private Optional<String> callId = Optional.empty();

    /// @return whether the bytes are one JSON object with `origin`, `seq` and `stage`
    boolean scan(byte[] source, int from, int length) {
        bytes = source;
        at = from;
        end = from + length;
        seq = -1;
        time = 0;
        timeEnd = 0;
        origin = Optional.empty();
        stage = Optional.empty();
        callId = Optional.empty();
        return object() && at == end && seq >= 0 && origin.isPresent() && stage.isPresent();
    }

    long seq() {
        return seq;
    }

    /// The time as the record has it; empty when it has none.
    String time() {
        return new String(bytes, time, timeEnd - time, StandardCharsets.US_ASCII);
    }

    String origin() {
        return origin.orElseThrow();
    }

    Optional<Stage> stage() {
        return stage.flatMap(Stage::parse);
    }

    Optional<String> callId() {
        return callId;
    }

    private boolean object() {
        if (!take('{')) {
            return false;
        }
        do {
            int name = at;
            if (!skipText() || !take(':')) {
                return false;
            }
            int value = at;
            if (!skipValue()) {
                return false;
            }
            keep(name, value);
        } while (take(','));
        return take('}');
    }

    private void keep(int name, int value) {
        switch (value - name) {
            case 5 -> {
                if (named(name, "ts") && bytes[value] == '"') {
                    time = value + 1;
                    timeEnd = at - 1;
                }
            }
            case 6 -> {
                if (named(name, "seq")) {
                    seq = number(value);
                }
            }
            case 8 -> {
                if (named(name, "stage")) {
                    stage = text(value);
                }
            }
            case 9 -> {
                if (named(name, "origin")) {
                    origin = text(value);
                }
            }
            case 10 -> {
                if (named(name, "call_id")) {
                    callId = text(value);
                }
            }
            default -> {}
        }
    }

    private boolean named(int name, String expected) {
        for (int i = 0; i < expected.length(); i++) {
            if (bytes[name + 1 + i] != expected.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /// The text as it stands between its quotes; what is escaped stays so, which is enough to compare.
    private Optional<String> text(int value) {
        return bytes[value] == '"'
                ? Optional.of(new String(bytes, value + 1, at - value - 2, StandardCharsets.UTF_8))
                : Optional.empty();
    }

    private long number(int value) {
        long number = 0;
        for (int i = value; i < at; i++) {
            if (bytes[i] < '0' || bytes[i] > '9' || at - value > 16) {
                return -1;
            }
            number = number * 10 + (bytes[i] - '0');
        }
        return number;
    }

    private boolean take(char c) {
        if (at < end && bytes[at] == c) {
            at++;
            return true;
        }
        return false;
    }

    private boolean skipText() {
        if (!take('"')) {
            return false;
        }
        while (at < end) {
            byte b = bytes[at++];
            if (b == '"') {
                return true;
            }
            if (b == '\\') {
                at++;
            }
        }
        return false;
    }

    /// Up to the comma or brace that ends the value on this level.
    private boolean skipValue() {
        int depth = 0;
        int start = at;
        while (at < end) {
            switch (bytes[at]) {
                case '"' -> {
                    if (!skipText()) {
                        return false;
                    }
                }
                case '{', '[' -> {
                    depth++;
                    at++;
                }
                case '}', ']' -> {
                    if (depth == 0) {
                        return at > start;
                    }
                    depth--;
                    at++;
                }
                case ',' -> {
                    if (depth == 0) {
                        return at > start;
                    }
                    at++;
                }
                default -> at++;
            }
        }
        return false;
    }
}
