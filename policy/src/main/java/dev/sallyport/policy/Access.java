package dev.sallyport.policy;

import java.util.Map;

/// One action on one resource, as a tool understood it.
///
/// @param action what is done, `db.read`, `git.push`, `k8s.apply`
/// @param resource on what, in a form a person can read: `shop/shop.orders`, `dev/sandbox/Deployment/web`
/// @param facts by name, as the tool's [ToolTerms] define them; a missing one is unknown
public record Access(String action, String resource, Map<String, FactValue> facts) {

    public Access {
        facts = facts instanceof FactMap ? facts : new FactMap(facts);
    }

    public FactValue fact(String name) {
        return facts.getOrDefault(name, FactValue.UNKNOWN);
    }
}
