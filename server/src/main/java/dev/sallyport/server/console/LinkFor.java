package dev.sallyport.server.console;

import dev.sallyport.policy.Principal;

/// Whom a one-time link signs in, and on what the session then stands.
public sealed interface LinkFor {

    /// A human whom the role map binds by name. The session holds while that gives a console right.
    ///
    /// @param subject `user:NAME`
    record Subject(String subject) implements LinkFor {
        public Subject {
            if (!subject.startsWith("user:")) {
                throw new IllegalArgumentException("only humans sign in, not `" + subject + "`");
            }
        }
    }

    /// The human who has an API key. The session holds as long as the key does.
    ///
    /// @param principal the key's
    record Key(String keyId, Principal principal) implements LinkFor {
        public Key {
            if (principal.kind() != Principal.Kind.HUMAN) {
                throw new IllegalArgumentException(
                        "only humans sign in, not `" + principal.subject() + "`");
            }
        }
    }
}
