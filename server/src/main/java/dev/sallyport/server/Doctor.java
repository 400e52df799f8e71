package dev.sallyport.server;

import dev.sallyport.server.config.Configuration;
import dev.sallyport.server.export.ExportProbe;
import dev.sallyport.server.identity.oidc.Issuers;
import dev.sallyport.server.notify.Notifications;
import dev.sallyport.server.rules.PolicyFile;
import dev.sallyport.server.state.StateException;
import dev.sallyport.server.tls.TlsFiles;
import dev.sallyport.server.witness.WitnessProbe;
import dev.sallyport.tools.ToolFamily;
import dev.sallyport.tools.ToolFamily.Health;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/// Looks at everything a configuration names, without changing any of it and beside a gate that may be running.
public final class Doctor {

    private Doctor() {}

    public static List<Health> examine(Configuration configuration) {
        var findings = new ArrayList<Health>();
        findings.add(
                new Health("role map " + configuration.policy(), policyProblem(configuration)));
        configuration
                .server()
                .tls()
                .ifPresent(tls ->
                        findings.add(new Health("TLS", TlsFiles.problem(tls, Clock.systemUTC()))));
        findings.add(new Health("state", stateProblem(configuration)));
        try (var issuers = Issuers.open(configuration.identity(), _ -> false, Clock.systemUTC())) {
            issuers.problems()
                    .forEach((issuer, problem) ->
                            findings.add(new Health("issuer " + issuer, problem)));
        }
        Notifications.problems(configuration.approvals().notifications())
                .forEach((channel, problem) ->
                        findings.add(new Health("notify " + channel, problem)));
        ExportProbe.problems(configuration.audit().exports())
                .forEach((place, problem) -> findings.add(new Health("export " + place, problem)));
        WitnessProbe.problems(configuration.audit())
                .forEach((witness, problem) ->
                        findings.add(new Health("witness " + witness, problem)));
        for (ToolFamily family :
                Targets.open(configuration, Clock.systemUTC(), new SecureRandom()).families()) {
            try (family) {
                family.health()
                        .forEach(health ->
                                findings.add(
                                        new Health(
                                                Targets.kind(family) + " " + health.target(),
                                                health.problem())));
            }
        }
        return List.copyOf(findings);
    }

    private static String policyProblem(Configuration configuration) {
        return switch (PolicyFile.read(
                configuration.policy(), ToolWords.all(), configuration.targetLabels())) {
            case PolicyFile.Read.Good _ -> "";
            case PolicyFile.Read.Bad(var problems) -> String.join("; ", problems);
        };
    }

    private static String stateProblem(Configuration configuration) {
        try (var _ = Gate.openState(configuration)) {
            return "";
        } catch (StateException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
