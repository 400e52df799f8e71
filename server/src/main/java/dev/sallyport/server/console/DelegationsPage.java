package dev.sallyport.server.console;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.Delegation;
import dev.sallyport.server.approval.DelegationRights;
import dev.sallyport.server.approval.Delegations;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Who decides in whose place: what the reader gave and was given, everybody's for whoever audits, and for an approver
/// the form to give.
///
/// @param giving the form; empty for whoever decides nothing by a role of their own
/// @param said what became of the human's last attempt; empty when there was none
record DelegationsPage(
        Frame frame,
        Optional<Giving> giving,
        List<Row> given,
        List<Row> received,
        List<Row> others,
        Optional<String> said)
        implements Page {

    static final int NAME_LENGTH_MAX = Delegation.NAME_LENGTH_MAX;

    DelegationsPage {
        given = List.copyOf(given);
        received = List.copyOf(received);
        others = List.copyOf(others);
    }

    /// One delegation.
    ///
    /// @param ending whether the reader can end it
    record Row(
            String id,
            String delegate,
            String delegator,
            String roles,
            String starts,
            String ends,
            String state,
            String tone,
            boolean ending) {}

    /// The form, as it was filled in last.
    ///
    /// @param earliest and `latest`: what the fields of times take
    record Giving(
            List<Role> roles,
            String to,
            String from,
            String until,
            String earliest,
            String latest,
            FreshNote fresh) {
        Giving {
            roles = List.copyOf(roles);
        }
    }

    /// @param field its name in the form
    record Role(String field, String name, boolean chosen) {}

    @Override
    public String template() {
        return "delegations.jte";
    }

    static String endPath(String id) {
        return Frame.Place.DELEGATIONS.path() + "/" + id + "/end";
    }

    /// Reads what the page needs.
    ///
    /// @param filled as the form was sent last; an empty one for a fresh form
    static DelegationsPage read(
            Frame frame,
            DelegationRights rights,
            ConsoleSession session,
            Form filled,
            Instant now,
            Optional<String> said) {
        var reader = session.principal();
        var given = new ArrayList<Row>();
        var received = new ArrayList<Row>();
        var others = new ArrayList<Row>();
        for (var delegation : rights.visible(reader, Delegations.LIST_MAX)) {
            var row = row(delegation, rights, reader);
            if (delegation.delegator().subject().equals(reader.subject())) {
                given.add(row);
            } else if (delegation.terms().delegate().equals(reader.subject())) {
                received.add(row);
            } else {
                others.add(row);
            }
        }
        var roles = rights.roles(reader);
        return new DelegationsPage(
                frame,
                roles.isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                giving(
                                        roles,
                                        filled,
                                        FreshNote.of(
                                                rights.freshSignIn(),
                                                session.presence(),
                                                "Letting another decide in your place",
                                                Delegations.STALE_WHY,
                                                Frame.Place.DELEGATIONS.path(),
                                                now),
                                        now)),
                given,
                received,
                others,
                said);
    }

    private static Giving giving(Set<String> roles, Form filled, FreshNote fresh, Instant now) {
        var choices = new ArrayList<Role>();
        for (var role : roles) {
            if (choices.size() < Delegation.ROLES_MAX) {
                var field = field(choices.size());
                choices.add(new Role(field, role, filled.field(field).equals(Optional.of(role))));
            }
        }
        return new Giving(
                choices,
                filled.field("to").orElse(""),
                filled.field("from").orElse(""),
                filled.field("until").orElse(""),
                local(now),
                local(now.plus(Delegation.AHEAD_MAX)),
                fresh);
    }

    private static String field(int number) {
        return "role" + number;
    }

    private static String local(Instant time) {
        return LocalDateTime.ofInstant(time, ZoneOffset.UTC)
                .truncatedTo(ChronoUnit.MINUTES)
                .toString();
    }

    /// What the form asks for.
    ///
    /// @return empty when a time is missing, or none
    static Optional<Delegation.Terms> terms(Form form, Instant now) {
        var roles = new TreeSet<String>();
        for (int i = 0; i < Delegation.ROLES_MAX; i++) {
            form.field(field(i)).ifPresent(roles::add);
        }
        var given = form.field("from");
        var from = given.isEmpty() ? Optional.of(now) : given.flatMap(DelegationsPage::time);
        var until = form.field("until").flatMap(DelegationsPage::time);
        return from.flatMap(starts ->
                until.map(ends ->
                        new Delegation.Terms(
                                form.field("to").map(String::strip).orElse(""),
                                roles,
                                starts,
                                ends)));
    }

    private static Optional<Instant> time(String text) {
        try {
            return Optional.of(LocalDateTime.parse(text).toInstant(ZoneOffset.UTC));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    private static Row row(Delegation delegation, DelegationRights rights, Principal reader) {
        var terms = delegation.terms();
        var state = rights.state(delegation);
        return new Row(
                delegation.id(),
                terms.delegate(),
                delegation.delegator().subject(),
                terms.roles().isEmpty()
                        ? "with every role held at that moment"
                        : "as " + String.join(", ", terms.roles()),
                Words.time(terms.starts()),
                Words.time(terms.ends()),
                word(state),
                tone(state),
                rights.canEnd(reader, delegation));
    }

    private static String word(String state) {
        return switch (state) {
            case "active" -> "In force";
            case "scheduled" -> "Not yet";
            case "role_lost" -> "Role lost";
            case "key_ended" -> "Key ended";
            case "ended" -> "Taken back";
            default -> "Over";
        };
    }

    private static String tone(String state) {
        return switch (state) {
            case "active" -> "good";
            case "scheduled" -> "wait";
            case "role_lost", "key_ended" -> "bad";
            default -> "";
        };
    }
}
