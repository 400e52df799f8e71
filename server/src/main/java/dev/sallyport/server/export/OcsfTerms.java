package dev.sallyport.server.export;

/// The words of OCSF 1.8.0 that are used, with their numbers.
final class OcsfTerms {

    private OcsfTerms() {}

    /// The classes that are used.
    enum EventClass {
        AUTHENTICATION(3, "Identity & Access Management", 3002, "Authentication"),
        ENTITY_MANAGEMENT(3, "Identity & Access Management", 3004, "Entity Management"),
        APPLICATION_LIFECYCLE(6, "Application Activity", 6002, "Application Lifecycle"),
        API_ACTIVITY(6, "Application Activity", 6003, "API Activity");

        final int category;
        final String categoryName;
        final int uid;
        final String caption;

        EventClass(int category, String categoryName, int uid, String caption) {
            this.category = category;
            this.categoryName = categoryName;
            this.uid = uid;
            this.caption = caption;
        }
    }

    /// Ids of activities, as each class counts them.
    enum Activity {
        OF_THE_CALL(0, "Unknown"),
        LOGON(1, "Logon"),
        LOGOFF(2, "Logoff"),
        CREATE(1, "Create"),
        READ(2, "Read"),
        UPDATE(3, "Update"),
        DELETE(4, "Delete"),
        START(3, "Start"),
        STOP(4, "Stop");

        final int id;
        final String caption;

        Activity(int id, String caption) {
            this.id = id;
            this.caption = caption;
        }
    }

    enum Severity {
        INFORMATIONAL(1, "Informational"),
        LOW(2, "Low"),
        MEDIUM(3, "Medium"),
        HIGH(4, "High");

        final int id;
        final String caption;

        Severity(int id, String caption) {
            this.id = id;
            this.caption = caption;
        }
    }

    enum Status {
        UNKNOWN(0, "Unknown"),
        SUCCESS(1, "Success"),
        FAILURE(2, "Failure"),
        /// The stage's own name is the status.
        OTHER(99, "");

        final int id;
        final String caption;

        Status(int id, String caption) {
            this.id = id;
            this.caption = caption;
        }
    }

    /// What the gate did as a security control: action and disposition.
    enum Control {
        ALLOWED(1, "Allowed", 1, "Allowed"),
        APPROVED(1, "Allowed", 8, "Approved"),
        FAILED(1, "Allowed", 27, "Error"),
        LOST(1, "Allowed", 0, "Unknown"),
        BLOCKED(2, "Denied", 2, "Blocked"),
        REJECTED(2, "Denied", 25, "Rejected"),
        DROPPED(2, "Denied", 6, "Dropped"),
        LOGGED(3, "Observed", 17, "Logged"),
        ALERTED(3, "Observed", 19, "Alert"),
        DELAYED(99, "Held", 14, "Delayed");

        final int action;
        final String actionName;
        final int disposition;
        final String dispositionName;

        Control(int action, String actionName, int disposition, String dispositionName) {
            this.action = action;
            this.actionName = actionName;
            this.disposition = disposition;
            this.dispositionName = dispositionName;
        }
    }

    /// Whom a record tells about as the one who acted.
    enum Actor {
        /// Who called, or administered.
        PRINCIPAL,
        /// The human who decided about somebody's call.
        DECIDER,
        /// The human who released a call past its approvers.
        BREAKER,
        /// The gate, of itself.
        GATE
    }

    /// What is managed.
    enum Entity {
        NONE(0, "Unknown", ""),
        ROLE_MAP(5, "Policy", ""),
        API_KEY(99, "API key", "key_id"),
        SIGNING_KEY(99, "signing key", "key"),
        LOG(99, "log", "root"),
        DATA_KEYS(99, "data keys", "keys"),
        GRANT(99, "grant", "grant"),
        DELEGATION(99, "delegation", "delegation");

        final int id;
        final String caption;

        /// The detail of the record that names it.
        final String detail;

        Entity(int id, String caption, String detail) {
            this.id = id;
            this.caption = caption;
            this.detail = detail;
        }
    }
}
