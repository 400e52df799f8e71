package dev.sallyport.server.identity.oidc;

import dev.sallyport.policy.Principal;
import dev.sallyport.policy.Principal.Kind;
import dev.sallyport.policy.yaml.Quoted;
import dev.sallyport.server.config.Identity.Issuer;
import dev.sallyport.server.config.Identity.Subjects;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes the claims of a token that was found good into a principal.
///
/// A workload's own token is an agent. A user's token is an agent on behalf of that human, unless its client is one
/// of `human_clients`: then it is the human in person. With `act` (RFC 8693) the current actor is the agent.
final class TokenSubjects {

    private static final int GROUPS_MAX = 250;

    /// How many actors may have handed a token on.
    private static final int ACTORS_MAX = 4;

    /// What only a user's token has: a client does not sign in, and has no session and no e-mail.
    private static final List<String> OF_USERS = List.of("email", "given_name", "family_name");

    private static final String SERVICE_ACCOUNT = "service-account-";

    /// What only a login writes. A user whose name is that of a client would otherwise pass for it, and so for more
    /// than their own rights allow (RFC 9700 §4.15).
    private static final List<String> LOGIN = List.of("auth_time", "sid", "session_state", "amr");

    private final Issuer issuer;
    private final TokenNames names;

    TokenSubjects(Issuer issuer, TokenNames names) {
        this.issuer = issuer;
        this.names = names;
    }

    Principal principal(ClaimSet claims) throws RefusedTokenException {
        var subject =
                claims.text("sub")
                        .filter(text -> !text.isBlank())
                        .orElseThrow(() -> new RefusedTokenException("the token names no subject"));
        var groups = names.groups(groups(claims, issuer.claims().groups()));
        var actor = actor(claims);
        if (issuer.subjects() == Subjects.WORKLOAD) {
            if (actor.isPresent()) {
                throw new RefusedTokenException(
                        "the token acts for another, which a workload's does not");
            }
            return agent(names.client(subject), Optional.empty(), groups);
        }
        var client = client(claims);
        if (isWorkload(claims, subject, client)) {
            if (actor.isPresent()) {
                throw new RefusedTokenException("the token acts for a workload, not for a human");
            }
            checkNoLogin(claims);
            return agent(names.client(client), Optional.empty(), groups);
        }
        var human = Principal.human(names.user(user(claims)), groups);
        if (actor.isPresent()) {
            return agent(names.client(actor.get()), Optional.of(human), Set.of());
        }
        return issuer.humanClients().contains(client)
                ? human
                : agent(names.client(client), Optional.of(human), Set.of());
    }

    /// The human that an ID token is about.
    ///
    /// @param path of claims that leads to the groups
    Principal human(ClaimSet claims, List<String> path) throws RefusedTokenException {
        return Principal.human(names.user(user(claims)), names.groups(groups(claims, path)));
    }

    private static Principal agent(String subject, Optional<Principal> human, Set<String> groups) {
        return new Principal(subject, Kind.AGENT, human, groups);
    }

    private static String client(ClaimSet claims) throws RefusedTokenException {
        var party = claims.text("azp");
        var id = claims.text("client_id");
        if (party.isPresent() && id.isPresent() && !party.equals(id)) {
            throw new RefusedTokenException("the token names two clients, `azp` and `client_id`");
        }
        return party.or(() -> id)
                .filter(text -> !text.isBlank())
                .orElseThrow(() ->
                        new RefusedTokenException(
                                "the token names no client (`azp` or `client_id`)"));
    }

    /// A client's own token: `sub` names the client itself, or Keycloak's account for it. A user may choose that
    /// account's name, but Keycloak writes `azp` and `client_id` for the account alone; other issuers have one of
    /// them in every token.
    private static boolean isWorkload(ClaimSet claims, String subject, String client)
            throws RefusedTokenException {
        if (subject.equals(client)) {
            for (var mark : OF_USERS) {
                if (claims.has(mark)) {
                    // Where users choose their `sub`, one could call itself like a client and be
                    // taken for it.
                    throw new RefusedTokenException(
                            "the token's subject is named like its client, yet the claim `"
                                    + mark
                                    + "` speaks of a user");
                }
            }
            return true;
        }
        var name = claims.text("preferred_username").orElse("");
        return name.toLowerCase(Locale.ROOT)
                        .equals(SERVICE_ACCOUNT + client.toLowerCase(Locale.ROOT))
                && claims.has("azp")
                && claims.text("client_id").equals(Optional.of(client));
    }

    private static void checkNoLogin(ClaimSet claims) throws RefusedTokenException {
        for (var name : LOGIN) {
            if (claims.has(name)) {
                throw new RefusedTokenException(
                        "the token names a client as its subject, but is of a user's login (`"
                                + name
                                + "`)");
            }
        }
    }

    private String user(ClaimSet claims) throws RefusedTokenException {
        var name = issuer.claims().user();
        checkNoClient(claims);
        if (name.equals("email")) {
            var verified = claims.json().get("email_verified");
            if (verified == null || !verified.isBoolean() || !verified.booleanValue()) {
                throw new RefusedTokenException("the token's `email` is not verified");
            }
        }
        return claims.text(name)
                .filter(text -> !text.isBlank())
                .orElseThrow(() ->
                        new RefusedTokenException(
                                "the token has no " + Quoted.of(name) + ", which names its human"));
    }

    /// Auth0 says by `gty`, Entra ID by `idtyp` that no human stands behind a token, whatever its `sub` is.
    private static void checkNoClient(ClaimSet claims) throws RefusedTokenException {
        if (claims.text("preferred_username")
                .filter(text -> text.toLowerCase(Locale.ROOT).startsWith(SERVICE_ACCOUNT))
                .isPresent()) {
            throw new RefusedTokenException(
                    "the token's subject is the service account of another client, not a human");
        }
        if (claims.text("gty").filter("client-credentials"::equals).isPresent()
                || claims.text("idtyp").filter("app"::equals).isPresent()) {
            throw new RefusedTokenException(
                    "the token is a client's own (`gty` or `idtyp`), but its `sub` is not the client");
        }
    }

    /// The current actor: the outermost `act`; those within it acted before.
    private Optional<String> actor(ClaimSet claims) throws RefusedTokenException {
        var outermost = claims.object("act");
        if (outermost.isEmpty()) {
            return Optional.empty();
        }
        var actor = name(new ClaimSet(outermost.get()));
        Optional<ObjectNode> next = outermost;
        for (int depth = 0; next.isPresent(); depth++) {
            if (depth == ACTORS_MAX) {
                throw new RefusedTokenException(
                        "the token went through more than " + ACTORS_MAX + " actors");
            }
            var one = new ClaimSet(next.get());
            var _ = name(one);
            next = one.object("act");
        }
        return Optional.of(actor);
    }

    private String name(ClaimSet act) throws RefusedTokenException {
        var from = act.text("iss");
        if (from.isPresent() && !from.get().equals(issuer.issuer())) {
            throw new RefusedTokenException(
                    "the token's actor is of another issuer, " + Quoted.of(from.get()));
        }
        var subject = act.text("sub");
        return act.text("client_id")
                .or(() -> subject)
                .filter(text -> !text.isBlank())
                .orElseThrow(() -> new RefusedTokenException("the token's `act` names no actor"));
    }

    private static List<String> groups(ClaimSet claims, List<String> path)
            throws RefusedTokenException {
        var name = String.join(".", path);
        var elsewhere = claims.object("_claim_names");
        if (elsewhere.isPresent() && elsewhere.get().has(path.getFirst())) {
            // A forbid for one of the groups that are not here would not be met.
            throw new RefusedTokenException(
                    "the token's groups are too many to be in it (`_claim_names`)");
        }
        var absent = claims.json().get("hasgroups");
        if (absent != null && !(absent.isBoolean() && !absent.booleanValue())) {
            throw new RefusedTokenException(
                    "the token's groups are too many to be in it (`hasgroups`)");
        }
        @Nullable JsonNode node = claims.json();
        for (var step : path) {
            if (node == null) {
                return List.of();
            }
            if (!node.isObject()) {
                throw new RefusedTokenException(
                        "the claim " + Quoted.of(name) + " does not lead into an object");
            }
            node = node.get(step);
        }
        if (node != null && !node.isArray()) {
            throw new RefusedTokenException("the claim " + Quoted.of(name) + " is no list");
        }
        return ClaimSet.texts(node, name, GROUPS_MAX);
    }
}
