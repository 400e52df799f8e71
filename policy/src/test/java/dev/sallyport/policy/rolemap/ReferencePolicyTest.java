package dev.sallyport.policy.rolemap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.policy.Effect;
import dev.sallyport.policy.Principal;
import dev.sallyport.policy.Reach;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReferencePolicyTest {

    private static final Instant NOW = Instant.EPOCH;
    private final RoleMap roleMap = TestPolicies.resource("reference.yaml");

    @Test
    void aPrincipalHasTheRolesOfItsSubjectAndGroupsWithIncludes() {
        assertThat(roleMap.roles(agent("client:coding-agent"), NOW))
                .containsExactly("analyst", "developer");
        assertThat(roleMap.roles(agent("client:other", "agents"), NOW))
                .containsExactly("analyst", "developer");
        assertThat(roleMap.roles(agent("client:other", "strangers"), NOW)).isEmpty();
        assertThat(roleMap.roles(agent("agents"), NOW)).isEmpty();
    }

    @Test
    void consoleRightsComeFromEveryRole() {
        var ana =
                new Principal(
                        "user:ana@example.com",
                        Principal.Kind.HUMAN,
                        Optional.empty(),
                        Set.of("auditors"));

        assertThat(roleMap.consoleRights(ana, NOW))
                .containsExactly(ConsoleRight.APPROVE, ConsoleRight.AUDIT);
        assertThat(roleMap.consoleRights(agent("client:coding-agent"), NOW)).isEmpty();
    }

    @Test
    void reachNamesThePlacesOfPermitsAndHolds() {
        var reach = roleMap.reach(agent("client:coding-agent"), "apply_manifest", NOW);

        assertThat(reach)
                .containsExactly(
                        new Reach(
                                "apply_manifest",
                                Effect.PERMIT,
                                Map.of(
                                        "cluster",
                                        List.of("dev"),
                                        "kind",
                                        List.of(
                                                "ConfigMap",
                                                "Deployment",
                                                "Ingress",
                                                "Job",
                                                "Service"),
                                        "namespace",
                                        List.of("sandbox"))),
                        new Reach(
                                "apply_manifest", Effect.HOLD, Map.of("cluster", List.of("prod"))));
        assertThat(roleMap.reach(agent("client:other"), "apply_manifest", NOW)).isEmpty();
        assertThat(roleMap.reach(agent("client:coding-agent"), "no_such_tool", NOW)).isEmpty();
    }

    private static Principal agent(String subject, String... groups) {
        return new Principal(
                subject, Principal.Kind.AGENT, Optional.empty(), Set.copyOf(List.of(groups)));
    }
}
