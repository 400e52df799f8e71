package dev.sallyport.server.export;

import dev.sallyport.audit.Stage;
import dev.sallyport.server.export.OcsfTerms.Activity;
import dev.sallyport.server.export.OcsfTerms.Actor;
import dev.sallyport.server.export.OcsfTerms.Control;
import dev.sallyport.server.export.OcsfTerms.Entity;
import dev.sallyport.server.export.OcsfTerms.EventClass;
import dev.sallyport.server.export.OcsfTerms.Severity;
import dev.sallyport.server.export.OcsfTerms.Status;

/// What a stage is in the words of OCSF.
///
/// @param activity of the class; for [EventClass#API_ACTIVITY] it follows from what the call does
/// @param alert whether somebody should look at it
record OcsfMeaning(
        EventClass of,
        Activity activity,
        Entity entity,
        Actor actor,
        Severity severity,
        Status status,
        Control control,
        boolean alert) {

    static OcsfMeaning of(Stage stage) {
        return switch (stage) {
            case RECEIVED -> call(Severity.INFORMATIONAL, Status.OTHER, Control.LOGGED);
            case DENIED -> call(Severity.LOW, Status.FAILURE, Control.BLOCKED);
            case HELD -> call(Severity.INFORMATIONAL, Status.OTHER, Control.DELAYED);
            case VOTED, GLASS_REVIEWED ->
                    call(Severity.INFORMATIONAL, Status.SUCCESS, Control.LOGGED).by(Actor.DECIDER);
            case APPROVED ->
                    call(Severity.INFORMATIONAL, Status.SUCCESS, Control.APPROVED)
                            .by(Actor.DECIDER);
            case GRANT_USED -> call(Severity.INFORMATIONAL, Status.SUCCESS, Control.APPROVED);
            case REJECTED -> call(Severity.LOW, Status.FAILURE, Control.REJECTED).by(Actor.DECIDER);
            case EXPIRED -> call(Severity.LOW, Status.OTHER, Control.DROPPED).by(Actor.GATE);
            case CANCELLED -> call(Severity.LOW, Status.OTHER, Control.DROPPED).by(Actor.DECIDER);
            case INTENT -> call(Severity.INFORMATIONAL, Status.OTHER, Control.ALLOWED);
            case OUTCOME -> call(Severity.INFORMATIONAL, Status.SUCCESS, Control.ALLOWED);
            case FAILED -> call(Severity.LOW, Status.FAILURE, Control.FAILED);
            case UNKNOWN -> call(Severity.MEDIUM, Status.UNKNOWN, Control.LOST).by(Actor.GATE);
            case BROKE_GLASS ->
                    call(Severity.HIGH, Status.SUCCESS, Control.APPROVED)
                            .by(Actor.BREAKER)
                            .asAlert();
            case REVIEW_OVERDUE ->
                    call(Severity.HIGH, Status.OTHER, Control.ALERTED).by(Actor.GATE).asAlert();
            case LOG_CHECK_STARTED -> check(Status.OTHER);
            case LOG_CHECKED -> check(Status.SUCCESS);
            case START -> done(EventClass.APPLICATION_LIFECYCLE, Activity.START, Entity.NONE);
            case STOP -> done(EventClass.APPLICATION_LIFECYCLE, Activity.STOP, Entity.NONE);
            case SIGNED_IN -> done(EventClass.AUTHENTICATION, Activity.LOGON, Entity.NONE);
            case SIGNED_OUT -> done(EventClass.AUTHENTICATION, Activity.LOGOFF, Entity.NONE);
            case POLICY_CHANGED -> managed(Activity.UPDATE, Entity.ROLE_MAP);
            case KEY_CREATED -> managed(Activity.CREATE, Entity.API_KEY);
            case KEY_REVOKED -> managed(Activity.DELETE, Entity.API_KEY);
            case KEY_ROTATED -> managed(Activity.UPDATE, Entity.SIGNING_KEY);
            case LOG_ADOPTED -> managed(Activity.UPDATE, Entity.LOG).asAlert();
            case BODIES_ERASED -> managed(Activity.DELETE, Entity.DATA_KEYS);
            case GRANTED -> managed(Activity.CREATE, Entity.GRANT).by(Actor.DECIDER);
            case GRANT_REVOKED -> managed(Activity.DELETE, Entity.GRANT).by(Actor.DECIDER);
            case DELEGATED -> managed(Activity.CREATE, Entity.DELEGATION);
            case DELEGATION_ENDED -> managed(Activity.DELETE, Entity.DELEGATION);
        };
    }

    private static OcsfMeaning call(Severity severity, Status status, Control control) {
        return new OcsfMeaning(
                EventClass.API_ACTIVITY,
                Activity.OF_THE_CALL,
                Entity.NONE,
                Actor.PRINCIPAL,
                severity,
                status,
                control,
                false);
    }

    private static OcsfMeaning check(Status status) {
        var done = done(EventClass.API_ACTIVITY, Activity.READ, Entity.NONE);
        return new OcsfMeaning(
                done.of,
                done.activity,
                done.entity,
                done.actor,
                done.severity,
                status,
                done.control,
                false);
    }

    private static OcsfMeaning managed(Activity activity, Entity entity) {
        return done(EventClass.ENTITY_MANAGEMENT, activity, entity);
    }

    private static OcsfMeaning done(EventClass of, Activity activity, Entity entity) {
        return new OcsfMeaning(
                of,
                activity,
                entity,
                Actor.PRINCIPAL,
                Severity.INFORMATIONAL,
                Status.SUCCESS,
                Control.LOGGED,
                false);
    }

    private OcsfMeaning by(Actor other) {
        return new OcsfMeaning(of, activity, entity, other, severity, status, control, alert);
    }

    private OcsfMeaning asAlert() {
        return new OcsfMeaning(of, activity, entity, actor, severity, status, control, true);
    }
}
