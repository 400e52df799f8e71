package dev.sallyport.tools.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Obligations;
import dev.sallyport.tools.Tool.Planning;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.JsonNodeFactory;

/// `describe_database` on PostgreSQL.
final class DescribeToolTest {

    private static final TestDatabase DATABASE = TestDatabase.SHARED;

    @Test
    void describesOneSchemaWithItsKeysAndMasks() {
        var described = DATABASE.describe("shop", "", TestDatabase.ANALYST).toString();

        assertThat(described)
                .contains("\"comment\":\"People who buy\"")
                .contains("{\"name\":\"ssn\",\"type\":\"text\",\"masked\":\"redact\"}")
                .contains("\"primary_key\":[\"order_id\",\"product_id\"]")
                .contains("\"foreign_keys\":[\"customer_id -> customers(id)\"]")
                .doesNotContain("employees")
                .doesNotContain("salary_band");
    }

    @Test
    void describesOneTableWithoutItsNeighbours() {
        var described = DATABASE.describe("shop", "orders", Obligations.NONE);

        assertThat(described.path("tables")).hasSize(1);
        assertThat(described.toString()).doesNotContain("customers(id)");
    }

    @Test
    void schemaIsAskedForWithoutNamingAny() {
        var planning =
                DATABASE.tool("describe_database")
                        .plan(
                                ToolCalls.call(
                                        JsonNodeFactory.instance
                                                .objectNode()
                                                .put("database", "shop")));

        if (!(planning instanceof Planning.Refused(var refusal, var touching))) {
            throw new AssertionError("was planned");
        }
        assertThat(refusal.code()).isEqualTo("INVALID_ARGUMENTS");
        assertThat(ToolCalls.shown(refusal)).doesNotContain("hr").doesNotContain("vault");
    }
}
