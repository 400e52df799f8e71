package dev.sallyport.examples.benchmark;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.Gate;
import dev.sallyport.server.GateServer;
import dev.sallyport.server.call.Caller;
import dev.sallyport.server.call.ToolGate.Answer;
import dev.sallyport.server.config.ConfigurationReader;
import dev.sallyport.server.identity.ApiKeys.Creation;
import dev.sallyport.tools.CallControl;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import tools.jackson.databind.node.JsonNodeFactory;

/// What calls cost that wait for a human, all at once, in a gate with nothing left out: first through the gate's pipeline
/// alone, then each over an HTTP connection of its own, from a client that is another process. They are agents'
/// `await_approval`, which blocks as the held call itself does, for 45 s at most; as many are counted as wait after 40.
///
/// Ends with 1 when a call costs 20 KB or more.
final class WaitingCalls {

    private static final long BYTES_BELOW = 20_000;

    private static final long SETTLED_BYTES = 100_000;

    /// Calls of one principal; a gate takes 1,024.
    private static final int PER_AGENT = 1_000;

    /// Frames of compiled code take far less than interpreted ones, and a gate that 10,000 wait at is warm.
    private static final int WARM_UP = 6_000;

    private static final int WAIT_SECONDS = 45;

    /// They wait for at most 45 s.
    private static final Duration OPENED_WITHIN = Duration.ofSeconds(40);

    private static final String POLICY =
            """
            roles:
              agent:
                hold:
                  - tools: [modify_database]
                    on: { database: shop }
                    approvers: { role: dba, quorum: 1 }
              dba: { console: [approve] }
            bindings:
              - { role: agent, to: ["group:agents"] }
              - { role: dba, to: ["user:ana"] }
            """;

    private final Gate gate;

    private WaitingCalls(Path directory) throws Exception {
        Files.writeString(directory.resolve("policy.yaml"), POLICY);
        var file = directory.resolve("sallyport.yaml");
        Files.writeString(
                file,
                """
                server: { listen: "127.0.0.1:0" }
                policy: policy.yaml
                databases: { shop: { url: "jdbc:sqlite:%s" } }
                audit: { directory: audit, key: keys/audit-key }
                state: { url: "jdbc:sqlite:state.db" }
                """
                        .formatted(shop(directory)));
        gate = Gate.open(ConfigurationReader.read(file, Map.of()));
    }

    private static Path shop(Path directory) throws Exception {
        var file = directory.resolve("shop.db");
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                var statement = connection.createStatement()) {
            statement.execute("create table orders (id integer primary key, total integer)");
            statement.execute("insert into orders values (1, 10)");
        }
        return file;
    }

    /// @param arguments how many calls; 10,000 without
    public static void main(String[] arguments) throws Exception {
        int calls = arguments.length == 0 ? 10_000 : Integer.parseInt(arguments[0]);
        var directory = Files.createTempDirectory("sallyport-waiting");
        var waiting = new WaitingCalls(directory);
        boolean good;
        try (var _ = waiting.gate;
                var server = GateServer.start(waiting.gate)) {
            good = waiting.measure(server, calls);
        } finally {
            RecordedMonth.delete(directory);
        }
        System.exit(good ? 0 : 1);
    }

    private boolean measure(GateServer server, int calls) throws Exception {
        var agents = agents(calls);
        try (var client = client(server, agents, WARM_UP, 1)) {
            client.awaitOpened();
            awaitNone();
        }
        boolean good;
        var control = new Cancellation();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            good =
                    measure(
                            "through the pipeline",
                            calls,
                            () -> inside(threads, agents, calls, control));
            control.cancel();
        }
        awaitNone();
        try (var clients = new Clients()) {
            return measure(
                            "over HTTP",
                            calls,
                            () -> clients.all.add(client(server, agents, calls, WAIT_SECONDS)))
                    && good;
        }
    }

    /// Of all calls at once.
    private static final class Cancellation implements CallControl {
        private final Set<Runnable> actions = ConcurrentHashMap.newKeySet();
        private volatile boolean cancelled;

        void cancel() {
            cancelled = true;
            actions.forEach(Runnable::run);
        }

        @Override
        public boolean cancelled() {
            return cancelled;
        }

        @Override
        public Registration onCancel(Runnable action) {
            actions.add(action);
            return () -> actions.remove(action);
        }

        @Override
        public void progress(String message) {
            // Nobody listens.
        }
    }

    private interface Start {
        void all() throws IOException;
    }

    private boolean measure(String how, int calls, Start start) throws IOException {
        long before = settled();
        long directBefore = direct();
        long begun = System.nanoTime();
        start.all();
        await(calls);
        var took = Duration.ofNanos(System.nanoTime() - begun);
        int waiting = gate.approvals().waiting();
        long heap = (live() - before) / waiting;
        long direct = (direct() - directBefore) / waiting;
        System.out.printf(
                Locale.ROOT,
                "%d calls wait at once, %s: %.1f KB of live heap and %.1f KB of direct memory each; %d threads of the"
                        + " platform; after %.1f s%n",
                waiting,
                how,
                heap / 1000.0,
                direct / 1000.0,
                ManagementFactory.getThreadMXBean().getThreadCount(),
                took.toMillis() / 1000.0);
        return waiting == calls && heap + direct < BYTES_BELOW;
    }

    private void inside(
            ExecutorService threads, List<Agent> agents, int calls, CallControl control) {
        for (int i = 0; i < calls; i++) {
            var agent = agents.get(i % agents.size());
            threads.execute(() -> {
                var arguments = JsonNodeFactory.instance.objectNode();
                arguments.put("approval_id", agent.approvalId()).put("wait_seconds", WAIT_SECONDS);
                var _ =
                        gate.tools()
                                .call(
                                        caller(agent.principal()),
                                        "await_approval",
                                        arguments,
                                        control);
            });
        }
    }

    private List<Agent> agents(int calls) {
        var agents = new ArrayList<Agent>();
        for (int i = 0; i * PER_AGENT < calls; i++) {
            agents.add(hold("agent-" + i, i));
        }
        return agents;
    }

    /// Clients that were started; all of them end with it.
    private record Clients(List<Client> all) implements AutoCloseable {
        Clients() {
            this(new ArrayList<>());
        }

        @Override
        public void close() {
            all.forEach(Client::close);
        }
    }

    /// Who waits, and for what.
    private record Agent(Principal principal, String token, String approvalId) {}

    private Agent hold(String name, int number) {
        if (!(gate.keys().create(name, Set.of("agents"), false, Optional.empty())
                instanceof Creation.Created(var token, var principal))) {
            throw new IllegalStateException("no key for " + name);
        }
        var arguments = JsonNodeFactory.instance.objectNode();
        arguments.put("database", "shop").put("reason", "paid");
        arguments.put("sql", "update orders set total = " + number + " where id = 1");
        var answer =
                gate.tools()
                        .call(
                                caller(principal),
                                "modify_database",
                                arguments,
                                CallControl.uncancellable());
        if (answer instanceof Answer.Reply(var reply, _) && reply.has("approval_id")) {
            return new Agent(principal, token, reply.path("approval_id").stringValue());
        }
        throw new IllegalStateException("not held: " + answer);
    }

    private static Caller caller(Principal principal) {
        return new Caller(principal, "session", "benchmark", "http", Duration.ZERO);
    }

    private Client client(GateServer server, List<Agent> agents, int calls, int waitSeconds)
            throws IOException {
        var process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                WaitingClient.class.getName(),
                                Integer.toString(server.port()),
                                Integer.toString(calls),
                                Integer.toString(waitSeconds))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        var out = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        agents.forEach(agent -> out.println(agent.token() + " " + agent.approvalId()));
        out.println();
        return new Client(process);
    }

    /// The process that waits; it hangs up when it ends.
    private record Client(Process process) implements AutoCloseable {

        void awaitOpened() throws IOException {
            if (process.getInputStream().read() < 0) {
                throw new IOException("the client ended before it had sent every call");
            }
        }

        @Override
        public void close() {
            process.destroy();
            process.onExit().join();
        }
    }

    private void await(int calls) {
        var end = System.nanoTime() + OPENED_WITHIN.toNanos();
        while (gate.approvals().waiting() < calls && System.nanoTime() < end) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private void awaitNone() {
        while (gate.approvals().waiting() > 0) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    private static long live() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /// Of a gate that is done with what was before: connections whose client has gone are noticed a moment later.
    private static long settled() {
        long last = live();
        for (int i = 0; i < 50; i++) {
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
            long now = live();
            if (Math.abs(last - now) < SETTLED_BYTES) {
                return now;
            }
            last = now;
        }
        return last;
    }

    private static long direct() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
