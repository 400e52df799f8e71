package dev.sallyport.server.cli;

import dev.sallyport.audit.AuditVerifier.BodyScope;
import dev.sallyport.audit.SetVerification;
import dev.sallyport.audit.SetVerification.Gap;
import dev.sallyport.audit.SetVerification.Result;
import dev.sallyport.audit.SetVerifier;
import dev.sallyport.audit.Verification;
import dev.sallyport.audit.VerifierKey;
import dev.sallyport.masking.Visible;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.node.JsonNodeFactory;

/// `sallyport audit verify --set`: the logs of several gates, each by itself and against each other.
final class AuditSet {

    private AuditSet() {}

    /// @return the exit status, as `audit verify` has it for one log
    static int verify(List<Path> logs, List<VerifierKey> keys, BodyScope bodies, Printer printer) {
        if (logs.size() < 2 || logs.size() > SetVerifier.LOGS_MAX) {
            throw CliException.usage(
                    "--set takes the directories of 2 to " + SetVerifier.LOGS_MAX + " logs");
        }
        var found = found(logs, keys, bodies, printer);
        if (printer.json()) {
            printer.out().println(AsciiJson.of(json(found)));
        } else {
            print(found, printer);
        }
        return switch (found.result()) {
            case SOUND -> 0;
            case TAMPERED -> 1;
            case UNREADABLE -> 2;
            case ROLLED_BACK -> 3;
        };
    }

    private static SetVerification found(
            List<Path> logs, List<VerifierKey> keys, BodyScope bodies, Printer printer) {
        var scratch = Path.of(System.getProperty("java.io.tmpdir"));
        try {
            return SetVerifier.verify(logs, keys, bodies, scratch, printer.progress());
        } catch (IOException e) {
            throw CliException.usage(
                    "what the logs say of calls cannot be compared: no room in `" + scratch + "`",
                    e);
        }
    }

    private static void print(SetVerification found, Printer printer) {
        for (var each : found.logs()) {
            var to =
                    each.verification() instanceof Verification.Sound
                            ? printer.out()
                            : printer.err();
            to.println(Visible.line(each.directory() + ": " + each.verification().headline()));
            if (each.verification() instanceof Verification.Sound sound) {
                VerificationText.key(sound, printer);
            }
        }
        found.faults().forEach(fault -> printer.err().println(Visible.line(fault.message())));
        if (found.faultCount() > found.faults().size()) {
            printer.err().println("and " + (found.faultCount() - found.faults().size()) + " more");
        }
        found.gaps().forEach(gap -> VerificationText.line(printer, "gap", text(gap)));
        if (found.result() == Result.SOUND) {
            printer.out().println("sound together: " + found.logs().size() + " logs");
        } else if (found.faultCount() > 0) {
            printer.err().println("the logs do not fit together");
        }
    }

    private static String text(Gap gap) {
        return gap.directory()
                + " was closed from "
                + gap.before()
                + " to "
                + gap.after()
                + (gap.stopped() ? "" : ", without a stop on record,")
                + " while another was open; record "
                + gap.next()
                + " comes next";
    }

    private static String json(SetVerification found) {
        var json = JsonNodeFactory.instance.objectNode();
        json.put("result", VerificationText.name(found.result()));
        var logs = json.putArray("logs");
        found.logs()
                .forEach(each ->
                        logs.add(
                                VerificationText.json(each.verification())
                                        .put("directory", each.directory().toString())));
        json.put("faults", found.faultCount());
        var shown = json.putArray("first_faults");
        found.faults()
                .forEach(fault ->
                        shown.addObject()
                                .put("kind", VerificationText.name(fault.kind()))
                                .put("message", fault.message()));
        var gaps = json.putArray("gaps");
        found.gaps()
                .forEach(gap ->
                        gaps.addObject()
                                .put("directory", gap.directory().toString())
                                .put("before", gap.before().toString())
                                .put("after", gap.after().toString())
                                .put("next", gap.next())
                                .put("stopped", gap.stopped()));
        return json.toString();
    }
}
