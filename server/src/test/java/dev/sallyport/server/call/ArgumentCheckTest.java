package dev.sallyport.server.call;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What an agent is told of arguments that do not fit.
class ArgumentCheckTest {

    private static final String SIXTY = "x".repeat(60);

    private static final ObjectNode SCHEMA =
            object(
                    """
                    {"type": "object", "additionalProperties": false, "required": ["text"], "properties": {
                      "text": {"type": "string", "minLength": 1, "maxLength": 5},
                      "code": {"type": "string", "pattern": "^[a-z]+$"},
                      "wait": {"type": "integer", "minimum": 0, "maximum": 45},
                      "part": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1},
                      "mode": {"type": "string", "enum": ["list", "read"]},
                      "version": {"const": "v1"},
                      "optional": {"type": ["string", "null"]},
                      "flag": {"type": "boolean"},
                      "tags": {"type": "array", "minItems": 1, "maxItems": 2, "uniqueItems": true,
                               "items": {"type": "string"}},
                      "either": {"oneOf": [{"type": "integer", "minimum": 3}, {"type": "integer", "maximum": 5}]},
                      "changes": {"type": "object", "minProperties": 1, "maxProperties": 3, "additionalProperties": {
                        "anyOf": [
                          {"type": "string", "maxLength": 3},
                          {"type": "null"},
                          {"type": "object", "additionalProperties": false, "required": ["content"],
                           "properties": {"content": {"type": "string"}, "run": {"type": "boolean"}}}]}}}}
                    """);

    private final ArgumentCheck check = new ArgumentCheck();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            textBlock =
                    """
                    # arguments                                     | what is said
                    {}                                              | `text` is missing
                    {'text': ''}                                    | `text` must have at least 1 character, not 0
                    {'text': 'abcdef'}                              | `text` must have at most 5 characters, not 6
                    {'text': '😀😀😀😀😀😀'}                        | `text` must have at most 5 characters, not 6
                    {'text': 7}                                     | `text` must be a text, not a whole number
                    {'text': null}                                  | `text` must be a text, not null
                    {'text': {}}                                    | `text` must be a text, not an object
                    {'text': 'a', 'code': 'A1'}                     | `code` must match the pattern `^[a-z]+$`
                    {'text': 'a', 'wait': -1}                       | `wait` must be at least 0, not `-1`
                    {'text': 'a', 'wait': 46}                       | `wait` must be at most 45, not `46`
                    {'text': 'a', 'wait': 1.5}                      | `wait` must be a whole number, not a fraction
                    {'text': 'a', 'wait': '1'}                      | `wait` must be a whole number, not a text
                    {'text': 'a', 'part': 0}                        | `part` must be more than 0, not `0`
                    {'text': 'a', 'part': 1}                        | `part` must be less than 1, not `1`
                    {'text': 'a', 'mode': 'write'}                  | `mode` must be one of `list`, `read`, not `write`
                    {'text': 'a', 'version': 'v2'}                  | `version` must be `v1`, not `v2`
                    {'text': 'a', 'optional': []}                   | `optional` must be a text or null, not a list
                    {'text': 'a', 'flag': 'yes'}                    | `flag` must be true or false, not a text
                    {'text': 'a', 'tags': []}                       | `tags` must have at least 1 entry, not 0
                    {'text': 'a', 'tags': ['a', 'b', 'c']}          | `tags` must have at most 2 entries, not 3
                    {'text': 'a', 'tags': ['a', true]}              | `tags/1` must be a text, not true
                    {'text': 'a', 'tags': ['a', 'a']}               | `tags` does not fit the tool's schema
                    {'text': 'a', 'either': 4}                      | `either` does not fit the tool's schema
                    {'text': 'a', 'either': 'x'}                    | `either` must be a whole number, not a text
                    {'text': 'a', 'changes': {}}                    | `changes` must have at least 1 entry, not 0
                    {'text': 'a', 'changes': {'src/a.txt': 7}}      | `changes/src/a.txt` must be a text, null or an object, not a whole number
                    {'text': 'a', 'changes': {'a': 'long'}}         | `changes/a` must have at most 3 characters, not 4
                    {'text': 'a', 'changes': {'a': {}}}             | `changes/a/content` is missing
                    {'text': 'a', 'changes': {'a': {'content': 1}}} | `changes/a/content` must be a text, not a whole number
                    {'text': 'a', 'changes': {'a': {'content': '', 'link': 'b'}}} | `changes/a/link` is not known; known are `content`, `run`
                    {'text': 7, 'wait': 'x'}                        | `text` must be a text, not a whole number; `wait` must be a whole number, not a text
                    """)
    void eachProblemIsToldInOurOwnWords(String arguments, String told) {
        assertThat(check.problems("tool", SCHEMA, object(arguments.replace('\'', '"'))))
                .contains(told);
    }

    @Test
    void anUnknownArgumentIsToldWithTheKnownOnes() {
        assertThat(check.problems("tool", SCHEMA, object("{\"text\": \"a\", \"txet\": 1}")))
                .contains(
                        "`txet` is not known; known are `changes`, `code`, `either`, `flag`, `mode`, `optional`,"
                                + " `part`, `tags`, `text`, `version`, `wait`");
    }

    @Test
    void aValueOfSixtyCharactersIsShownAndALongerOneIsNot() {
        assertThat(check.problems("tool", SCHEMA, with("mode", SIXTY)))
                .contains("`mode` must be one of `list`, `read`, not `" + SIXTY + "`");
        assertThat(check.problems("tool", SCHEMA, with("mode", SIXTY + "x")))
                .contains("`mode` must be one of `list`, `read`");
    }

    @Test
    void aLongNameIsCut() {
        assertThat(check.problems("tool", SCHEMA, with(SIXTY + "y", "a")).orElse(""))
                .startsWith("`" + SIXTY + "…` is not known; ")
                .doesNotContain("y`");
    }

    @Test
    void whatHidesOrMovesTextIsMadeVisible() {
        assertThat(check.problems("tool", SCHEMA, with("mode", "re\u202ed\u0007`a")))
                .contains("`mode` must be one of `list`, `read`, not `re\\u{202E}d\\u{7}\\u{60}a`");
        assertThat(check.problems("tool", SCHEMA, with("a\u200bb\nc`", "")).orElse(""))
                .startsWith("`a\\u{200B}b\\u{A}c\\u{60}` is not known; ");
    }

    @Test
    void fiveProblemsAreNamedAndTheRestCounted() {
        assertThat(
                        check.problems(
                                "tool",
                                SCHEMA,
                                object(
                                        """
                                        {"text": 1, "code": 1, "wait": "", "flag": 1, "tags": 1, "mode": 1, "changes": 1}
                                        """)))
                .hasValueSatisfying(told ->
                        assertThat(told).startsWith("`changes` must").endsWith("; and 3 more"));
    }

    @Test
    void argumentsThatFitAreNoProblem() {
        assertThat(
                        check.problems(
                                "tool",
                                SCHEMA,
                                object(
                                        """
                                        {"text": "a", "wait": 3, "changes": {"a": null, "b": {"content": ""}}}
                                        """)))
                .isEmpty();
    }

    private static ObjectNode with(String name, String value) {
        return JsonNodeFactory.instance.objectNode().put("text", "a").put(name, value);
    }

    private static ObjectNode object(String json) {
        return (ObjectNode) JsonMapper.shared().readTree(json);
    }
}
