package dev.sallyport.policy.review;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What globs mean as sets of texts: whether some cover others, and whether they have a text in common.
///
/// Both questions are answered by walking the globs' automata side by side, so the answers are exact; only where that
/// would take more than [#STEPS_MAX] steps is the answer the careful one: not covered, and not apart.
final class GlobLanguage {

    /// Beyond this many pairs of states nobody wrote the globs by hand.
    private static final int STEPS_MAX = 20_000;

    private GlobLanguage() {}

    /// A glob as an automaton: state `i` stands before token `i`, the last state accepts.
    private record Automaton(List<Token> tokens) {

        private enum Kind {
            LITERAL,
            ONE,
            RUN,
            ANY_RUN,
            DIRECTORIES
        }

        private record Token(Kind kind, char literal) {}

        static Automaton of(String glob) {
            var tokens = new java.util.ArrayList<Token>();
            for (int p = 0; p < glob.length(); p++) {
                char c = glob.charAt(p);
                if (c == '?') {
                    tokens.add(new Token(Kind.ONE, c));
                } else if (c != '*') {
                    tokens.add(new Token(Kind.LITERAL, c));
                } else if (glob.startsWith("**/", p) && (p == 0 || glob.charAt(p - 1) == '/')) {
                    tokens.add(new Token(Kind.DIRECTORIES, c));
                    p += 2;
                } else if (glob.startsWith("**", p)) {
                    tokens.add(new Token(Kind.ANY_RUN, c));
                    p++;
                } else {
                    tokens.add(new Token(Kind.RUN, c));
                }
            }
            return new Automaton(List.copyOf(tokens));
        }

        // A directories token has a second state, in the middle of a directory: its number plus
        // this.
        private int within() {
            return tokens.size() + 1;
        }

        BitSet start() {
            var states = new BitSet();
            add(states, 0);
            return states;
        }

        /// Adds a state and those that are reached from it without a character.
        private void add(BitSet states, int state) {
            states.set(state);
            for (int s = state; s < tokens.size() && skips(s); s++) {
                states.set(s + 1);
            }
        }

        private boolean skips(int state) {
            return switch (tokens.get(state).kind()) {
                case RUN, ANY_RUN, DIRECTORIES -> true;
                case LITERAL, ONE -> false;
            };
        }

        BitSet after(BitSet states, char c) {
            var next = new BitSet();
            for (int s = states.nextSetBit(0); s >= 0; s = states.nextSetBit(s + 1)) {
                if (s > tokens.size()) {
                    directory(next, s - within(), c);
                } else if (s < tokens.size()) {
                    step(next, s, c);
                }
            }
            return next;
        }

        private void step(BitSet next, int s, char c) {
            var token = tokens.get(s);
            switch (token.kind()) {
                case LITERAL -> {
                    if (c == token.literal()) {
                        add(next, s + 1);
                    }
                }
                case ONE -> {
                    if (c != '/') {
                        add(next, s + 1);
                    }
                }
                case RUN -> {
                    if (c != '/') {
                        add(next, s);
                    }
                }
                case ANY_RUN -> add(next, s);
                case DIRECTORIES -> directory(next, s, c);
            }
        }

        private void directory(BitSet next, int token, char c) {
            next.set(token + within());
            if (c == '/') {
                add(next, token + 1);
            }
        }

        boolean accepts(BitSet states) {
            return states.get(tokens.size());
        }
    }

    /// Whether every text that one of the narrow globs matches is matched by one of the wide.
    static boolean covers(List<String> wide, List<String> narrow) {
        return narrow.stream()
                .allMatch(glob -> wide.contains(glob) || uncovered(wide, glob).isEmpty());
    }

    /// Whether no text is matched by both.
    static boolean apart(List<String> some, List<String> others) {
        return some.stream().allMatch(one -> others.stream().allMatch(other -> apart(one, other)));
    }

    /// A text that the narrow glob matches and none of the wide; also present, and empty, where it was not found in time.
    static Optional<String> uncovered(List<String> wide, String narrow) {
        var wides = wide.stream().map(Automaton::of).toList();
        var from = Automaton.of(narrow);
        return search(
                from,
                wides,
                alphabet(wide, narrow),
                (mine, theirs) -> from.accepts(mine) && !accepts(wides, theirs));
    }

    private static boolean apart(String one, String other) {
        var from = Automaton.of(one);
        var to = List.of(Automaton.of(other));
        return search(
                        from,
                        to,
                        alphabet(List.of(other), one),
                        (mine, theirs) -> from.accepts(mine) && accepts(to, theirs))
                .isEmpty();
    }

    private static boolean accepts(List<Automaton> automata, List<BitSet> states) {
        for (int i = 0; i < automata.size(); i++) {
            if (automata.get(i).accepts(states.get(i))) {
                return true;
            }
        }
        return false;
    }

    private record Pair(BitSet mine, List<BitSet> theirs) {}

    private record Step(Pair pair, String text) {}

    private interface Wanted {
        boolean in(BitSet mine, List<BitSet> theirs);
    }

    private static Optional<String> search(
            Automaton from, List<Automaton> others, Set<Character> alphabet, Wanted wanted) {
        var start = new Pair(from.start(), others.stream().map(Automaton::start).toList());
        var seen = new HashSet<>(Set.of(start));
        var open = new ArrayDeque<>(List.of(new Step(start, "")));
        while (!open.isEmpty()) {
            var step = open.remove();
            for (char c : alphabet) {
                var mine = from.after(step.pair().mine(), c);
                if (mine.isEmpty()) {
                    continue;
                }
                var theirs = new java.util.ArrayList<BitSet>();
                for (int i = 0; i < others.size(); i++) {
                    theirs.add(others.get(i).after(step.pair().theirs().get(i), c));
                }
                var next = new Pair(mine, theirs);
                // No glob matches the empty text, so acceptance is asked after a character.
                if (wanted.in(mine, theirs)) {
                    return Optional.of(step.text() + c);
                }
                if (seen.size() > STEPS_MAX) {
                    return Optional.of("");
                }
                if (seen.add(next)) {
                    open.add(new Step(next, step.text() + c));
                }
            }
        }
        return Optional.empty();
    }

    /// Every character that some glob names, the slash, and one that stands for all others.
    private static Set<Character> alphabet(List<String> wide, String narrow) {
        var letters = new TreeSet<Character>();
        letters.add('/');
        (String.join("", wide) + narrow)
                .chars()
                .filter(c -> c != '*' && c != '?')
                .forEach(c -> letters.add((char) c));
        char other = 'a';
        while (letters.contains(other)) {
            other++;
        }
        letters.add(other);
        return letters;
    }
}
