package dev.sallyport.server.console;

import dev.sallyport.server.approval.HiddenValues;
import dev.sallyport.server.console.Excerpts.Passage;
import java.util.List;
import java.util.Optional;

/// One held call: what it would do, who asks, why it was held, who has decided; and where the human can decide it, the
/// form to do so. [DecisionPages] makes it.
///
/// @param id of the request
/// @param digest of all that is shown and all that would run; goes back with the decision
/// @param asker who asks
/// @param onBehalfOf the human behind an agent; empty where there is none
/// @param facts by name, in order
/// @param state of the target, as it was when the effect was worked out
/// @param agentReason what the agent says; empty when it says nothing
/// @param decideBy until when it can be decided; empty where it no longer can
/// @param vote why the human cannot decide, or how
/// @param grant whether the human can grant calls like it, too; empty where they cannot decide
/// @param glass who released it past its approvers, and what came of the review, a line each; empty where nobody did
/// @param breaking whether the human can do that now; empty where no role of theirs can
/// @param hidden what detectors replaced in what would run
/// @param complete whether nothing is left out because it is long
/// @param folded whether what one can decide without is folded: never where anything is hidden or cut
/// @param said what became of the human's last attempt; empty when there was none
record DecisionPage(
        Frame frame,
        String id,
        String digest,
        String headline,
        String asker,
        Optional<String> onBehalfOf,
        List<Fact> facts,
        List<Fact> state,
        List<Rule> rules,
        List<Passage> passages,
        String agentReason,
        Words.Standing standing,
        String decideBy,
        List<String> details,
        List<Quorum> quorums,
        List<Word> words,
        Vote vote,
        Optional<GrantOffer> grant,
        List<String> glass,
        Optional<GlassOffer> breaking,
        HiddenValues hidden,
        boolean complete,
        boolean folded,
        Optional<String> said)
        implements Page {

    DecisionPage {
        facts = List.copyOf(facts);
        state = List.copyOf(state);
        rules = List.copyOf(rules);
        passages = List.copyOf(passages);
        details = List.copyOf(details);
        quorums = List.copyOf(quorums);
        words = List.copyOf(words);
        glass = List.copyOf(glass);
    }

    record Fact(String name, String value) {}

    /// @param description by the role map's author; empty where there is none
    /// @param text as the role map writes it; empty where it is not in force any more
    record Rule(String name, String description, String text) {}

    /// @param given votes that count
    record Quorum(String role, int given, int needed) {
        /// `none has yet`
        String progress() {
            return switch (given) {
                case 0 -> "none has yet";
                case 1 -> "1 has";
                default -> given + " have";
            };
        }
    }

    /// One human's decision.
    ///
    /// @param verdict as a verb: `approved`
    record Word(String who, String verdict, String at, String reason) {}

    /// Whether the human can decide.
    sealed interface Vote {

        /// @param opened shows that everything was; empty while something is left out, and then there is no button to
        ///     approve
        /// @param delegation by which the human decides in another's place; empty for their own right
        /// @param risk what cannot be undone or was not looked into, as a sentence; empty where nothing is
        /// @param fresh of the sign-in that approving asks for; empty where it asks for none
        record Open(
                Optional<String> opened,
                Optional<String> delegation,
                String risk,
                Optional<FreshNote> fresh)
                implements Vote {

            /// Where the human signs in again before they can approve.
            Optional<String> again() {
                return fresh.flatMap(FreshNote::again);
            }

            boolean canApprove() {
                return opened.isPresent() && again().isEmpty();
            }
        }

        /// @param why a sentence
        record Closed(String why) implements Vote {}
    }

    @Override
    public String template() {
        return "decision.jte";
    }

    static String path(String id) {
        return Frame.Place.INBOX.path() + "/" + id;
    }

    /// Of the page on which nothing is left out.
    String wholePath() {
        return path(id, true);
    }

    String path() {
        return path(id, complete);
    }

    static String path(String id, boolean complete) {
        return complete ? path(id) + "/whole" : path(id);
    }

    boolean pending() {
        return !decideBy.isEmpty();
    }

    /// The only role that has to agree, where one line says how a waiting call stands.
    Optional<Quorum> single() {
        return pending() && quorums.size() == 1
                ? Optional.of(quorums.getFirst())
                : Optional.empty();
    }

    /// `; none has yet`: where several must agree, or somebody has said something that does not count.
    String progress(Quorum only) {
        return only.needed() == 1 && words.isEmpty() ? "" : "; " + only.progress();
    }

    /// Whether there is more to say of the decision than how it stands.
    boolean listed() {
        return single().isEmpty() || !words.isEmpty() || !glass.isEmpty();
    }

    Optional<Vote.Open> open() {
        return vote instanceof Vote.Open open ? Optional.of(open) : Optional.empty();
    }

    Optional<GrantOffer.Open> grantOpen() {
        return grant.flatMap(offer ->
                offer instanceof GrantOffer.Open open ? Optional.of(open) : Optional.empty());
    }

    Optional<GrantOffer.Closed> grantClosed() {
        return grant.flatMap(offer ->
                offer instanceof GrantOffer.Closed closed ? Optional.of(closed) : Optional.empty());
    }

    Optional<GlassOffer.Open> glassOpen() {
        return breaking.flatMap(offer ->
                offer instanceof GlassOffer.Open open ? Optional.of(open) : Optional.empty());
    }

    Optional<GlassOffer.Closed> glassClosed() {
        return breaking.flatMap(offer ->
                offer instanceof GlassOffer.Closed closed ? Optional.of(closed) : Optional.empty());
    }

    Optional<Vote.Closed> closed() {
        return vote instanceof Vote.Closed closed ? Optional.of(closed) : Optional.empty();
    }
}
