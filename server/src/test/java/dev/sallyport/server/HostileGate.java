package dev.sallyport.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.ApproverSet;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.Obligations;
import dev.sallyport.policy.Principal;
import dev.sallyport.server.approval.ApprovalRequest;
import dev.sallyport.server.approval.ApprovalRequest.Verdict;
import dev.sallyport.server.approval.Ballot;
import dev.sallyport.server.approval.Decided;
import dev.sallyport.server.approval.Delegation;
import dev.sallyport.server.approval.Desk;
import dev.sallyport.server.approval.HiddenValues;
import dev.sallyport.server.approval.NewRequest;
import dev.sallyport.server.approval.Requested;
import dev.sallyport.server.call.Caller;
import dev.sallyport.server.call.NoteTool;
import dev.sallyport.server.call.ToolGate.Answer;
import dev.sallyport.server.hostile.Attack;
import dev.sallyport.server.identity.Presence;
import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.Plan;
import dev.sallyport.tools.Preview;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// A whole gate, and for each attack calls, decisions and delegations of which every text is that attack.
public final class HostileGate implements AutoCloseable {

    static final Principal EDITOR = Principal.human("user:editor", Set.of());

    private final Instant now = Instant.now();

    public final TestGate gate;

    /// The requests of which all is hostile, by the number of their attack.
    final Map<Integer, ApprovalRequest> requests = new ConcurrentSkipListMap<>();

    /// The ids of calls of the same attacks that went all the way.
    final Map<Integer, String> calls = new ConcurrentSkipListMap<>();

    /// @param settings further sections of the configuration
    public HostileGate(Path directory, NoteTool tool, String settings) throws IOException {
        Files.writeString(directory.resolve("policy.yaml"), policy());
        gate = new TestGate(directory, tool, settings);
    }

    /// Together, since most of the time goes by in waiting for the disk.
    public void fillAll() {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var filled =
                    Attack.all().stream()
                            .map(attack -> threads.submit(() -> fill(attack)))
                            .toList();
            for (var one : filled) {
                one.get();
            }
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /// With the texts of all attacks.
    private static String policy() {
        var roles = new StringBuilder();
        for (var attack : Attack.all()) {
            roles.append(
                    "  hostile%d: { description: \"%s\" }\n"
                            .formatted(attack.number(), inYaml(marked(attack))));
        }
        return ConsoleGateFixture.POLICY
                .replace("separate:", roles + "separate:")
                .replace(", when: { days: [mon], hours: [\"00:00-06:00\"], zone: UTC }", "")
                .replace("letters: 50", "letters: 100");
    }

    private static String inYaml(String text) {
        var yaml = new StringBuilder();
        text.codePoints()
                .filter(cp -> cp > 0 && !(cp >= 0xD800 && cp <= 0xDFFF))
                .forEach(cp -> yaml.append("\\U").append(HexFormat.of().toHexDigits(cp)));
        return yaml.toString();
    }

    /// A text of which a reader can tell whose it is.
    public static String marked(Attack attack) {
        return attack.text() + " " + mark(attack);
    }

    public static String mark(Attack attack) {
        return "n%03d.".formatted(attack.number());
    }

    /// What is no text at all is refused at the doors.
    public static boolean isText(Attack attack) {
        return !attack.kind().equals("surrogate");
    }

    void fill(Attack attack) {
        if (!isText(attack)) {
            return;
        }
        requests.put(attack.number(), hold(attack));
        calls.put(attack.number(), idOf(call(attack, "shared")));
        var _ = call(attack, "private");
        var _ = call(attack, "guarded");
        var _ =
                gate.gate
                        .delegations()
                        .give(
                                Principal.human("user:" + marked(attack), Set.of()),
                                Set.of("editor"),
                                Optional.empty(),
                                Presence.WITH_KEY,
                                new Delegation.Terms(
                                        "user:ben " + marked(attack),
                                        Set.of(),
                                        now,
                                        now.plus(Duration.ofHours(1))));
    }

    private static String idOf(ObjectNode reply) {
        return reply.path("call_id").stringValue();
    }

    /// Through the tool, as an agent does it.
    ObjectNode call(Attack attack, String notebook) {
        var text = marked(attack);
        var arguments =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("notebook", notebook)
                        .put("text", text)
                        .put("reason", text);
        if (attack.text().codePointCount(0, attack.text().length()) <= 20) {
            arguments.put("page", attack.text());
        }
        return answer(attack, NoteTool.NAME, arguments);
    }

    private ObjectNode answer(Attack attack, String tool, ObjectNode arguments) {
        var text = marked(attack);
        var caller =
                new Caller(
                        agent(attack, Set.of("writers", "g " + text)),
                        "session " + text,
                        "client " + text,
                        "http",
                        Duration.ZERO);
        var answer = gate.gate.tools().call(caller, tool, arguments, CallControl.uncancellable());
        return ((Answer.Reply) answer).structured();
    }

    /// What an agent is answered whose call was rejected for that reason, or was not even held.
    ObjectNode rejected(Attack attack) {
        var asked = call(attack, "guarded");
        if (!asked.has("approval_id")) {
            return asked;
        }
        var id = asked.path("approval_id").stringValue();
        var held = gate.gate.approvals().find(id).orElseThrow();
        var decided = decide(held, Verdict.REJECT, marked(attack));
        assertThat(decided).isInstanceOf(Decided.Accepted.class);
        return answer(
                attack,
                "await_approval",
                JsonNodeFactory.instance
                        .objectNode()
                        .put("approval_id", id)
                        .put("wait_seconds", 0));
    }

    private Decided decide(ApprovalRequest request, Verdict verdict, String reason) {
        int hidden = HiddenValues.of(request, text -> text).count();
        return Desk.decide(
                gate.gate.approvals(),
                request.id(),
                EDITOR,
                Set.of("editor"),
                new Ballot(
                        verdict,
                        request.digest(),
                        reason,
                        Optional.empty(),
                        hidden,
                        Presence.WITH_KEY));
    }

    private static Principal agent(Attack attack, Set<String> groups) {
        return new Principal(
                "client:" + marked(attack),
                Principal.Kind.AGENT,
                Optional.of(Principal.human("user:olga " + marked(attack), groups)),
                groups);
    }

    /// A request that has the attack wherever there is a text. Every third is approved, every third rejected.
    private ApprovalRequest hold(Attack attack) {
        var text = marked(attack);
        var normalised = JsonNodeFactory.instance.objectNode().put("text", text).put(text, 1);
        var access =
                new Access(
                        text,
                        text,
                        Map.of(
                                "notebook",
                                FactValue.text(text),
                                text,
                                FactValue.texts(Set.of(text, "other " + text))));
        var asked =
                new NewRequest(
                        agent(attack, Set.of(text)),
                        text,
                        text,
                        text,
                        new Plan(NoteTool.NAME, text, List.of(access), normalised, text),
                        new Obligations(List.of()),
                        new Preview(
                                text,
                                sections(text),
                                JsonNodeFactory.instance.objectNode().put(text, text),
                                List.of(text)),
                        List.of(new ApproverSet("editor", 1)),
                        List.of(text, text + "/hold/0123456789ab"),
                        "0".repeat(64),
                        text);
        var held = ((Requested.Held) gate.gate.approvals().request(asked)).request();
        if (attack.number() % 3 > 0) {
            var verdict = attack.number() % 3 == 1 ? Verdict.APPROVE : Verdict.REJECT;
            var decided = decide(held, verdict, text);
            assertThat(decided).isInstanceOf(Decided.Accepted.class);
        }
        return held;
    }

    private static List<Preview.Section> sections(String text) {
        var sections = new ArrayList<Preview.Section>();
        for (var kind : Preview.Kind.values()) {
            sections.add(new Preview.Section(text, kind, text + "\n" + text + "\n" + text));
        }
        sections.add(new Preview.Section(text, Preview.Kind.DIFF, diff(text)));
        return sections;
    }

    /// Of a file, a branch and a message with that name.
    private static String diff(String text) {
        return """
        commit of %1$s
        diff --git a/%1$s b/%1$s
        --- a/%1$s
        +++ b/%1$s
        @@ -1 +1 @@ %1$s
        -%1$s
        +%1$s
        """
                .formatted(text);
    }

    /// The one of which all is that attack.
    public ApprovalRequest request(Attack attack) {
        return Objects.requireNonNull(requests.get(attack.number()));
    }

    /// The id of a call of that attack that went all the way.
    public String callId(Attack attack) {
        return Objects.requireNonNull(calls.get(attack.number()));
    }

    @Override
    public void close() {
        gate.close();
    }
}
