package dev.sallyport.tools.database;

import dev.sallyport.tools.database.Catalogue.Column;
import dev.sallyport.tools.database.Catalogue.Kind;
import dev.sallyport.tools.database.Catalogue.Table;
import dev.sallyport.tools.database.Catalogue.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A catalogue like the readers' database, without the database.
final class FuzzCatalogue {

    static final Analyst ANALYST =
            new Analyst(
                    PostgreSqlDialect.INSTANCE,
                    new Catalogue(
                            PostgreSqlDialect.INSTANCE.lexis(),
                            tables(),
                            List.of("shop", "public"),
                            List.of(new TableId("shop", "order_status")),
                            "fixed"));

    private FuzzCatalogue() {}

    private static Map<String, Map<String, Table>> tables() {
        var tables = new TreeMap<String, Map<String, Table>>();
        add(
                tables,
                "shop.customers",
                "id:int8 name:text email:varchar ssn:text card_number:text birthday:date balance:numeric"
                        + " external_id:uuid region:text notes:text",
                "");
        add(
                tables,
                "shop.orders",
                "id:int8 customer_id:int8 region:text amount:numeric created_at:timestamptz remark:text",
                "");
        add(tables, "shop.products", "id:int4 title:text price:numeric attributes:jsonb", "");
        add(
                tables,
                "shop.contacts",
                "id:int8 name:text tax_number:text mail:text",
                " SELECT id,\n    name,\n    ssn AS tax_number,\n    lower(email::text) AS mail\n"
                        + "   FROM shop.customers;");
        add(tables, "hr.employees", "id:int4 name:text salary:int4 ssn:text", "");
        return tables;
    }

    private static void add(
            Map<String, Map<String, Table>> tables, String name, String columns, String view) {
        int dot = name.indexOf('.');
        var id = new TableId(name.substring(0, dot), name.substring(dot + 1));
        var list = new ArrayList<Column>();
        for (var column : columns.split(" ")) {
            int colon = column.indexOf(':');
            var type = column.substring(colon + 1);
            list.add(new Column(column.substring(0, colon), type, type, type, false));
        }
        tables.computeIfAbsent(id.schema(), schema -> new TreeMap<>())
                .put(
                        id.name(),
                        new Table(
                                id,
                                view.isEmpty() ? Kind.TABLE : Kind.VIEW,
                                List.copyOf(list),
                                view.isEmpty() ? Optional.empty() : Optional.of(view),
                                view.isEmpty() ? List.of("id") : List.of(),
                                List.of()));
    }
}
