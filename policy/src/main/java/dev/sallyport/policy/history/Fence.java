package dev.sallyport.policy.history;

import dev.sallyport.policy.FactDefinition;
import dev.sallyport.policy.FactDefinition.QuantityFact;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.ToolTerms;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;

/// The forbids that leave of a tool nothing but what lies within some blocks and has a value wherever they have one.
///
/// An exception to a forbid needs the values that it names, and takes any where it names none. So one forbid with all
/// blocks for its exceptions would leave an access that has more than a block: beside it stands, for each fact, a
/// forbid that is tripped by a value of the fact, and has only the blocks with such a value for its exceptions. An
/// access with values for several facts could go past each of these by another block, none of which has all the values.
/// Where that may be, a forbid that is tripped by all of them together stands there as well.
final class Fence {

    /// Of how many facts some blocks may have values and some not; all combinations are looked at.
    private static final int FACTS_MAX = 12;

    /// How many rules a fence may have.
    private static final int FORBIDS_MAX = 500;

    private final ToolTerms terms;
    private final List<Kind> kinds;
    private final Set<Pattern> patterns = new HashSet<>();
    private final List<Long> tripping = new ArrayList<>();

    private record Kind(Block block, Pattern pattern) {}

    /// The facts of a block, a bit for each.
    ///
    /// @param needed which its exception names, save numbers: a number that is 0 trips nothing and is excepted
    /// @param spoken which are not absent; of an unknown one any value is meant
    private record Pattern(long needed, long spoken) {

        /// Whether it is an exception to the forbid, and may except what has values for just these facts.
        boolean excepts(long tripped, long facts) {
            return within(tripped, spoken) && within(needed, facts);
        }
    }

    private Fence(List<Block> blocks, ToolTerms terms) {
        this.terms = terms;
        this.kinds = blocks.stream().map(block -> new Kind(block, pattern(block))).toList();
        kinds.forEach(kind -> patterns.add(kind.pattern));
    }

    /// @return the forbids as lines; none where there would be too many
    static Optional<List<String>> around(List<Block> blocks, ToolTerms terms) {
        var fence = new Fence(blocks, terms);
        return fence.complete() ? Optional.of(fence.lines()) : Optional.empty();
    }

    private static boolean within(long some, long all) {
        return (some & ~all) == 0;
    }

    private Pattern pattern(Block block) {
        long needed = 0;
        long spoken = 0;
        for (int i = 0; i < terms.facts().size(); i++) {
            var fact = terms.facts().get(i);
            var value = block.sample().fact(fact.name());
            if (!Block.isAbsent(value)) {
                spoken |= 1L << i;
                boolean named = !(value instanceof FactValue.Unknown);
                needed |= named && !(fact instanceof QuantityFact) ? 1L << i : 0;
            }
        }
        return new Pattern(needed, spoken);
    }

    /// Finds what the forbids are to be tripped by.
    ///
    /// @return whether that could be done
    private boolean complete() {
        if (terms.facts().size() >= Long.SIZE) {
            return false;
        }
        long always = patterns.stream().mapToLong(Pattern::needed).reduce(-1, (a, b) -> a & b);
        long everywhere = patterns.stream().mapToLong(Pattern::spoken).reduce(-1, (a, b) -> a & b);
        long somewhere = patterns.stream().mapToLong(Pattern::spoken).reduce(0, (a, b) -> a | b);
        tripping.add(0L);
        for (int i = 0; i < terms.facts().size(); i++) {
            if ((everywhere >> i & 1) == 0) {
                tripping.add(1L << i);
            }
        }
        // What lacks a value that all blocks need is forbidden already, as is what has one that no
        // block speaks of.
        long varying = somewhere & ~always;
        if (Long.bitCount(varying) > FACTS_MAX) {
            return false;
        }
        var bySize =
                subsets(varying).boxed().sorted(Comparator.comparingInt(Long::bitCount)).toList();
        for (long some : bySize) {
            long facts = some | (somewhere & always);
            if (tripping.stream().noneMatch(tripped -> keepsOut(tripped, facts))) {
                tripping.add(some & ~everywhere);
            }
            if (tripping.size() > FORBIDS_MAX) {
                return false;
            }
        }
        return true;
    }

    private static LongStream subsets(long of) {
        // Counts down through the bits of the whole.
        return LongStream.iterate(of, some -> some >= 0, some -> some == 0 ? -1 : (some - 1) & of);
    }

    /// Whether a forbid leaves, of what has values for just these facts, only what a block of all of them has.
    private boolean keepsOut(long tripped, long facts) {
        return within(tripped, facts)
                && patterns.stream()
                        .allMatch(pattern ->
                                !pattern.excepts(tripped, facts) || within(facts, pattern.spoken));
    }

    private List<String> lines() {
        var lines = new ArrayList<String>();
        for (long tripped : tripping) {
            var except =
                    kinds.stream()
                            .filter(kind -> within(tripped, kind.pattern.spoken))
                            .map(Kind::block)
                            .toList();
            // Where an exception would name nothing, nothing is forbidden.
            if (except.stream().noneMatch(Block::saysNothing)) {
                forbid(tripped, except, lines);
            }
        }
        return lines;
    }

    private void forbid(long tripped, List<Block> except, List<String> lines) {
        lines.add("- tools: [" + YamlText.of(terms.tool()) + "]");
        var facts = new ArrayList<FactDefinition>();
        for (int i = 0; i < terms.facts().size(); i++) {
            if ((tripped >> i & 1) == 1) {
                facts.add(terms.facts().get(i));
            }
        }
        Block.tripped(facts).forEach(key -> lines.add("  " + key));
        if (!except.isEmpty()) {
            lines.add("  except:");
            except.stream()
                    .map(block -> block.exception(terms))
                    .distinct()
                    .forEach(item -> lines.add("    - " + item));
        }
    }
}
