package dev.sallyport.server.approval;

import dev.sallyport.policy.Principal;
import java.text.Normalizer;
import java.util.Locale;

/// One person, however the subject is written: `user:Ana@example.com` and `user:ana@example.com` are one. Where
/// two people are taken for one, an approval is missing; the other way round, it would be forged.
record Human(String name) {
    static Human of(String subject) {
        return new Human(
                Normalizer.normalize(subject, Normalizer.Form.NFKC)
                        .toLowerCase(Locale.ROOT)
                        .strip());
    }

    /// Whether the principal is a human, acting for no other, and neither the requester nor behind it.
    static boolean mayApprove(Principal approver, Principal requester) {
        return isHuman(approver) && !isSelf(approver, requester);
    }

    static boolean isHuman(Principal principal) {
        return principal.kind() == Principal.Kind.HUMAN && principal.onBehalfOf().isEmpty();
    }

    /// Whether the principal is the requester, the human behind it, or itself acts for one of these.
    static boolean isSelf(Principal principal, Principal requester) {
        return isOneOf(of(principal.subject()), requester)
                || principal.onBehalfOf().map(h -> isOneOf(of(h), requester)).orElse(false);
    }

    private static boolean isOneOf(Human human, Principal requester) {
        return human.equals(of(requester.subject()))
                || requester.onBehalfOf().map(h -> human.equals(of(h))).orElse(false);
    }
}
