package dev.sallyport.examples.demo;

import dev.sallyport.server.Keys;
import dev.sallyport.server.config.Configuration;
import dev.sallyport.server.identity.ApiKeys.Creation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/// The demo's principals and their tokens. The tokens lie in a file of the demo's directory, as no real gate
/// would keep them, so that a second start on the directory has the same.
final class DemoTokens {

    private record Who(String name, boolean human, Set<String> groups) {}

    private static final Who[] EVERYONE = {
        new Who("analyst", false, Set.of()),
        new Who("developer", false, Set.of()),
        new Who("approver", true, Set.of("operators")),
        new Who("approver2", true, Set.of("operators")),
        new Who("auditor", true, Set.of()),
        new Who("admin", true, Set.of())
    };

    static final List<String> HUMANS =
            Arrays.stream(EVERYONE).filter(Who::human).map(Who::name).toList();

    private DemoTokens() {}

    static Map<String, String> of(Configuration configuration, Path file) throws IOException {
        var tokens = new LinkedHashMap<String, String>();
        if (Files.exists(file)) {
            JsonMapper.shared()
                    .readTree(Files.readString(file))
                    .properties()
                    .forEach(e -> tokens.put(e.getKey(), e.getValue().stringValue()));
            return tokens;
        }
        try (var keys = Keys.open(configuration)) {
            for (var who : EVERYONE) {
                switch (keys.create(who.name(), who.groups(), who.human(), Optional.empty())) {
                    case Creation.Created created -> tokens.put(who.name(), created.token());
                    case Creation.Refused(var message) ->
                            throw new IllegalStateException(
                                    "the demo's key of " + who.name() + ": " + message);
                }
            }
        }
        Demo.write(file, JsonMapper.shared().writeValueAsString(tokens));
        return tokens;
    }
}
