package dev.sallyport.tools.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

final class MySqlCorpusTest extends ProductCorpus {

    private static final TestMariaDb DATABASE = TestMariaDb.SHARED;
    private static final Engine ENGINE = new MySqlEngine();

    @Override
    String folder() {
        return "mysql";
    }

    @Override
    Engine engine() {
        return ENGINE;
    }

    @Override
    ToolCalls calls() {
        return DATABASE.calls();
    }

    @Override
    Connection connect(String target) throws SQLException {
        return DATABASE.connect(target);
    }

    @Override
    String comparable(String label) {
        return label.matches("[A-Za-z_][\\w ]*") ? label : "an expression";
    }

    @Override
    String content() throws SQLException {
        var content = new StringBuilder();
        try (var connection = connect("work");
                var statement = connection.createStatement()) {
            for (var table :
                    List.of(
                            "shop.customers",
                            "shop.categories",
                            "shop.orders",
                            "shop.products",
                            "shop.order_items",
                            "shop.visits",
                            "shop.ledger",
                            "hr.employees")) {
                try (var rows = statement.executeQuery("checksum table " + table)) {
                    rows.next();
                    content.append(table).append(' ').append(rows.getString(2)).append('\n');
                }
            }
        }
        return content.toString();
    }
}
