package dev.sallyport.server.call;

import dev.sallyport.masking.Masker;
import dev.sallyport.masking.MaskingFailedException;
import dev.sallyport.masking.Visible;
import dev.sallyport.server.approval.HiddenValues;
import dev.sallyport.tools.Preview;
import dev.sallyport.tools.Refusal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// The detectors over everything that leaves the gate. What they fail on does not leave. Safe from many threads.
public final class ReplyMasker {

    /// Stands where a human would see a text in which the detectors failed.
    public static final String WITHHELD = HiddenValues.WITHHELD;

    private static final Logger LOG = LoggerFactory.getLogger(ReplyMasker.class);

    private final Masker masker;

    public ReplyMasker(Masker masker) {
        this.masker = masker;
    }

    /// @param counts gets the number of findings by kind added
    /// @return empty when the detectors failed; the result must be withheld then
    Optional<ObjectNode> result(ObjectNode result, Map<String, Long> counts) {
        try {
            var masked = masker.mask(result);
            masked.counts().forEach((kind, count) -> counts.merge(kind, count, Long::sum));
            return masked.value() instanceof ObjectNode object
                    ? Optional.of(object)
                    : Optional.empty();
        } catch (MaskingFailedException e) {
            LOG.error("a result is withheld: the detectors failed", e);
            return Optional.empty();
        }
    }

    /// A text, or empty when the detectors failed.
    public Optional<String> text(String text) {
        try {
            return Optional.of(masker.mask(text).value());
        } catch (MaskingFailedException e) {
            LOG.error("a text is withheld: the detectors failed", e);
            return Optional.empty();
        }
    }

    /// What somebody is called by, whom a human named. An e-mail address is a name here.
    String name(String name) {
        try {
            var masked = masker.mask(name);
            return masked.counts().keySet().equals(Set.of("EMAIL")) ? name : masked.value();
        } catch (MaskingFailedException e) {
            LOG.error("a name is withheld: the detectors failed", e);
            return WITHHELD;
        }
    }

    /// What an agent, and whoever looks over its shoulder, is told: names and texts of others may stand in it.
    Optional<String> told(String text) {
        return text(text).map(Visible::blockAgain);
    }

    /// @param given what the refusal may quote, also in part: the arguments of the call, or what was made of them
    Refusal refusal(Refusal refusal, Optional<ObjectNode> given) {
        try {
            var echoes = given.map(object -> Echoes.of(masker, object)).orElseGet(Echoes::none);
            return refusal(refusal, echoes);
        } catch (MaskingFailedException e) {
            LOG.error("an explanation is withheld: the detectors failed", e);
            return withheld(refusal);
        }
    }

    private Refusal refusal(Refusal refusal, Echoes echoes) {
        var message = told(refusal.message()).map(echoes::without);
        var next = told(refusal.next()).map(echoes::without);
        return message.isPresent() && next.isPresent()
                ? new Refusal(refusal.kind(), refusal.code(), message.get(), next.get())
                : withheld(refusal);
    }

    private static Refusal withheld(Refusal refusal) {
        return new Refusal(refusal.kind(), refusal.code(), "the explanation is withheld.", "");
    }

    /// What approvers see; they are not shown secrets either. Every sentinel in it is one of these detectors.
    Optional<Preview> preview(Preview preview) {
        try {
            var sections =
                    preview.sections().stream()
                            .map(section ->
                                    new Preview.Section(
                                            section.title(),
                                            section.kind(),
                                            shown(section.content())))
                            .toList();
            return Optional.of(
                    new Preview(
                            shown(preview.headline()),
                            sections,
                            preview.state(),
                            preview.unseen().stream().map(this::shown).toList()));
        } catch (MaskingFailedException e) {
            LOG.error("a preview is withheld: the detectors failed", e);
            return Optional.empty();
        }
    }

    private String shown(String foreign) {
        return masker.mask(HiddenValues.asWritten(foreign)).value();
    }
}
