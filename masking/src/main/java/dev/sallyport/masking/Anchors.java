package dev.sallyport.masking;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// All literal beginnings that detectors look for, as one automaton (Aho-Corasick, made a full table).
///
/// Letters are folded to lower case and all digits are one class, so a detector must look again at what
/// it was called for. Immutable; one table look-up a byte.
final class Anchors {

    /// Is told of every occurrence of an anchor: the bytes from `start` (inclusive) to `end` (exclusive).
    interface Listener {
        void found(int anchor, int start, int end);
    }

    private final byte[] classOf = new byte[256];
    private final int classes;
    private final int[] lengths;

    /// Premultiplied by the number of classes; states with output have the highest numbers.
    private final char[] next;

    private final int firstOutput;
    private final int[][] outputs;

    Anchors(List<String> literals) {
        lengths = literals.stream().mapToInt(String::length).toArray();
        classes = assignClasses(literals);
        var goTo = new ArrayList<int[]>();
        var found = new ArrayList<List<Integer>>();
        grow(literals, goTo, found);
        var order = complete(goTo, found);

        int states = goTo.size();
        int outputCount = (int) found.stream().filter(f -> !f.isEmpty()).count();
        var number = new int[states];
        int plain = 0;
        int output = states - outputCount;
        firstOutput = output * classes;
        outputs = new int[outputCount][];
        for (int state : order) {
            if (found.get(state).isEmpty()) {
                number[state] = plain++;
            } else {
                outputs[output - (states - outputCount)] =
                        found.get(state).stream().mapToInt(Integer::intValue).toArray();
                number[state] = output++;
            }
        }
        if (states * classes > Character.MAX_VALUE) {
            throw new IllegalStateException("too many anchors for the table");
        }
        next = new char[states * classes];
        for (int state = 0; state < states; state++) {
            for (int c = 0; c < classes; c++) {
                next[number[state] * classes + c] = (char) (number[goTo.get(state)[c]] * classes);
            }
        }
    }

    /// Reports the anchors that lie in the bytes from `from` to `to`, by their ends.
    void scan(byte[] bytes, int from, int to, Listener listener) {
        int state = 0;
        for (int i = from; i < to; i++) {
            state = next[state + classOf[bytes[i] & 0xFF]];
            if (state >= firstOutput) {
                for (int anchor : outputs[(state - firstOutput) / classes]) {
                    listener.found(anchor, i + 1 - lengths[anchor], i + 1);
                }
            }
        }
    }

    private int assignClasses(List<String> literals) {
        int count = 1;
        for (var literal : literals) {
            for (int i = 0; i < literal.length(); i++) {
                int folded = fold(literal.charAt(i));
                if (classOf[folded] == 0) {
                    classOf[folded] = (byte) count++;
                }
            }
        }
        for (int b = 0; b < 128; b++) {
            classOf[b] = classOf[fold(b)];
        }
        return count;
    }

    private void grow(List<String> literals, List<int[]> goTo, List<List<Integer>> found) {
        goTo.add(absent());
        found.add(new ArrayList<>());
        for (int anchor = 0; anchor < literals.size(); anchor++) {
            int state = 0;
            for (char ch : literals.get(anchor).toCharArray()) {
                int c = classOf[ch];
                if (goTo.get(state)[c] < 0) {
                    goTo.get(state)[c] = goTo.size();
                    goTo.add(absent());
                    found.add(new ArrayList<>());
                }
                state = goTo.get(state)[c];
            }
            found.get(state).add(anchor);
        }
    }

    /// Fills the missing transitions by the failure links, breadth first, which is also the order returned.
    private List<Integer> complete(List<int[]> goTo, List<List<Integer>> found) {
        var fail = new int[goTo.size()];
        var queue = new ArrayDeque<Integer>();
        var order = new ArrayList<Integer>();
        queue.add(0);
        while (!queue.isEmpty()) {
            int state = queue.remove();
            order.add(state);
            for (int c = 0; c < classes; c++) {
                int viaFailure = state == 0 ? 0 : goTo.get(fail[state])[c];
                int child = goTo.get(state)[c];
                if (child < 0) {
                    goTo.get(state)[c] = viaFailure;
                } else {
                    fail[child] = viaFailure;
                    found.get(child).addAll(found.get(viaFailure));
                    queue.add(child);
                }
            }
        }
        return order;
    }

    private int[] absent() {
        var row = new int[classes];
        Arrays.fill(row, -1);
        return row;
    }

    private static int fold(int b) {
        return b >= '0' && b <= '9' ? '0' : Ascii.lower(b);
    }
}
