package dev.sallyport.examples.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;

/// Looks at a page as those see it who need it to be accessible: axe-core with its rules for WCAG 2.2 A and AA and for
/// good practice, in light and dark, on a wide and on a small screen.
final class Axe {

    private static final Path TARGET = Path.of(System.getProperty("identity.target", "target"));

    private static final String SCRIPT = script();

    /// What it finds, one line each; nothing where all is well.
    private static final String LOOK =
            """
            axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
               .then(found => found.violations
                   .map(v => v.id + ': ' + v.help + ' ' + v.nodes.map(n => n.html + ' ' + n.failureSummary).join(' | '))
                   .join('\\n'))
            """;

    private Axe() {}

    /// Leaves pictures for people to look at: `NAME-1280.png`, `NAME-1280-dark.png`, `NAME-360.png` and so on.
    static void look(Page page, String name) {
        page.evaluate(SCRIPT);
        for (int width : new int[] {1280, 360}) {
            page.setViewportSize(width, 800);
            for (var scheme : new ColorScheme[] {ColorScheme.DARK, ColorScheme.LIGHT}) {
                page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
                var shown = name + "-" + width + (scheme == ColorScheme.DARK ? "-dark" : "");
                assertThat((String) page.evaluate(LOOK)).as(shown).isEmpty();
                assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
                        .as("nothing is wider than the screen: " + shown)
                        .isLessThanOrEqualTo(width);
                page.screenshot(
                        new Page.ScreenshotOptions()
                                .setPath(TARGET.resolve(shown + ".png"))
                                .setFullPage(true));
            }
        }
        page.setViewportSize(1280, 800);
    }

    private static String script() {
        try (var in = Axe.class.getResourceAsStream("/axe.min.js")) {
            return new String(
                    Objects.requireNonNull(in, "axe.min.js").readAllBytes(),
                    StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
