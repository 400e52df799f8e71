package dev.sallyport.examples.git;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEditor;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;

/// A small online shop's sources: a few commits on `main`, the same object ids every time.
public final class ShopProject {

    private static final Instant FIRST_DAY = Instant.parse("2026-03-02T09:15:00Z");

    private static final String README =
            """
            # shop

            The order service: takes an order, keeps it, tells the warehouse.

            ## Run it

                python3 -m shop.server --port 8080

            ## Tests

                python3 -m unittest discover tests

            Orders are stored in the `shop` schema; see `schema/orders.sql`.
            """;

    private static final String ORDERS =
            """
            \"\"\"Orders: what was bought, and what it costs.\"\"\"

            from dataclasses import dataclass
            from decimal import Decimal


            @dataclass(frozen=True)
            class Line:
                article: str
                quantity: int
                price: Decimal

                def total(self) -> Decimal:
                    return self.price * self.quantity


            @dataclass(frozen=True)
            class Order:
                customer: int
                lines: tuple[Line, ...]

                def total(self) -> Decimal:
                    return sum((line.total() for line in self.lines), Decimal(0))
            """;

    private static final String TESTS =
            """
            import unittest
            from decimal import Decimal

            from shop.orders import Line, Order


            class OrderTest(unittest.TestCase):
                def test_total_adds_up_the_lines(self):
                    order = Order(7, (Line("tea", 2, Decimal("3.50")), Line("cup", 1, Decimal("8"))))

                    self.assertEqual(Decimal("15.00"), order.total())
            """;

    private static final String SCHEMA =
            """
            create table shop.orders (
                id bigint generated always as identity primary key,
                customer_id bigint not null,
                region text not null,
                total numeric(12, 2) not null,
                placed_at timestamptz not null default now()
            );
            """;

    private static final String SERVER =
            """
            \"\"\"The HTTP face of the shop.\"\"\"

            import argparse
            import json
            from http.server import BaseHTTPRequestHandler, HTTPServer


            class Handler(BaseHTTPRequestHandler):
                def do_GET(self):
                    body = json.dumps({"status": "ok"}).encode()
                    self.send_response(200 if self.path == "/healthz" else 404)
                    self.end_headers()
                    self.wfile.write(body)


            if __name__ == "__main__":
                arguments = argparse.ArgumentParser()
                arguments.add_argument("--port", type=int, default=8080)
                HTTPServer(("127.0.0.1", arguments.parse_args().port), Handler).serve_forever()
            """;

    private static final String WORKFLOW =
            """
            name: test
            on: [push, pull_request]
            jobs:
              unit:
                runs-on: ubuntu-latest
                steps:
                  - uses: actions/checkout@v4
                  - run: python3 -m unittest discover tests
            """;

    private static final String CODEOWNERS =
            """
            *            @shop/backend
            /schema/     @shop/dba
            /.github/    @shop/platform
            """;

    private ShopProject() {}

    /// Puts the project on `main`, unless `main` exists.
    public static void seed(Repository repository) throws IOException {
        if (repository.resolve("refs/heads/main") != null) {
            return;
        }
        var ana = new Author("Ana Ruiz", "ana@example.com");
        var ben = new Author("Ben Okafor", "ben@example.com");
        var files = new LinkedHashMap<String, String>();

        files.put("README.md", README);
        files.put("src/shop/__init__.py", "");
        files.put("src/shop/orders.py", ORDERS);
        commit(repository, "main", files, ana, 0, "orders: what an order is and what it costs");
        files.clear();
        files.put("tests/test_orders.py", TESTS);
        files.put(".gitignore", "__pycache__/\n*.pyc\n.env\n");
        commit(repository, "main", files, ben, 1, "tests: the total adds up the lines");
        files.clear();
        files.put("schema/orders.sql", SCHEMA);
        files.put("src/shop/server.py", SERVER);
        commit(repository, "main", files, ana, 3, "server: answer health checks");
        files.clear();
        files.put(".github/workflows/test.yml", WORKFLOW);
        files.put("CODEOWNERS", CODEOWNERS);
        commit(repository, "main", files, ben, 4, "ci: run the tests on every push");
    }

    /// Who committed.
    public record Author(String name, String email) {}

    /// Writes the files over the head of a branch, or as its first commit.
    ///
    /// @param files path to content
    /// @param day counted from the project's first day
    public static ObjectId commit(
            Repository repository,
            String branch,
            Map<String, String> files,
            Author author,
            int day,
            String message)
            throws IOException {
        ObjectId parent = repository.resolve(Constants.R_HEADS + branch + "^{commit}");
        try (var inserter = repository.newObjectInserter();
                var reader = repository.newObjectReader()) {
            var index = DirCache.newInCore();
            if (parent != null) {
                ObjectId tree = repository.resolve(parent.name() + "^{tree}");
                if (tree == null) {
                    throw new IOException("commit without a tree: " + parent.name());
                }
                index = DirCache.read(reader, tree);
            }
            var editor = index.editor();
            for (var file : files.entrySet()) {
                ObjectId blob =
                        inserter.insert(
                                Constants.OBJ_BLOB,
                                file.getValue().getBytes(StandardCharsets.UTF_8));
                editor.add(
                        new DirCacheEditor.PathEdit(file.getKey()) {
                            @Override
                            public void apply(DirCacheEntry entry) {
                                entry.setFileMode(FileMode.REGULAR_FILE);
                                entry.setObjectId(blob);
                            }
                        });
            }
            editor.finish();
            var commit = new CommitBuilder();
            commit.setTreeId(index.writeTree(inserter));
            if (parent != null) {
                commit.setParentId(parent);
            }
            var time = FIRST_DAY.plusSeconds(day * 86_400L);
            var person = new PersonIdent(author.name(), author.email(), time, ZoneOffset.UTC);
            commit.setAuthor(person);
            commit.setCommitter(person);
            commit.setMessage(message + "\n");
            ObjectId id = inserter.insert(commit);
            inserter.flush();
            var update = repository.updateRef(Constants.R_HEADS + branch);
            update.setNewObjectId(id);
            update.setExpectedOldObjectId(parent == null ? ObjectId.zeroId() : parent);
            RefUpdate.Result result = update.update();
            if (result != RefUpdate.Result.NEW && result != RefUpdate.Result.FAST_FORWARD) {
                throw new IOException("branch " + branch + " was not updated: " + result);
            }
            return id;
        }
    }
}
