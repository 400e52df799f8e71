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

/// Catalogues without a database behind them: planning never asks one.
final class Catalogues {

    private static final Map<String, String> SHOP =
            Map.ofEntries(
                    Map.entry(
                            "customers",
                            "id int8, name text, email varchar, ssn text, card_number text, birthday date,"
                                    + " balance numeric, external_id uuid, phone text, region text, notes text"),
                    Map.entry(
                            "products",
                            "id int4, title text, price numeric, attributes jsonb, tags text"),
                    Map.entry(
                            "orders",
                            "id int8, customer_id int8, region text, status text, amount numeric,"
                                    + " created_at timestamptz, shipped_on date, remark text"),
                    Map.entry(
                            "order_items",
                            "order_id int8, product_id int4, quantity int4, unit_price numeric"),
                    Map.entry("refunds", "id int8, order_id int8, amount numeric, reason text"),
                    Map.entry(
                            "visits",
                            "customer_id int8, email text, seen_at timestamp, referrer text"),
                    Map.entry("categories", "id int4, parent_id int4, label text"),
                    Map.entry(
                            "suppliers",
                            "id int4, name text, email text, phone text, country text"),
                    Map.entry(
                            "deliveries",
                            "id int8, supplier_id int4, product_id int4, quantity int4"),
                    Map.entry("warehouses", "id int4, city text, country text, capacity int4"),
                    Map.entry("stock", "warehouse_id int4, product_id int4, quantity int4"),
                    Map.entry("prices", "product_id int4, valid_from date, price numeric"),
                    Map.entry("coupons", "code text, percent int4, valid_until date"),
                    Map.entry(
                            "reviews",
                            "id int8, product_id int4, customer_id int8, stars int4, text text"),
                    Map.entry("carts", "id int8, customer_id int8, updated_at timestamptz"),
                    Map.entry("cart_items", "cart_id int8, product_id int4, quantity int4"),
                    Map.entry("newsletters", "id int4, subject text, sent_at timestamptz"),
                    Map.entry("subscriptions", "customer_id int8, email text, since date"),
                    Map.entry(
                            "payments",
                            "id int8, order_id int8, amount numeric, iban text, paid_at timestamptz"));

    private static final Map<String, String> VIEWS =
            Map.of(
                    "contacts",
                    "SELECT id, name, ssn AS tax_number, lower((email)::text) AS mail FROM shop.customers;");

    private static final int MANY_SCHEMAS = 10;
    private static final int MANY_TABLES = 98;

    private Catalogues() {}

    /// A shop: 20 tables and views.
    static Catalogue small() {
        return catalogue(Map.of());
    }

    /// The shop among a thousand tables of 16 columns.
    static Catalogue large() {
        var more = new TreeMap<String, Map<String, Table>>();
        for (int s = 0; s < MANY_SCHEMAS; s++) {
            var schema = "department_" + s;
            var tables = new TreeMap<String, Table>();
            for (int t = 0; t < MANY_TABLES; t++) {
                var id = new TableId(schema, "table_" + t);
                var columns = new StringBuilder("id int8, email text");
                for (int c = 0; c < 14; c++) {
                    columns.append(", column_").append(c).append(c % 2 == 0 ? " text" : " numeric");
                }
                tables.put(id.name(), table(id, columns.toString()));
            }
            more.put(schema, tables);
        }
        return catalogue(more);
    }

    private static Catalogue catalogue(Map<String, Map<String, Table>> more) {
        var shop = new TreeMap<String, Table>();
        SHOP.forEach((name, columns) -> shop.put(name, table(new TableId("shop", name), columns)));
        VIEWS.forEach((name, definition) -> shop.put(name, view(name, definition)));
        var tables = new TreeMap<String, Map<String, Table>>(more);
        tables.put("shop", shop);
        return new Catalogue(
                PostgreSqlDialect.INSTANCE.lexis(),
                tables,
                List.of("shop", "public"),
                List.of(),
                "fixed");
    }

    private static Table table(TableId id, String columns) {
        return new Table(
                id, Kind.TABLE, columns(columns), Optional.empty(), List.of("id"), List.of());
    }

    private static Table view(String name, String definition) {
        return new Table(
                new TableId("shop", name),
                Kind.VIEW,
                columns("id int8, name text, tax_number text, mail text"),
                Optional.of(definition),
                List.of(),
                List.of());
    }

    private static List<Column> columns(String text) {
        var columns = new ArrayList<Column>();
        for (var each : text.split(", ")) {
            var parts = each.split(" ");
            columns.add(new Column(parts[0], parts[1], parts[1], parts[1], false));
        }
        return List.copyOf(columns);
    }
}
