package dev.sallyport.policy.review;

import dev.sallyport.policy.rolemap.Rule;
import dev.sallyport.policy.yaml.Problem;
import dev.sallyport.policy.yaml.YamlFile;
import dev.sallyport.policy.yaml.YamlMapping;
import dev.sallyport.policy.yaml.YamlNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Where the parts of a role map stand in its file. Belongs to one thread, as the file does.
final class Places {

    private final String name;
    private final YamlFile file;

    Places(String name, String text) {
        this.name = name;
        file = YamlFile.read(name, text);
    }

    YamlNode root() {
        return file.root();
    }

    Optional<YamlNode> role(String name) {
        return file.root()
                .mapping("roles")
                .flatMap(roles ->
                        roles.entries().stream()
                                .filter(entry -> entry.key().equals(name))
                                .map(YamlMapping.Entry::keyNode)
                                .findFirst());
    }

    /// The rule, or the whole file where it is not found.
    YamlNode rule(Rule rule) {
        return ruleMapping(rule).map(mapping -> (YamlNode) mapping).orElse(file.root());
    }

    Optional<YamlMapping> ruleMapping(Rule rule) {
        return file
                .root()
                .mapping("roles")
                .flatMap(roles -> roles.mapping(rule.id().role()))
                .map(role -> role.list(rule.id().effect().name().toLowerCase(Locale.ROOT)))
                .orElse(List.of())
                .stream()
                .filter(item -> item.line() == rule.id().line())
                .flatMap(item -> item.mapping().stream())
                .findFirst();
    }

    /// The value of a key of the rule, or the rule.
    YamlNode key(Rule rule, String key) {
        return ruleMapping(rule).flatMap(mapping -> mapping.get(key)).orElseGet(() -> rule(rule));
    }

    List<YamlMapping> bindings() {
        return file.root().list("bindings").stream()
                .flatMap(item -> item.mapping().stream())
                .toList();
    }

    Warning warning(String code, YamlNode node, String message, String fix) {
        return new Warning(
                code,
                new Problem(
                        name, node.line(), node.column(), node.path(), message, Optional.of(fix)));
    }
}
