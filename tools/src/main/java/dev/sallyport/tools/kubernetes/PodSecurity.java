package dev.sallyport.tools.kubernetes;

import dev.sallyport.tools.kubernetes.PodSpecs.PodSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;

/// The Pod Security Standards: which level a Pod spec meets, and what keeps it from a stricter one.
///
/// Independent of versions: what some version of the standard refuses is refused here. Exemptions for Windows
/// and user namespaces are not made. A field whose value has an unexpected type counts as a violation.
///
/// @see <a href="https://kubernetes.io/docs/concepts/security/pod-security-standards/">Pod Security Standards</a>
final class PodSecurity {

    static final String RESTRICTED = "restricted";
    static final String BASELINE = "baseline";
    static final String PRIVILEGED = "privileged";
    static final List<String> STRICTEST_FIRST = List.of(RESTRICTED, BASELINE, PRIVILEGED);

    private static final List<String> CONTAINER_LISTS =
            List.of("containers", "initContainers", "ephemeralContainers");
    private static final Set<String> CAPABILITIES =
            Set.of(
                    "AUDIT_WRITE",
                    "CHOWN",
                    "DAC_OVERRIDE",
                    "FOWNER",
                    "FSETID",
                    "KILL",
                    "MKNOD",
                    "NET_BIND_SERVICE",
                    "SETFCAP",
                    "SETGID",
                    "SETPCAP",
                    "SETUID",
                    "SYS_CHROOT");
    private static final Set<String> SELINUX_TYPES =
            Set.of("", "container_t", "container_init_t", "container_kvm_t");
    private static final Set<String> SYSCTLS =
            Set.of(
                    "kernel.shm_rmid_forced",
                    "net.ipv4.ip_local_port_range",
                    "net.ipv4.ip_unprivileged_port_start",
                    "net.ipv4.ping_group_range",
                    "net.ipv4.tcp_syncookies");
    private static final Set<String> PROFILES = Set.of("RuntimeDefault", "Localhost");
    private static final Set<String> RESTRICTED_VOLUMES =
            Set.of(
                    "configMap",
                    "csi",
                    "downwardAPI",
                    "emptyDir",
                    "ephemeral",
                    "persistentVolumeClaim",
                    "projected",
                    "secret");
    private static final String APPARMOR = "container.apparmor.security.beta.kubernetes.io/";
    private static final String SECCOMP_POD = "seccomp.security.alpha.kubernetes.io/pod";
    private static final String SECCOMP_CONTAINER =
            "container.seccomp.security.alpha.kubernetes.io/";

    private final List<Finding> baseline = new ArrayList<>();
    private final List<Finding> restricted = new ArrayList<>();

    /// What keeps a spec from a level.
    ///
    /// @param path of the field in the object
    record Finding(String path, String what) {
        @Override
        public String toString() {
            return path + ": " + what;
        }
    }

    /// @param level the strictest level the spec meets
    /// @param findings what keeps it from the next stricter one; empty at `restricted`
    record Verdict(String level, List<Finding> findings) {
        Verdict {
            findings = List.copyOf(findings);
        }
    }

    private record Container(String path, JsonNode node) {
        JsonNode context() {
            return node.path("securityContext");
        }

        String contextPath() {
            return path + ".securityContext";
        }
    }

    private PodSecurity() {}

    static Verdict judge(PodSpec pod) {
        var checks = new PodSecurity();
        var containers = containers(pod);
        checks.shapes(pod, containers);
        checks.hostNamespaces(pod);
        checks.volumes(pod);
        checks.contexts(pod.spec().path("securityContext"), pod.path() + ".securityContext");
        checks.sysctls(pod);
        checks.annotations(pod);
        for (var container : containers) {
            checks.contexts(container.context(), container.contextPath());
            checks.privileges(container);
            checks.ports(container);
            checks.probes(container);
            checks.restrictedContainer(container);
        }
        checks.restrictedPod(pod, containers);
        if (!checks.baseline.isEmpty()) {
            return new Verdict(PRIVILEGED, checks.baseline);
        }
        return checks.restricted.isEmpty()
                ? new Verdict(RESTRICTED, List.of())
                : new Verdict(BASELINE, checks.restricted);
    }

    private static List<Container> containers(PodSpec pod) {
        var containers = new ArrayList<Container>();
        for (String list : CONTAINER_LISTS) {
            int index = 0;
            for (var item : pod.spec().path(list)) {
                containers.add(new Container(pod.path() + "." + list + "[" + index++ + "]", item));
            }
        }
        return containers;
    }

    /// Whatever is not built as expected could hide something from the checks below.
    private void shapes(PodSpec pod, List<Container> containers) {
        for (String list :
                List.of("containers", "initContainers", "ephemeralContainers", "volumes")) {
            expect(pod.spec().path(list), JsonNode::isArray, pod.path() + "." + list, "a sequence");
        }
        expect(
                pod.spec().path("securityContext"),
                JsonNode::isObject,
                pod.path() + ".securityContext",
                "a mapping");
        expect(pod.annotations(), JsonNode::isObject, pod.annotationsPath(), "a mapping");
        for (var container : containers) {
            if (!container.node().isObject()) {
                baseline.add(new Finding(container.path(), "must be a mapping"));
            }
            expect(container.context(), JsonNode::isObject, container.contextPath(), "a mapping");
            expect(
                    container.node().path("ports"),
                    JsonNode::isArray,
                    container.path() + ".ports",
                    "a sequence");
        }
        int index = 0;
        for (var volume : pod.spec().path("volumes")) {
            if (!volume.isObject()) {
                baseline.add(
                        new Finding(pod.path() + ".volumes[" + index + "]", "must be a mapping"));
            }
            index++;
        }
    }

    private void expect(JsonNode node, Predicate<JsonNode> shape, String path, String name) {
        if (!node.isMissingNode() && !shape.test(node)) {
            baseline.add(new Finding(path, "must be " + name));
        }
    }

    private void hostNamespaces(PodSpec pod) {
        for (String field : List.of("hostNetwork", "hostPID", "hostIPC")) {
            falseOrAbsent(pod.spec().path(field), pod.path() + "." + field);
        }
    }

    private void volumes(PodSpec pod) {
        int index = 0;
        for (var volume : pod.spec().path("volumes")) {
            var path = pod.path() + ".volumes[" + index++ + "]";
            if (volume.has("hostPath")) {
                baseline.add(new Finding(path + ".hostPath", "must not mount the node's files"));
            }
            for (var entry : volume.properties()) {
                if (!entry.getKey().equals("name")
                        && !RESTRICTED_VOLUMES.contains(entry.getKey())) {
                    restricted.add(
                            new Finding(
                                    path + "." + Words.shown(entry.getKey()),
                                    "must be a volume type that restricted knows"));
                }
            }
        }
    }

    /// What Pod and container security contexts have in common.
    private void contexts(JsonNode context, String path) {
        falseOrAbsent(
                context.path("windowsOptions").path("hostProcess"),
                path + ".windowsOptions.hostProcess");
        oneOf(
                context.path("appArmorProfile").path("type"),
                PROFILES,
                path + ".appArmorProfile.type");
        oneOf(context.path("seccompProfile").path("type"), PROFILES, path + ".seccompProfile.type");
        var selinux = context.path("seLinuxOptions");
        oneOf(selinux.path("type"), SELINUX_TYPES, path + ".seLinuxOptions.type");
        oneOf(selinux.path("user"), Set.of(""), path + ".seLinuxOptions.user");
        oneOf(selinux.path("role"), Set.of(""), path + ".seLinuxOptions.role");
        for (String inner :
                List.of("windowsOptions", "appArmorProfile", "seccompProfile", "seLinuxOptions")) {
            expect(context.path(inner), JsonNode::isObject, path + "." + inner, "a mapping");
        }
        var user = context.path("runAsUser");
        if (!user.isMissingNode() && (!user.isIntegralNumber() || user.longValue() == 0)) {
            restricted.add(new Finding(path + ".runAsUser", "must not be 0"));
        }
        var nonRoot = context.path("runAsNonRoot");
        if (!nonRoot.isMissingNode() && !isTrue(nonRoot)) {
            restricted.add(new Finding(path + ".runAsNonRoot", "must not be false"));
        }
    }

    private void privileges(Container container) {
        var context = container.context();
        var path = container.contextPath();
        falseOrAbsent(context.path("privileged"), path + ".privileged");
        oneOf(context.path("procMount"), Set.of("Default"), path + ".procMount");
        var capabilities = context.path("capabilities");
        expect(capabilities, JsonNode::isObject, path + ".capabilities", "a mapping");
        expect(
                capabilities.path("add"),
                JsonNode::isArray,
                path + ".capabilities.add",
                "a sequence");
        int index = 0;
        for (var added : capabilities.path("add")) {
            var where = path + ".capabilities.add[" + index++ + "]";
            var name = added.isString() ? added.stringValue() : "";
            if (!CAPABILITIES.contains(name)) {
                baseline.add(new Finding(where, "must be one of the default capabilities"));
            }
            if (!name.equals("NET_BIND_SERVICE")) {
                restricted.add(new Finding(where, "must be NET_BIND_SERVICE"));
            }
        }
    }

    private void ports(Container container) {
        int index = 0;
        for (var port : container.node().path("ports")) {
            var host = port.path("hostPort");
            boolean unused = host.isIntegralNumber() && host.longValue() == 0;
            if (!port.isObject() || (!host.isMissingNode() && !unused)) {
                baseline.add(
                        new Finding(
                                container.path() + ".ports[" + index + "].hostPort",
                                "must not take a port of the node"));
            }
            index++;
        }
    }

    private void probes(Container container) {
        for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
            hosts(container.node().path(probe), container.path() + "." + probe);
        }
        for (String hook : List.of("postStart", "preStop")) {
            hosts(
                    container.node().path("lifecycle").path(hook),
                    container.path() + ".lifecycle." + hook);
        }
    }

    private void hosts(JsonNode handler, String path) {
        for (String action : List.of("httpGet", "tcpSocket")) {
            oneOf(handler.path(action).path("host"), Set.of(""), path + "." + action + ".host");
        }
    }

    private void sysctls(PodSpec pod) {
        var sysctls = pod.spec().path("securityContext").path("sysctls");
        var path = pod.path() + ".securityContext.sysctls";
        expect(sysctls, JsonNode::isArray, path, "a sequence");
        int index = 0;
        for (var sysctl : sysctls) {
            if (!SYSCTLS.contains(Json.text(sysctl, "name"))) {
                baseline.add(new Finding(path + "[" + index + "].name", "must be a safe sysctl"));
            }
            index++;
        }
    }

    private void annotations(PodSpec pod) {
        for (Map.Entry<String, JsonNode> entry : pod.annotations().properties()) {
            var name = entry.getKey();
            var value = entry.getValue().isString() ? entry.getValue().stringValue() : "?";
            var path = pod.annotationsPath() + "." + Words.shown(name);
            if (name.startsWith(APPARMOR)
                    && !value.isEmpty()
                    && !value.equals("runtime/default")
                    && !value.startsWith("localhost/")) {
                baseline.add(new Finding(path, "must not lift AppArmor"));
            }
            if ((name.equals(SECCOMP_POD) || name.startsWith(SECCOMP_CONTAINER))
                    && !value.equals("runtime/default")
                    && !value.equals("docker/default")
                    && !value.startsWith("localhost/")) {
                baseline.add(new Finding(path, "must not lift seccomp"));
            }
        }
    }

    private void restrictedContainer(Container container) {
        var context = container.context();
        var path = container.contextPath();
        if (!isFalse(context.path("allowPrivilegeEscalation"))) {
            restricted.add(new Finding(path + ".allowPrivilegeEscalation", "must be false"));
        }
        boolean dropsAll =
                context.path("capabilities")
                        .path("drop")
                        .valueStream()
                        .anyMatch(name -> name.isString() && name.stringValue().equals("ALL"));
        if (!dropsAll) {
            restricted.add(new Finding(path + ".capabilities.drop", "must hold ALL"));
        }
    }

    private void restrictedPod(PodSpec pod, List<Container> containers) {
        var context = pod.spec().path("securityContext");
        var path = pod.path() + ".securityContext";
        if (containers.isEmpty()) {
            restricted.add(new Finding(pod.path() + ".containers", "must not be empty"));
        }
        if (!isTrue(context.path("runAsNonRoot"))) {
            for (var container : containers) {
                if (!isTrue(container.context().path("runAsNonRoot"))) {
                    restricted.add(
                            new Finding(
                                    container.contextPath() + ".runAsNonRoot",
                                    "must be true here or in " + path));
                }
            }
        }
        if (context.path("seccompProfile").path("type").isMissingNode()) {
            for (var container : containers) {
                if (container.context().path("seccompProfile").path("type").isMissingNode()) {
                    restricted.add(
                            new Finding(
                                    container.contextPath() + ".seccompProfile.type",
                                    "must be RuntimeDefault or Localhost here or in " + path));
                }
            }
        }
    }

    private void falseOrAbsent(JsonNode node, String path) {
        if (!node.isMissingNode() && !isFalse(node)) {
            baseline.add(new Finding(path, "must not be true"));
        }
    }

    private void oneOf(JsonNode node, Set<String> allowed, String path) {
        if (!node.isMissingNode() && !(node.isString() && allowed.contains(node.stringValue()))) {
            var names = allowed.stream().filter(name -> !name.isEmpty()).sorted().toList();
            baseline.add(
                    new Finding(
                            path,
                            names.isEmpty()
                                    ? "must not be set"
                                    : "must be " + String.join(" or ", names)));
        }
    }

    private static boolean isTrue(JsonNode node) {
        return node.isBoolean() && node.booleanValue();
    }

    private static boolean isFalse(JsonNode node) {
        return node.isBoolean() && !node.booleanValue();
    }
}
