package dev.sallyport.server.hostile;

import java.util.Set;
import java.util.TreeSet;

/// The elements of a page with the names of their attributes, as a browser reads them: `a[class,href]`. A text that
/// stays a text adds none, and none to them.
public final class Tags {

    private final String html;
    private final TreeSet<String> found = new TreeSet<>();
    private int at;

    private Tags(String html) {
        this.html = html;
    }

    public static Set<String> in(String html) {
        var tags = new Tags(html);
        tags.read();
        return tags.found;
    }

    private void read() {
        for (at = html.indexOf('<'); at >= 0; at = html.indexOf('<', at)) {
            at++;
            char c = at < html.length() ? html.charAt(at) : ' ';
            if (Character.isLetter(c) || c == '/' || c == '!' || c == '?') {
                element();
            }
        }
    }

    private void element() {
        var name = word();
        var attributes = new TreeSet<String>();
        while (at < html.length() && html.charAt(at) != '>') {
            if (Character.isWhitespace(html.charAt(at)) || html.charAt(at) == '/') {
                at++;
                continue;
            }
            attributes.add(word());
            if (at < html.length() && html.charAt(at) == '=') {
                at++;
                value();
            }
        }
        found.add(name + attributes);
    }

    private String word() {
        int begin = at;
        do {
            at++;
        } while (at < html.length() && " \n\t/>=".indexOf(html.charAt(at)) < 0);
        return html.substring(begin, at);
    }

    private void value() {
        char quote = at < html.length() ? html.charAt(at) : ' ';
        if (quote != '"' && quote != '\'') {
            var _ = word();
            return;
        }
        int end = html.indexOf(quote, at + 1);
        at = end < 0 ? html.length() : end + 1;
    }
}
