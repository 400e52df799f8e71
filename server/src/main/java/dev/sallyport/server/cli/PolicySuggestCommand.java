package dev.sallyport.server.cli;

import dev.sallyport.audit.AuditFilter;
import dev.sallyport.audit.AuditRecord;
import dev.sallyport.audit.LoggedRecord;
import dev.sallyport.audit.Stage;
import dev.sallyport.policy.Access;
import dev.sallyport.policy.history.PastCall;
import dev.sallyport.policy.history.Suggestion;
import dev.sallyport.policy.history.Verdict;
import dev.sallyport.policy.rolemap.RoleMap;
import dev.sallyport.server.ToolWords;
import dev.sallyport.server.history.RecordedCall;
import dev.sallyport.server.rules.PolicyFile;
import dev.sallyport.server.rules.PolicyFile.Read;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.JsonNodeFactory;

/// `sallyport policy suggest`: the smallest role that would have sufficed for what was done.
@Command(
        name = "suggest",
        description =
                "Writes the smallest role map under which a principal's completed calls could have run.",
        footer = {
            "",
            "Exit status: 0 there is something to suggest, 1 no completed call is on record."
        },
        mixinStandardHelpOptions = true)
final class PolicySuggestCommand implements Callable<Integer> {

    private static final int ROLE_LENGTH_MAX = 56;
    private static final int RESOURCES_MAX = 3;

    @Mixin private ConfigOption config = new ConfigOption();

    @Mixin private RecordOption record = new RecordOption();

    @Option(
            names = "--principal",
            required = true,
            paramLabel = "P",
            description =
                    "Whom the role is for: client:NAME or user:NAME; repeatable, a role each.")
    private List<String> principals = List.of();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        var configuration = config.read();
        var tools = ToolWords.all();
        var labels = configuration.targetLabels();
        var inForce =
                switch (PolicyFile.read(configuration.policy(), tools, labels)) {
                    case Read.Good(var roleMap) -> roleMap;
                    case Read.Bad(var problems) ->
                            throw CliException.usage(
                                    "the role map cannot be used:\n" + String.join("\n", problems));
                };
        var suggestions = new TreeMap<String, Suggestion>();
        principals.forEach(who -> suggestions.put(who, new Suggestion(tools, who)));
        record.read(
                configuration.audit().directory(),
                filter(),
                logged -> add(logged, suggestions),
                TerminalProgress.on(config.err(), json));
        var roles = new ArrayList<Suggestion.Role>();
        var names = new HashSet<String>();
        suggestions
                .values()
                .forEach(each -> roles.add(each.role(name(each.subject(), names), inForce)));
        var policy = Suggestion.print(roles);
        if (RoleMap.parse("suggested.yaml", policy, tools, labels)
                instanceof RoleMap.Parsed.Invalid(var problems)) {
            throw new IllegalStateException("a suggestion that does not read back: " + problems);
        }
        print(policy, roles, suggestions);
        return roles.stream().anyMatch(role -> role.calls() > 0) ? 0 : 1;
    }

    /// One principal is found without reading the others' records.
    private AuditFilter filter() {
        var filter =
                AuditFilter.ALL.withStages(Set.of(Stage.RECEIVED, Stage.OUTCOME, Stage.DENIED));
        return principals.size() == 1 ? filter.withPrincipal(principals.getFirst()) : filter;
    }

    private static void add(LoggedRecord logged, Map<String, Suggestion> suggestions) {
        var record = logged.record();
        var suggestion =
                record.principal().map(AuditRecord.Principal::subject).map(suggestions::get);
        if (suggestion.isEmpty() || record.callId().isEmpty()) {
            return;
        }
        var to = suggestion.get();
        switch (RecordedCall.of(logged)) {
            case RecordedCall.Decided(var call, var approvers) -> {
                if (call.verdict() instanceof Verdict.Denied(var reason)) {
                    to.denied(call, reason + resources(call));
                } else {
                    to.completed(call, approvers);
                }
            }
            case RecordedCall.Undecidable(var call, var why) when record.stage() == Stage.DENIED ->
                    to.denied(
                            call,
                            call.verdict() instanceof Verdict.Denied(var reason)
                                    ? reason
                                    : why.text());
            // The gate's own tools: whoever has a token may use them.
            case RecordedCall.Undecidable(_, var why) when why == RecordedCall.Why.NOT_PLANNED -> {}
            case RecordedCall.Undecidable(var call, var why) -> to.leftOut(why.text(), call);
        }
    }

    private static String resources(PastCall call) {
        var resources = new LinkedHashSet<String>();
        call.accesses().stream().map(Access::resource).limit(RESOURCES_MAX).forEach(resources::add);
        return resources.isEmpty() ? "" : " (" + String.join(", ", resources) + ")";
    }

    private static String name(String subject, Set<String> taken) {
        var safe = subject.replaceAll("[^A-Za-z0-9_.-]", "-");
        var start =
                safe.substring(0, Math.min(safe.length(), ROLE_LENGTH_MAX - "suggested-".length()));
        var name = "suggested-" + start;
        for (int n = 2; !taken.add(name); n++) {
            name = "suggested-" + start + "-" + n;
        }
        return name;
    }

    private void print(
            String policy, List<Suggestion.Role> roles, Map<String, Suggestion> suggestions) {
        if (!json) {
            config.document().print(policy);
            config.document().flush();
            return;
        }
        var out = JsonNodeFactory.instance.objectNode();
        out.put("policy", policy);
        var list = out.putArray("roles");
        var all = suggestions.values().iterator();
        for (var role : roles) {
            var item = list.addObject();
            item.put("role", role.name());
            role.to().forEach(item.putArray("to")::add);
            role.approverRoles().forEach(item.putArray("approver_roles")::add);
            new TreeMap<>(all.next().counts()).forEach(item::put);
        }
        config.out().println(AsciiJson.of(out));
    }
}
