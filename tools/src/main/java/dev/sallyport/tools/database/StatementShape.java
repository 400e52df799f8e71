package dev.sallyport.tools.database;

import dev.sallyport.tools.CanonicalJson;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;

/// What a statement is without the values in it. Two statements of one shape do the same with other texts and numbers;
/// a clause, a name, a function or an element of a list more is another shape.
///
/// How many rows a query takes is no such value: the numbers of `LIMIT` and `FETCH FIRST` are of the shape.
final class StatementShape {

    private static final Set<String> BOUNDING = Set.of("limit", "first", "next");

    private StatementShape() {}

    /// @param canonical the tokens of an understood statement
    /// @return SHA-256 in lower-case hex
    static String of(List<SqlToken> canonical) {
        var shape = JsonNodeFactory.instance.arrayNode();
        boolean bounding = false;
        for (var token : canonical) {
            bounding =
                    switch (token.kind()) {
                        case WORD -> BOUNDING.contains(token.text());
                        case NUMBER, SYMBOL -> bounding;
                        case QUOTED, STRING, BITS, OPERATOR, PARAMETER, END -> false;
                    };
            switch (token.kind()) {
                case STRING, BITS -> shape.add(token.kind().name());
                case NUMBER -> {
                    if (bounding) {
                        shape.add(token.text());
                    } else {
                        shape.add(token.kind().name());
                    }
                }
                case WORD, QUOTED, OPERATOR, SYMBOL, PARAMETER, END ->
                        shape.addArray().add(token.kind().name()).add(token.text());
            }
        }
        return CanonicalJson.sha256(shape);
    }
}
