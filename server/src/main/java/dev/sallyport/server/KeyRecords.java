package dev.sallyport.server;

import dev.sallyport.audit.AuditLog;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.AuditUnavailableException;
import dev.sallyport.audit.Stage;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.call.CallRecords;
import dev.sallyport.server.call.UnrecordedException;
import dev.sallyport.server.console.KeyRecord;
import dev.sallyport.server.identity.ApiKey;
import dev.sallyport.server.identity.ApiKeys;

/// API keys in the audit log. Safe from many threads.
record KeyRecords(AuditLog log, ApiKeys keys) implements KeyRecord {

    void made(ApiKey key) {
        var record = record(Stage.KEY_CREATED, key);
        key.replaces().ifPresent(old -> replaced(record, old));
        var _ = log.append(record.build());
    }

    /// By whoever runs the gate.
    void revoked(ApiKey key) {
        var _ = log.append(record(Stage.KEY_REVOKED, key).build());
    }

    @Override
    public void revoked(ApiKey key, Principal by) {
        try {
            var _ =
                    log.append(
                            record(Stage.KEY_REVOKED, key)
                                    .principal(CallRecords.principal(by, "", "console"))
                                    .build());
        } catch (AuditUnavailableException e) {
            throw new UnrecordedException(
                    "that the key `" + key.name() + "` is revoked cannot be put on record", e);
        }
    }

    private static AuditRecord.Builder record(Stage stage, ApiKey key) {
        var record =
                AuditRecord.of(stage)
                        .detail("key_id", key.keyId())
                        .detail("key_of", key.principal().subject())
                        .detail(
                                "groups",
                                String.join(
                                        " ", key.principal().groups().stream().sorted().toList()));
        key.principal()
                .confinedTo()
                .ifPresent(roles -> record.detail("confined_to", String.join(" ", roles)));
        key.expires().ifPresent(at -> record.detail("expires", at.toString()));
        return record;
    }

    /// A rotation is on record as the new key, with which one it replaces and until when that works.
    private void replaced(AuditRecord.Builder record, String old) {
        record.detail("replaces", old);
        keys.find(old)
                .flatMap(ApiKey::expires)
                .ifPresent(at -> record.detail("replaced_works_until", at.toString()));
    }
}
