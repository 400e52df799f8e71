package dev.sallyport.policy.rolemap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// Reads policies that must be good, anew each time: what is kept from one test to the next would hide from mutation
/// tests what changed.
final class TestPolicies {

    private TestPolicies() {}

    static RoleMap valid(String text) {
        return switch (RoleMap.parse("policy.yaml", text, TestTools.ALL, TestTools.LABELS)) {
            case RoleMap.Parsed.Valid(var roleMap) -> roleMap;
            case RoleMap.Parsed.Invalid(var problems) ->
                    throw new AssertionError("not a valid policy: " + problems + "\n" + text);
        };
    }

    static RoleMap resource(String name) {
        return valid(text(name));
    }

    static String text(String name) {
        try (var in = TestPolicies.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new AssertionError("no resource " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
