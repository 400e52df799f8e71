package dev.sallyport.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.policy.Effect;
import dev.sallyport.policy.Reach;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The pages themselves, without a server.
class PagesTest {

    private static final Path TEMPLATES = Path.of("src/main/jte");

    private static Frame frame(String name) {
        return new Frame(
                "Sallyport",
                Optional.of(new Frame.Who(name, "token", List.of(Frame.Place.values()))),
                Optional.of(Frame.Place.HOME),
                false);
    }

    private static Page.Home home(String text) {
        return new Page.Home(
                frame(text),
                "You are " + text,
                text,
                List.of(text),
                List.of(text),
                List.of(ConsoleRight.APPROVE),
                List.of(
                        new Page.Offer(
                                text,
                                text,
                                List.of(
                                        new Reach(
                                                "tool",
                                                Effect.HOLD,
                                                Map.of(text, List.of(text, text)))))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "'><img src=x onerror=alert(1)>",
                "</title></main><h1>forged</h1>",
                "a\u001B[2Jb",
                "a\u202Eb",
                "a\u200Bb",
                "a\u2066b",
                "a\uDB40\uDC41b",
                "a\r\nb",
                "a\uD800b",
            })
    void aTextFromOutsideIsSeenAndDoesNothing(String text) {
        var html = Pages.html(home(text));

        assertThat(html).doesNotContain(text).doesNotContain("<script>", "<img", "<h1>forged");
        assertNothingUnseen(html);
        assertThat(html).containsAnyOf("&lt;", "\\u{");
    }

    /// Every character of a page can be seen, or ends a line.
    static void assertNothingUnseen(String html) {
        html.codePoints()
                .filter(c -> c != '\n')
                .forEach(c ->
                        assertThat(Character.getType(c))
                                .as("character %X", c)
                                .isNotIn(
                                        (int) Character.CONTROL,
                                        (int) Character.FORMAT,
                                        (int) Character.SURROGATE));
    }

    @Test
    void aTextFromOutsideStaysInItsAttribute() {
        var who = new Frame.Who("ana", "\" autofocus onfocus=alert(1) x=\"", List.of());
        var frame = new Frame("Sallyport", Optional.of(who), Optional.empty(), false);

        assertThat(Pages.html(Page.Notice.of(frame, "Heading", "What.")))
                .contains("value=\"&#34; autofocus onfocus=alert(1) x=&#34;\"");
    }

    @Test
    void aPageSaysWhereOneIs() {
        var html = Pages.html(home("ana"));

        assertThat(html)
                .contains("<a href=\"/\" aria-current=\"page\">You</a>")
                .contains("<a href=\"/approvals\">Inbox</a>")
                .contains("after a human approves");
    }

    @Test
    void whoeverWantedAPageIsSentThereAfterSigningIn() {
        assertThat(Pages.html(new Page.SignInPage("/approvals/apr_x")))
                .contains("href=\"/login?return=%2Fapprovals%2Fapr_x\"");
        assertThat(Pages.html(new Page.SignInPage("/"))).contains("href=\"/login\"");
    }

    /// The one way to show a text as it came fails at run time too; here it does before.
    @Test
    void noTemplateShowsATextAsItCame() throws IOException {
        try (var files = Files.list(TEMPLATES)) {
            var templates = files.toList();
            assertThat(templates).hasSizeGreaterThan(5);
            for (var template : templates) {
                assertThat(Files.readString(template))
                        .as(template.toString())
                        .doesNotContain("$unsafe", "<style", " style=", "javascript:")
                        .doesNotContainPattern(" on[a-z]+=")
                        .doesNotContainPattern("<script(?! src=)");
            }
        }
    }
}
