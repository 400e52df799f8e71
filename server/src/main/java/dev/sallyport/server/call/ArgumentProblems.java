package dev.sallyport.server.call;

import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import dev.sallyport.masking.Visible;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Says in our own words what a schema finds wrong: which argument, what was expected and, where it is short, what
/// was given. The library's words never pass, since they quote any input at any length.
///
/// Made for one check. Where a schema leaves a choice (`anyOf`, `oneOf`), only the forms whose type fits are
/// spoken of, and all the types when none does.
final class ArgumentProblems {

    /// A longer name or value is not repeated to whoever sent it.
    private static final int SHOWN_CHARS_MAX = 60;

    private final JsonNode schema;
    private final Set<String> sentences = new TreeSet<>();

    /// The values that fit the type of no form so far, with the types they could have.
    private final Map<Choice, WrongType> wrongTypes = new LinkedHashMap<>();

    /// Where something is wrong within a form whose type fits.
    private final List<Choice> wrongWithin = new ArrayList<>();

    /// @param at where the schema leaves the choice
    /// @param place of the value in the arguments
    private record Choice(NodePath at, NodePath place) {}

    private record WrongType(JsonNode given, Set<String> possible) {}

    private ArgumentProblems(JsonNode schema) {
        this.schema = schema;
    }

    /// @param errors at least one
    /// @return at least one sentence, sorted
    static List<String> of(ObjectNode schema, List<Error> errors) {
        var problems = new ArgumentProblems(schema);
        errors.forEach(problems::add);
        problems.addWrongTypes();
        return problems.sentences.isEmpty()
                ? List.of(misfit("the arguments"))
                : List.copyOf(problems.sentences);
    }

    private void add(Error error) {
        var path = error.getEvaluationPath();
        int last = path.getNameCount() - 1;
        int choice = choice(path);
        if (choice < 0) {
            sentences.add(sentence(error));
        } else if (choice == last) {
            // The forms themselves tell, unless several fit.
            if (!String.valueOf(error.getArguments()[0]).equals("0")) {
                sentences.add(misfit(place(error)));
            }
        } else if (error.getKeyword().equals("type") && last == choice + 2) {
            var where = new Choice(head(path, choice), error.getInstanceLocation());
            wrongTypes
                    .computeIfAbsent(
                            where,
                            _ -> new WrongType(error.getInstanceNode(), new LinkedHashSet<>()))
                    .possible()
                    .addAll(types(error.getSchemaNode()));
        } else {
            wrongWithin.add(new Choice(head(path, choice), error.getInstanceLocation()));
            sentences.add(sentence(error));
        }
    }

    private void addWrongTypes() {
        wrongTypes.forEach((choice, wrong) -> {
            if (wrongWithin.stream()
                    .noneMatch(within ->
                            within.at().equals(choice.at())
                                    && within.place().startsWith(choice.place()))) {
                sentences.add(
                        place(choice.place())
                                + " must be "
                                + or(wrong.possible())
                                + ", not "
                                + type(wrong.given()));
            }
        });
    }

    /// The index of the outermost choice on a path through the schema, or -1. A property may bear the name too.
    private static int choice(NodePath path) {
        for (int i = 0; i < path.getNameCount(); i++) {
            var name = path.getName(i);
            if ((name.equals("anyOf") || name.equals("oneOf"))
                    && (i == 0 || !path.getName(i - 1).equals("properties"))) {
                return i;
            }
        }
        return -1;
    }

    private static NodePath head(NodePath path, int last) {
        var head = path;
        while (head.getNameCount() > last + 1) {
            head = head.getParent();
        }
        return head;
    }

    private String sentence(Error error) {
        var value = error.getInstanceNode();
        var limit = error.getSchemaNode();
        var place = place(error);
        return switch (error.getKeyword()) {
            case "required" ->
                    place(error.getInstanceLocation(), error.getProperty()) + " is missing";
            case "additionalProperties", "unevaluatedProperties" ->
                    place(error.getInstanceLocation(), error.getProperty())
                            + " is not known"
                            + known(error.getEvaluationPath());
            case "type" -> place + " must be " + or(types(limit)) + ", not " + type(value);
            case "enum" -> place + " must be one of " + listed(limit) + butGiven(value);
            case "const" -> place + " must be `" + limit.asString("") + "`" + butGiven(value);
            case "pattern" -> place + " must match the pattern `" + limit.asString("") + "`";
            case "minLength" -> length(place, "at least ", limit, "character", chars(value));
            case "maxLength" -> length(place, "at most ", limit, "character", chars(value));
            case "minItems", "minProperties" ->
                    length(place, "at least ", limit, "entry", value.size());
            case "maxItems", "maxProperties" ->
                    length(place, "at most ", limit, "entry", value.size());
            case "minimum" -> place + " must be at least " + limit + butGiven(value);
            case "maximum" -> place + " must be at most " + limit + butGiven(value);
            case "exclusiveMinimum" -> place + " must be more than " + limit + butGiven(value);
            case "exclusiveMaximum" -> place + " must be less than " + limit + butGiven(value);
            default -> misfit(place);
        };
    }

    private static String misfit(String place) {
        return place + (place.startsWith("`") ? " does" : " do") + " not fit the tool's schema";
    }

    private static String length(
            String place, String bound, JsonNode limit, String unit, int given) {
        var units =
                limit.asInt(0) == 1
                        ? unit
                        : unit.endsWith("y")
                                ? unit.substring(0, unit.length() - 1) + "ies"
                                : unit + "s";
        return place + " must have " + bound + limit.asInt(0) + " " + units + ", not " + given;
    }

    private static int chars(JsonNode value) {
        var text = value.asString("");
        return text.codePointCount(0, text.length());
    }

    /// What the schema does take beside the unknown name. These are the schema's words, not the caller's.
    private String known(NodePath path) {
        var object = schema;
        for (int i = 0; i < path.getNameCount() - 1; i++) {
            var name = path.getName(i);
            object =
                    object.isArray()
                            ? object.path(path.getElement(i) instanceof Integer index ? index : -1)
                            : object.path(name);
        }
        var names = object.path("properties").propertyNames();
        return names.isEmpty()
                ? ""
                : "; known are "
                        + names.stream()
                                .sorted()
                                .map(name -> "`" + name + "`")
                                .collect(Collectors.joining(", "));
    }

    private static String listed(JsonNode values) {
        return values.valueStream()
                .map(value -> "`" + value.asString("") + "`")
                .collect(Collectors.joining(", "));
    }

    /// The value that was given, where it is short.
    private static String butGiven(JsonNode value) {
        if (!value.isValueNode()) {
            return ", not " + type(value);
        }
        var text = value.asString("");
        return text.codePointCount(0, text.length()) > SHOWN_CHARS_MAX
                ? ""
                : ", not `" + visible(text) + "`";
    }

    private static Set<String> types(JsonNode type) {
        var names = new LinkedHashSet<String>();
        if (type.isArray()) {
            type.valueStream().forEach(each -> names.add(article(each.asString(""))));
        } else {
            names.add(article(type.asString("")));
        }
        return names;
    }

    private static String article(String type) {
        return switch (type) {
            case "string" -> "a text";
            case "integer" -> "a whole number";
            case "number" -> "a number";
            case "boolean" -> "true or false";
            case "array" -> "a list";
            case "object" -> "an object";
            default -> type;
        };
    }

    private static String type(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "a text";
            case NUMBER -> value.isIntegralNumber() ? "a whole number" : "a fraction";
            case BOOLEAN -> value.asBoolean(false) ? "true" : "false";
            case ARRAY -> "a list";
            case OBJECT -> "an object";
            case NULL -> "null";
            case MISSING, BINARY, POJO -> "this";
        };
    }

    private static String or(Set<String> alternatives) {
        var all = List.copyOf(alternatives);
        return all.size() < 2
                ? String.join("", all)
                : String.join(", ", all.subList(0, all.size() - 1)) + " or " + all.getLast();
    }

    private static String place(Error error) {
        return place(error.getInstanceLocation());
    }

    private static String place(NodePath location) {
        var names = names(location);
        return names.isEmpty() ? "the arguments" : "`" + String.join("/", names) + "`";
    }

    private static String place(NodePath location, String property) {
        var names = names(location);
        names.add(shown(property));
        return "`" + String.join("/", names) + "`";
    }

    private static List<String> names(NodePath location) {
        var names = new ArrayList<String>();
        for (int i = 0; i < location.getNameCount(); i++) {
            names.add(shown(String.valueOf(location.getElement(i))));
        }
        return names;
    }

    private static String shown(String name) {
        return name.codePointCount(0, name.length()) > SHOWN_CHARS_MAX
                ? visible(name.substring(0, name.offsetByCodePoints(0, SHOWN_CHARS_MAX))) + "…"
                : visible(name);
    }

    /// Nothing in it hides or moves other text, or ends the quotation.
    private static String visible(String text) {
        return Visible.line(text).replace("`", "\\u{60}");
    }
}
