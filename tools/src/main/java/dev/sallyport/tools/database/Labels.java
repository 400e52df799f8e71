package dev.sallyport.tools.database;

import dev.sallyport.tools.database.Analysis.Output;
import dev.sallyport.tools.database.Syntax.Body;
import dev.sallyport.tools.database.Syntax.ColumnRef;
import dev.sallyport.tools.database.Syntax.Item;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// Names of result columns that have none of their own.
///
/// Some products call such a column by the text of its expression. The text that ran holds masks and row filters in
/// the place of tables, which is not for the caller to read; so the column is called by what the caller wrote.
final class Labels {

    private Labels() {}

    static void apply(Dialect dialect, Analysis analysis, ObjectNode result) {
        var texts = texts(analysis);
        int next = 0;
        for (int i = 0; i < analysis.outputs().size(); i++) {
            if (isNameless(analysis.outputs().get(i))) {
                var item = next < texts.size() ? texts.get(next) : List.<SqlToken>of();
                next++;
                if (result.path("columns").path(i) instanceof ObjectNode column) {
                    dialect.label(item, column.path("name").asString(""))
                            .ifPresent(label -> column.put("name", label));
                }
            }
        }
    }

    private static boolean isNameless(Output output) {
        return output.name().equals(Syntax.NAMELESS);
    }

    /// The tokens of the nameless outputs, in order; none unless each of them is an item of the select list.
    private static List<List<SqlToken>> texts(Analysis analysis) {
        var texts = new ArrayList<List<SqlToken>>();
        if (analysis.statement() instanceof Syntax.Read read) {
            for (var item : items(read.query().body())) {
                if (item.label().isEmpty() && !(item.expression() instanceof ColumnRef)) {
                    texts.add(analysis.canonical().subList(item.span().from(), item.span().to()));
                }
            }
        }
        boolean all =
                analysis.outputs().stream().filter(Labels::isNameless).count() == texts.size();
        return all ? texts : List.of();
    }

    private static List<Item> items(Body body) {
        return switch (body) {
            case Syntax.Select select -> select.items();
            case Syntax.SetOperation set -> items(set.branches().getFirst());
            case Syntax.Nested nested -> items(nested.query().body());
            case Syntax.Rows _, Syntax.WholeTable _ -> List.of();
        };
    }

    /// The tokens as text, with calls as people write them.
    static String text(Dialect dialect, List<SqlToken> tokens) {
        if (tokens.isEmpty()) {
            return Syntax.NAMELESS;
        }
        var text = new StringBuilder();
        int from = 0;
        for (int i = 0; i + 1 < tokens.size(); i++) {
            if (tokens.get(i + 1).isSymbol("(") && callable(dialect, tokens.get(i))) {
                text.append(dialect.sql(tokens.subList(from, i + 1)));
                from = i + 1;
            }
        }
        return text.append(dialect.sql(tokens.subList(from, tokens.size()))).toString();
    }

    private static boolean callable(Dialect dialect, SqlToken token) {
        return token.kind() == SqlToken.Kind.WORD
                && (!dialect.grammar().reserved().contains(token.text()) || token.isWord("cast"));
    }
}
