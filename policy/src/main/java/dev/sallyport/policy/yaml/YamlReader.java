package dev.sallyport.policy.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentEndEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingEndEvent;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceEndEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// Builds nodes from the parser's events, which come one by one, so that every bound is checked before
/// anything is built. Used once.
final class YamlReader {

    /// Our files nest 8 deep; the builder recurses this far.
    static final int DEPTH_MAX = 50;

    /// Every value keeps the keys that lead to it. Longer ones YAML knows only after a `?`.
    static final int KEY_LENGTH_MAX = 1024;

    private static final String CORE = "tag:yaml.org,2002:";

    private final Problems problems;
    private final Map<String, Built> anchors = new HashMap<>();
    private final Set<String> open = new HashSet<>();
    private final FileBounds bounds;
    private int nodes;
    private long characters;

    YamlReader(Problems problems, FileBounds bounds) {
        this.problems = problems;
        this.bounds = bounds;
    }

    /// A node and what it is made of.
    private record Built(YamlNode node, int nodes, long characters) {}

    /// Ends the reading; the problem is already noted.
    private static final class Stop extends RuntimeException {
        private static final long serialVersionUID = 1;

        Stop() {
            super("the problem is noted", null, false, false);
        }
    }

    /// The one document of the text; empty when there is none or it cannot be read.
    Optional<YamlNode> read(String text) {
        if (text.length() > bounds.length()) {
            note(1, 1, "", "the file is longer than " + bounds.length() + " characters");
            return Optional.empty();
        }
        try {
            return document(text);
        } catch (Stop _) {
            return Optional.empty();
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(Mark::getLine).orElse(0) + 1;
            int column = e.getProblemMark().map(Mark::getColumn).orElse(0) + 1;
            note(line, column, "", "this is not YAML: " + Quoted.visible(e.getProblem(), 200));
        } catch (ReaderException e) {
            var before = text.substring(0, Math.min(text.length(), Math.max(0, e.getPosition())));
            int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
            int column = before.length() - before.lastIndexOf('\n');
            note(line, column, "", "this is not YAML: a character that no text has");
        } catch (YamlEngineException _) {
            note(1, 1, "", "this is not YAML");
        }
        return Optional.empty();
    }

    private Optional<YamlNode> document(String text) {
        var settings =
                LoadSettings.builder()
                        .setUseMarks(true)
                        .setParseComments(false)
                        .setCodePointLimit(bounds.length())
                        .build();
        var events = new Parse(settings).parseString(text).iterator();
        Optional<YamlNode> root = Optional.empty();
        boolean seen = false;
        while (events.hasNext()) {
            var event = events.next();
            if (event instanceof DocumentStartEvent) {
                if (seen) {
                    throw stop(event, "", "a second document starts here; the file must be one");
                }
                seen = true;
                root = Optional.of(build(events.next(), events, new Place(problems, 1, 1, ""), 0));
            } else if (event instanceof DocumentEndEvent) {
                anchors.clear();
            }
        }
        return root;
    }

    /// @param place of the parent; the node's own place has the line and column of the event
    private YamlNode build(Event event, Iterator<Event> events, Place place, int depth) {
        if (depth > DEPTH_MAX) {
            throw stop(
                    event, place.path(), "this is nested more than " + DEPTH_MAX + " levels deep");
        }
        if (event instanceof AliasEvent alias) {
            return aliased(alias, place);
        }
        int nodesBefore = nodes;
        long charactersBefore = characters;
        count(event, place, 1, length(event) + place.path().length());
        var here = new Place(problems, line(event), column(event), place.path());
        var anchor =
                event instanceof NodeEvent node
                        ? node.getAnchor().map(a -> a.getValue())
                        : Optional.<String>empty();
        anchor.ifPresent(open::add);
        YamlNode built =
                switch (event) {
                    case ScalarEvent scalar -> scalar(scalar, here);
                    case SequenceStartEvent start -> sequence(start, events, here, depth);
                    case MappingStartEvent start -> mapping(start, events, here, depth);
                    default -> throw stop(event, place.path(), "this is not YAML");
                };
        anchor.ifPresent(name -> {
            open.remove(name);
            anchors.put(name, new Built(built, nodes - nodesBefore, characters - charactersBefore));
        });
        return built;
    }

    private YamlNode aliased(AliasEvent alias, Place place) {
        var name = alias.getAlias().getValue();
        if (open.contains(name)) {
            throw stop(alias, place.path(), "the alias " + Quoted.of(name) + " contains itself");
        }
        var target = anchors.get(name);
        if (target == null) {
            throw stop(alias, place.path(), "the alias " + Quoted.of(name) + " has no anchor");
        }
        count(alias, place, target.nodes(), target.characters());
        return target.node();
    }

    private void count(Event event, Place place, int more, long moreCharacters) {
        problems.goOn();
        nodes += more;
        characters += moreCharacters;
        if (nodes > bounds.values()) {
            throw stop(
                    event, place.path(), "the file has more than " + bounds.values() + " values");
        }
        if (characters > bounds.characters()) {
            throw stop(
                    event,
                    place.path(),
                    "the values of the file, with what aliases repeat and the keys that lead to each, have more than "
                            + bounds.characters()
                            + " characters");
        }
    }

    private static int length(Event event) {
        return event instanceof ScalarEvent scalar ? scalar.getValue().length() : 0;
    }

    private YamlScalar scalar(ScalarEvent event, Place here) {
        boolean text = checkTag(event, event.getTag(), here, "str", "int", "float", "bool", "null");
        // An escape can write half a character, which UTF-8 has no bytes for: two texts would look
        // the
        // same to whoever hashes them.
        if (event.getValue().codePoints().anyMatch(c -> c >= 0xd800 && c <= 0xdfff)) {
            throw stop(event, here.path(), "this text has a character that no text has");
        }
        return new YamlScalar(here, event.getValue(), text || !event.isPlain());
    }

    private YamlList sequence(
            CollectionStartEvent start, Iterator<Event> events, Place here, int depth) {
        checkTag(start, start.getTag(), here, "seq");
        var items = new ArrayList<YamlNode>();
        for (var e = events.next(); !(e instanceof SequenceEndEvent); e = events.next()) {
            items.add(build(e, events, here.item(line(e), column(e), items.size()), depth + 1));
        }
        return new YamlList(here, items);
    }

    private YamlMapping mapping(
            CollectionStartEvent start, Iterator<Event> events, Place here, int depth) {
        checkTag(start, start.getTag(), here, "map");
        var entries = new ArrayList<YamlMapping.Entry>();
        var lines = new HashMap<String, Integer>();
        for (var e = events.next(); !(e instanceof MappingEndEvent); e = events.next()) {
            var keyNode = build(e, events, here.child(line(e), column(e), "?"), depth + 1);
            if (!(keyNode instanceof YamlScalar scalar) || scalar.isNull()) {
                throw stop(e, here.path(), "a key must be a text");
            }
            var key = scalar.value();
            if (key.length() > KEY_LENGTH_MAX) {
                throw stop(
                        e, here.path(), "a key is longer than " + KEY_LENGTH_MAX + " characters");
            }
            var at = here.child(line(e), column(e), key);
            var value = build(events.next(), events, at, depth + 1);
            var first = lines.putIfAbsent(key, line(e));
            if (first != null) {
                at.problem(
                        "duplicate key " + Quoted.of(key) + ", already on line " + first,
                        Optional.of("remove one of them"));
            } else {
                entries.add(new YamlMapping.Entry(key, value, new YamlScalar(at, key, true)));
            }
        }
        return new YamlMapping(here, entries);
    }

    /// Refuses a tag that is not one of the core schema's for this kind of node.
    ///
    /// @return whether the tag makes the value a text
    private boolean checkTag(Event event, Optional<String> tag, Place here, String... allowed) {
        if (tag.isEmpty()) {
            return false;
        }
        if (tag.get().equals("!")) {
            return true;
        }
        for (var name : allowed) {
            if (tag.get().equals(CORE + name)) {
                return name.equals("str");
            }
        }
        throw stop(event, here.path(), "the tag " + Quoted.of(tag.get()) + " is not allowed here");
    }

    private Stop stop(Event event, String path, String message) {
        note(line(event), column(event), path, message);
        return new Stop();
    }

    private void note(int line, int column, String path, String message) {
        problems.add(line, column, path, message, Optional.empty());
    }

    private static int line(Event event) {
        return event.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }

    private static int column(Event event) {
        return event.getStartMark().map(Mark::getColumn).orElse(0) + 1;
    }
}
