package dev.sallyport.server.console;

import dev.sallyport.policy.Authorizer;
import dev.sallyport.policy.Effect;
import dev.sallyport.policy.RuleId;
import dev.sallyport.server.approval.ApprovalRequest;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.approval.ApprovalRights;
import dev.sallyport.server.approval.BrokenGlass;
import dev.sallyport.server.approval.Coverage;
import dev.sallyport.server.approval.Decided;
import dev.sallyport.server.approval.Glass;
import dev.sallyport.server.approval.GlassRights;
import dev.sallyport.server.approval.GrantRights;
import dev.sallyport.server.approval.Grants;
import dev.sallyport.server.approval.HighRisk;
import dev.sallyport.server.approval.InPlaceOf;
import dev.sallyport.server.approval.PlainName;
import dev.sallyport.server.console.DecisionPage.Fact;
import dev.sallyport.server.console.DecisionPage.Quorum;
import dev.sallyport.server.console.DecisionPage.Rule;
import dev.sallyport.server.console.DecisionPage.Vote;
import dev.sallyport.server.console.DecisionPage.Word;
import dev.sallyport.server.console.SignIn.Visitor;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Makes pages of held calls from the stored requests. Safe from many threads.
///
/// What is too long for a page is cut, and the page says so and has no button to approve: the page on which nothing is
/// cut has it. The form with that button carries a token made from the session's secret and the request's digest, without
/// which no approval counts; so whoever approves has had everything in their browser, script or not.
public final class DecisionPages {

    private final ApprovalRights rights;
    private final GrantRights granting;
    private final GlassRights glass;
    private final Supplier<? extends Authorizer> policy;
    private final UnaryOperator<String> masker;
    private final Clock clock;

    /// @param policy the policy that is live now
    /// @param masker replaces what detectors find
    public DecisionPages(
            ApprovalRights rights,
            GrantRights granting,
            GlassRights glass,
            Supplier<? extends Authorizer> policy,
            UnaryOperator<String> masker,
            Clock clock) {
        this.rights = rights;
        this.granting = granting;
        this.glass = glass;
        this.policy = policy;
        this.masker = masker;
        this.clock = clock;
    }

    UnaryOperator<String> masker() {
        return masker;
    }

    /// @param whole whether nothing is left out
    /// @param said what became of the human's last attempt
    DecisionPage page(
            Frame frame,
            Visitor.SignedIn reader,
            ApprovalRequest request,
            boolean whole,
            Optional<String> said) {
        var excerpts = new Excerpts(masker, whole);
        var content = content(request, excerpts);
        var principal = reader.session().principal();
        var objection = rights.objection(principal, request);
        // The target is asked once for a page, and only for who can decide.
        var risks = objection.isEmpty() ? rights.risks(request) : Set.<HighRisk>of();
        var grant =
                objection.isEmpty()
                        ? Optional.of(grant(reader, request, risks, whole, excerpts))
                        : Optional.<GrantOffer>empty();
        var hidden = rights.hidden(request);
        var inPlaceOf =
                request.state() == State.PENDING
                        ? rights.inPlaceOf(principal, request)
                        : Optional.<InPlaceOf>empty();
        return new DecisionPage(
                frame,
                request.id(),
                request.digest(),
                content.headline(),
                PlainName.of(request.requester().subject()),
                request.requester().onBehalfOf().map(PlainName::of),
                content.facts(),
                content.state(),
                rules(request),
                content.passages(),
                content.agentReason(),
                Words.standing(request),
                request.state() == State.PENDING
                        ? Words.minute(request.deadline(), clock.instant())
                        : "",
                details(request, inPlaceOf),
                request.asked().approvers().stream()
                        .map(set ->
                                new Quorum(
                                        set.role(),
                                        request.given(set.role(), clock.instant()),
                                        set.quorum()))
                        .toList(),
                request.votes().stream().map(this::word).toList(),
                vote(reader, request, objection, risks, inPlaceOf, whole, excerpts.cut()),
                grant,
                request.glass().map(broken -> glass(broken, excerpts)).orElse(List.of()),
                breaking(reader, request, whole, excerpts.cut()),
                hidden,
                whole,
                !whole && !excerpts.cut() && hidden.count() == 0,
                said);
    }

    /// Everything that the human has to have seen.
    private record Content(
            String headline,
            List<Fact> facts,
            List<Fact> state,
            List<Excerpts.Passage> passages,
            String agentReason) {}

    private Content content(ApprovalRequest request, Excerpts excerpts) {
        var preview = request.asked().preview();
        var state = new ArrayList<Fact>();
        for (var fact : preview.state().properties()) {
            var value = fact.getValue();
            state.add(
                    new Fact(
                            excerpts.line(fact.getKey().replace('_', ' ')),
                            excerpts.line(
                                    value.isString() ? value.stringValue() : value.toString())));
        }
        return new Content(
                excerpts.line(InboxPage.headline(request)),
                facts(request, excerpts),
                state,
                preview.sections().stream().map(excerpts::passage).toList(),
                excerpts.masked(request.asked().agentReason()));
    }

    private static List<Fact> facts(ApprovalRequest request, Excerpts excerpts) {
        var facts = new ArrayList<Fact>();
        facts.add(new Fact("Tool", excerpts.line(request.plan().tool())));
        facts.add(new Fact("Target", excerpts.line(request.plan().target())));
        facts.add(new Fact("In short", excerpts.line(request.plan().summary())));
        // People are named by the gate itself; a name like a mail address is still the name.
        facts.add(new Fact("Asked by", request.requester().subject()));
        request.requester()
                .onBehalfOf()
                .ifPresent(human -> facts.add(new Fact("On behalf of", human)));
        if (!request.asked().client().isBlank()) {
            facts.add(
                    new Fact("Program, by its own word", excerpts.line(request.asked().client())));
        }
        facts.add(new Fact("Asked at", Words.time(request.created())));
        if (request.state() == State.PENDING) {
            facts.add(new Fact("To be decided by", Words.time(request.deadline())));
        }
        for (var set : request.asked().approvers()) {
            set.breakGlass()
                    .ifPresent(role ->
                            facts.add(
                                    new Fact(
                                            "In an emergency",
                                            "one of "
                                                    + role
                                                    + " alone, in place of "
                                                    + set.role())));
        }
        facts.add(new Fact("Call", excerpts.line(request.asked().callId())));
        return facts;
    }

    private List<Rule> rules(ApprovalRequest request) {
        var live = policy.get();
        return request.asked().ruleIds().stream()
                .map(name -> {
                    var id = ruleId(name);
                    return new Rule(
                            masker.apply(name),
                            id.flatMap(live::describe).map(masker).orElse(""),
                            id.flatMap(live::text).map(masker).orElse(""));
                })
                .toList();
    }

    /// Reads `role/hold/0123456789ab`.
    private static Optional<RuleId> ruleId(String name) {
        int fingerprint = name.lastIndexOf('/');
        int effect = fingerprint < 0 ? -1 : name.lastIndexOf('/', fingerprint - 1);
        if (effect < 0) {
            return Optional.empty();
        }
        var word = name.substring(effect + 1, fingerprint).toUpperCase(Locale.ROOT);
        for (var known : Effect.values()) {
            if (known.name().equals(word)) {
                return Optional.of(
                        new RuleId(
                                name.substring(0, effect),
                                known,
                                name.substring(fingerprint + 1),
                                0));
            }
        }
        return Optional.empty();
    }

    private List<String> details(ApprovalRequest request, Optional<InPlaceOf> inPlaceOf) {
        var details = new ArrayList<String>();
        if (request.state().open() && request.state() != State.PENDING) {
            details.add(
                    "To run within "
                            + Words.span(Duration.between(clock.instant(), request.deadline()))
                            + ", by "
                            + Words.time(request.deadline())
                            + ".");
        }
        inPlaceOf.ifPresent(place ->
                details.add(
                        "You decide in the place of "
                                + place.approver().subject()
                                + ", until "
                                + Words.time(place.holdsUntil())
                                + "."));
        request.ending()
                .ifPresent(ending ->
                        details.add(
                                ending.by().map(by -> "By " + by + " at ").orElse("At ")
                                        + Words.time(ending.at())
                                        + (ending.reason().isBlank()
                                                ? "."
                                                : ": " + masker.apply(ending.reason()))));
        return details;
    }

    private Word word(ApprovalRequest.Vote vote) {
        return new Word(
                vote.by(),
                Words.verdict(vote.verdict()) + notCounting(vote),
                Words.time(vote.cast()),
                masker.apply(vote.reason()));
    }

    private String notCounting(ApprovalRequest.Vote vote) {
        var now = clock.instant();
        if (vote.counts(now)) {
            return "";
        }
        return vote.hasKey(now)
                ? ", in a place where they no longer decide: does not count"
                : ", with a key that no longer works: does not count";
    }

    /// What a grant covers is part of what the human has to have seen.
    private GrantOffer grant(
            Visitor.SignedIn reader,
            ApprovalRequest request,
            Set<HighRisk> risks,
            boolean whole,
            Excerpts excerpts) {
        return granting.objection(reader.session().principal(), request, risks)
                .<GrantOffer>map(refused -> new GrantOffer.Closed(Words.refusal(refused)))
                .orElseGet(() ->
                        new GrantOffer.Open(
                                Covered.of(Coverage.of(request), excerpts),
                                FreshNote.of(
                                        rights.freshSignIn(),
                                        reader.session().presence(),
                                        "Granting",
                                        Grants.BECAUSE_NOBODY_IS_ASKED,
                                        DecisionPage.path(request.id(), whole),
                                        clock.instant())));
    }

    /// Who broke the glass, why, and what came of the review.
    private List<String> glass(BrokenGlass broken, Excerpts excerpts) {
        var lines = new ArrayList<String>();
        lines.add(
                "broken by "
                        + broken.breaker().subject()
                        + " at "
                        + Words.time(broken.at())
                        + ": “"
                        + excerpts.masked(broken.reason())
                        + "”");
        lines.add(
                broken.review()
                        .map(review ->
                                Words.standing(broken, clock.instant()).name()
                                        + ", says "
                                        + review.reviewer().subject()
                                        + (review.note().isEmpty()
                                                ? ""
                                                : ": “" + excerpts.masked(review.note()) + "”"))
                        .orElseGet(() ->
                                (broken.isOverdue(clock.instant())
                                                ? "its review is overdue since "
                                                : "to be reviewed until ")
                                        + Words.time(broken.due())));
        return lines;
    }

    private Optional<GlassOffer> breaking(
            Visitor.SignedIn reader, ApprovalRequest request, boolean whole, boolean cut) {
        var principal = reader.session().principal();
        if (!glass.couldBreak(principal, request)) {
            return Optional.empty();
        }
        var now = clock.instant();
        return Optional.of(
                glass.objection(principal, request)
                        .<GlassOffer>map(refused -> new GlassOffer.Closed(Words.refusal(refused)))
                        .orElseGet(() ->
                                new GlassOffer.Open(
                                        request.unmet(now).stream()
                                                .map(set ->
                                                        set.quorum()
                                                                - request.given(set.role(), now)
                                                                + " more of "
                                                                + set.role())
                                                .collect(Collectors.joining(" and ")),
                                        cut
                                                ? Optional.empty()
                                                : Optional.of(
                                                        reader.secret()
                                                                .openedToken(request.digest())),
                                        FreshNote.of(
                                                rights.freshSignIn(),
                                                reader.session().presence(),
                                                "Breaking the glass",
                                                Glass.BECAUSE,
                                                DecisionPage.path(request.id(), whole),
                                                now))));
    }

    private Vote vote(
            Visitor.SignedIn reader,
            ApprovalRequest request,
            Optional<Decided.Refused> objection,
            Set<HighRisk> risks,
            Optional<InPlaceOf> inPlaceOf,
            boolean whole,
            boolean cut) {
        var principal = reader.session().principal();
        if (request.state() != State.PENDING) {
            return new Vote.Closed("");
        }
        if (!rights.decides(principal) && !rights.decidesForOthers(principal)) {
            return new Vote.Closed("You may look at this, and others decide.");
        }
        return objection
                .<Vote>map(refused -> new Vote.Closed(Words.refusal(refused)))
                .orElseGet(() ->
                        new Vote.Open(
                                cut
                                        ? Optional.empty()
                                        : Optional.of(
                                                reader.secret().openedToken(request.digest())),
                                inPlaceOf.map(InPlaceOf::delegation),
                                HighRisk.warning(risks),
                                fresh(reader, request, risks, whole)));
    }

    private Optional<FreshNote> fresh(
            Visitor.SignedIn reader, ApprovalRequest request, Set<HighRisk> risks, boolean whole) {
        return risks.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        FreshNote.of(
                                rights.freshSignIn(),
                                reader.session().presence(),
                                "Approving this",
                                HighRisk.because(risks),
                                DecisionPage.path(request.id(), whole),
                                clock.instant()));
    }
}
