package dev.sallyport.server.call;

import dev.sallyport.server.call.ToolGate.Answer;
import java.util.Locale;
import tools.jackson.databind.node.JsonNodeFactory;

/// `my_access`: the caller's own roles and ways, as the policy in force has them.
final class MyAccess {

    private MyAccess() {}

    static Answer reply(CallContext call, ToolCatalogue tools) {
        var result = JsonNodeFactory.instance.objectNode();
        result.put("principal", call.principal().subject());
        call.principal().onBehalfOf().ifPresent(human -> result.put("on_behalf_of", human));
        call.roles().stream().sorted().forEach(result.putArray("roles")::add);
        var access = result.putArray("access");
        for (var tool : tools.all()) {
            if (!ToolOffers.visible(tool, call.policy(), call.principal(), call.now())) {
                continue;
            }
            for (var reach : call.reach(tool.description().name())) {
                var way = access.addObject();
                way.put("tool", tool.description().name());
                way.put("effect", reach.effect().name().toLowerCase(Locale.ROOT));
                var on = way.putObject("on");
                reach.on().forEach((fact, globs) -> globs.forEach(on.putArray(fact)::add));
            }
        }
        var limits = result.putArray("limits");
        for (var limit : call.usageLimits()) {
            var shown = limits.addObject();
            shown.put("limit", limit.kind().name().toLowerCase(Locale.ROOT));
            shown.put("at_most", limit.value());
            shown.put(
                    "of",
                    switch (limit.scope()) {
                        case PRINCIPAL -> limit.counted();
                        case ROLE -> "everyone of one of your roles";
                    });
        }
        return Replies.completed(call.callId(), result);
    }
}
