package dev.sallyport.server.config;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One entry of `approvals.notify`: where humans hear of held calls, and of which.
///
/// @param name tells this entry from the others, the same as long as it leads to the same place
/// @param events what is told; never empty
/// @param roles only requests that ask for one of these roles; empty for all
public record Notify(String name, Channel channel, Set<Event> events, Set<String> roles) {

    public Notify {
        events = Set.copyOf(events);
        roles = Set.copyOf(roles);
    }

    /// What can be told of a request.
    public enum Event {
        /// It waits for a decision.
        REQUESTED,
        APPROVED,
        REJECTED,
        EXPIRED,
        CANCELLED,
        /// The gate ended while it ran; a human must look.
        UNKNOWN,
        /// One human released it past its approvers.
        BROKE_GLASS,
        /// Nobody has reviewed that in time.
        REVIEW_OVERDUE;

        /// Whether every entry hears of it, whatever events and roles it names.
        public boolean isForAll() {
            return this == BROKE_GLASS || this == REVIEW_OVERDUE;
        }
    }

    /// Where to.
    public sealed interface Channel {}

    /// An HTTP endpoint that takes signed JSON by the Standard Webhooks specification.
    ///
    /// @param secret base64 of 24 to 64 bytes, `whsec_` before it or not
    public record Webhook(URI url, Secret secret) implements Channel {

        /// The bytes of the secret.
        public byte[] key() {
            return NotifyReader.signingKey(secret.value());
        }
    }

    /// A Slack incoming webhook. Its address is all it takes to post there, so it is a secret.
    public record Slack(Secret url) implements Channel {}

    /// A Microsoft Teams webhook (a workflow that takes Adaptive Cards). Its address is a secret as well.
    public record Teams(Secret url) implements Channel {}

    /// @param login empty where the server takes mail without
    /// @param to at least one address
    public record Email(
            String host,
            int port,
            Security security,
            Optional<Login> login,
            String from,
            List<String> to)
            implements Channel {
        public Email {
            to = List.copyOf(to);
        }
    }

    /// How the way to the mail server is protected.
    public enum Security {
        /// TLS from the first byte (RFC 8314).
        TLS,
        /// STARTTLS, without which nothing is sent (RFC 3207).
        STARTTLS,
        /// Not at all; on loopback alone.
        NONE
    }

    public record Login(String username, Secret password) {}
}
