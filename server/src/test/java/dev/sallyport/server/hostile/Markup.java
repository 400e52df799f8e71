package dev.sallyport.server.hostile;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a browser's reader gets of a page: its texts and the values of its attributes, with entities undone.
public final class Markup {

    /// A tag; quotes may hold its end.
    private static final Pattern TAG =
            Pattern.compile("<[a-zA-Z/!?](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>");

    private static final Pattern ATTRIBUTE =
            Pattern.compile("([a-zA-Z-]+)\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)')");

    private static final Pattern ENTITY =
            Pattern.compile("&(?:#x([0-9a-fA-F]+)|#([0-9]+)|([a-z]+));");

    private static final Map<String, String> NAMED =
            Map.of("amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'", "nbsp", "\u00A0");

    private Markup() {}

    /// An attribute of an element.
    public record Attribute(String name, String value) {}

    /// Between the tags, in order.
    public static List<String> texts(String html) {
        return TAG.splitAsStream(html).map(Markup::decoded).filter(t -> !t.isBlank()).toList();
    }

    public static List<Attribute> attributes(String html) {
        var attributes = new ArrayList<Attribute>();
        var tags = TAG.matcher(html);
        while (tags.find()) {
            var found = ATTRIBUTE.matcher(tags.group());
            while (found.find()) {
                var value = found.group(2) == null ? found.group(3) : found.group(2);
                attributes.add(new Attribute(found.group(1), decoded(value)));
            }
        }
        return attributes;
    }

    private static String decoded(String text) {
        return ENTITY.matcher(text).replaceAll(found -> Matcher.quoteReplacement(character(found)));
    }

    private static String character(java.util.regex.MatchResult found) {
        if (found.group(1) != null) {
            return Character.toString(Integer.parseInt(found.group(1), 16));
        }
        if (found.group(2) != null) {
            return Character.toString(Integer.parseInt(found.group(2)));
        }
        return NAMED.getOrDefault(found.group(3), found.group());
    }
}
