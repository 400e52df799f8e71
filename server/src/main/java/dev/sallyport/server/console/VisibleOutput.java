package dev.sallyport.server.console;

import dev.sallyport.masking.Visible;
import gg.jte.TemplateOutput;
import gg.jte.html.HtmlTemplateOutput;
import gg.jte.html.OwaspHtmlTemplateOutput;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where every text passes that a template shows, and that is not the template's own: what hides, moves or reorders
/// characters is written out, then what means something in HTML is escaped for the place where it stands. For one page.
///
/// Texts of several lines stand in the elements named by [#BLOCKS]; everywhere else a line break is written out too.
final class VisibleOutput implements HtmlTemplateOutput {

    private static final Set<String> BLOCKS = Set.of("pre", "samp", "ins", "del", "textarea");

    private final OwaspHtmlTemplateOutput escaping;
    private boolean block;

    VisibleOutput(TemplateOutput page) {
        this.escaping = new OwaspHtmlTemplateOutput(page);
    }

    @Override
    public void setContext(@Nullable String tagName, @Nullable String attributeName) {
        block = attributeName == null && tagName != null && BLOCKS.contains(tagName);
        escaping.setContext(tagName, attributeName);
    }

    @Override
    public void writeUserContent(@Nullable String text) {
        if (text != null) {
            escaping.writeUserContent(block ? Visible.block(text) : Visible.line(text));
        }
    }

    @Override
    public void writeContent(String ofTheTemplate) {
        escaping.writeContent(ofTheTemplate);
    }

    @Override
    public void writeContent(String ofTheTemplate, int begin, int end) {
        escaping.writeContent(ofTheTemplate, begin, end);
    }

    /// INVARIANT: no template may show a text as it came.
    @Override
    public void writeUnsafeContent(@Nullable String text) {
        throw new IllegalStateException("a template shows a text as it came");
    }
}
