package dev.sallyport.server.call;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.FactDefinition.Place;
import dev.sallyport.policy.FactDefinition.TextFact;
import dev.sallyport.policy.FactDefinition.Unit;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.ObligationDefinition.LimitObligation;
import dev.sallyport.policy.Obligations;
import dev.sallyport.policy.ToolTerms;
import dev.sallyport.tools.CallControl;
import dev.sallyport.tools.Plan;
import dev.sallyport.tools.Preview;
import dev.sallyport.tools.Refusal;
import dev.sallyport.tools.Tool;
import dev.sallyport.tools.ToolCall;
import dev.sallyport.tools.ToolDescription;
import dev.sallyport.tools.ToolDescription.Impact;
import dev.sallyport.tools.ToolFamily;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Writes notes into notebooks that are lists in memory, and does on the way what a test tells it to.
public final class NoteTool implements Tool, ToolFamily {

    public static final String NAME = "write_note";

    /// What a test hangs into one step of the tool.
    @FunctionalInterface
    public interface Step {
        void at(Plan plan, CallControl control);
    }

    /// Every note that was written.
    public final List<String> written = new CopyOnWriteArrayList<>();

    public volatile Runnable whilePlanning = () -> {};
    public volatile Runnable whilePreviewing = () -> {};
    public volatile Step whileExecuting = (_, _) -> {};
    public volatile UnaryOperator<ObjectNode> result = UnaryOperator.identity();
    public volatile Optional<Refusal> previewRefusal = Optional.empty();
    public volatile Supplier<String> health = () -> "";
    public volatile boolean irreversible = true;

    /// Whether the plan holds the call's id, so that the same call sent again is another plan, as a push is.
    public volatile boolean numbered = true;

    public volatile List<String> unseen = List.of();
    private final Impact impact;

    public NoteTool() {
        this(Impact.WRITE);
    }

    NoteTool(Impact impact) {
        this.impact = impact;
    }

    @Override
    public ToolDescription description() {
        return new ToolDescription(
                NAME,
                "Write a note",
                "Writes one note.",
                impact,
                json(
                        """
                        {"type": "object", "additionalProperties": false, "required": ["notebook", "text"], "properties": {
                          "notebook": {"type": "string", "description": "Where."},
                          "page": {"type": "string", "maxLength": 20, "description": "Which page."},
                          "text": {"type": "string", "maxLength": 1000},
                          "reason": {"type": "string", "maxLength": 1000}}}
                        """),
                json("{\"written\": {\"type\": \"string\"}}"),
                "notebook",
                List.of("shared", "guarded", "private"),
                Map.of("notebook", "notebook", "page", "page"),
                new ToolTerms(
                        NAME,
                        Optional.of("notebook"),
                        List.of(
                                new TextFact("notebook", "notebook", Place.ON, "the notebook"),
                                new TextFact("page", "page", Place.ON, "the page")),
                        List.of(new LimitObligation("letters", Unit.COUNT, 100, "how long"))));
    }

    /// A page `missing` is refused, and so tells whoever may know that it does not exist.
    @Override
    public Planning plan(ToolCall call) {
        whilePlanning.run();
        var notebook = call.arguments().path("notebook").stringValue();
        var page = call.arguments().path("page").asString("first");
        var access =
                new Access(
                        "note.write",
                        notebook + "/" + page,
                        Map.of("notebook", FactValue.text(notebook), "page", FactValue.text(page)));
        if (page.equals("missing")) {
            return new Planning.Refused(
                    Refusal.failed("NO_SUCH_PAGE", "there is no page `missing`.", ""),
                    List.of(access));
        }
        var normalised = JsonNodeFactory.instance.objectNode();
        normalised.put("text", call.arguments().path("text").stringValue());
        if (numbered) {
            normalised.put("call_id", call.callId());
        }
        return new Planning.Planned(
                new Plan(NAME, notebook, List.of(access), normalised, "write into " + notebook));
    }

    @Override
    public Previewing preview(Plan plan, Obligations obligations) {
        whilePreviewing.run();
        if (previewRefusal.isPresent()) {
            return new Previewing.Refused(previewRefusal.get());
        }
        return new Previewing.Previewed(
                new Preview(
                        "write a note",
                        List.of(
                                new Preview.Section(
                                        "Note",
                                        Preview.Kind.TEXT,
                                        plan.normalised().path("text").stringValue())),
                        JsonNodeFactory.instance.objectNode(),
                        unseen));
    }

    @Override
    public boolean irreversible(Plan plan) {
        return irreversible;
    }

    @Override
    public Execution execute(
            Plan plan, Obligations obligations, Optional<Preview> reviewed, CallControl control) {
        whileExecuting.at(plan, control);
        var text = plan.normalised().path("text").stringValue();
        written.add(text);
        var done = JsonNodeFactory.instance.objectNode().put("written", text);
        return new Execution.Done(result.apply(done), 1);
    }

    @Override
    public List<Tool> tools() {
        return List.of(this);
    }

    @Override
    public List<Check> checks() {
        return List.of(new Check("shared", () -> health.get()));
    }

    @Override
    public void close() {}

    private static ObjectNode json(String text) {
        return (ObjectNode) JsonMapper.shared().readTree(text);
    }
}
