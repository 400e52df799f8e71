package dev.sallyport.masking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

class MaskerTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Masker masker = new Masker();

    @Test
    void textKeepsEverythingButWhatIsHidden() {
        var masked = masker.mask("write to ana@example.com, card 4111 1111 1111 1111, today");

        assertThat(masked.value())
                .isEqualTo("write to ⟦masked:EMAIL⟧, card ⟦masked:PAYMENT_CARD⟧, today");
        assertThat(masked.counts()).isEqualTo(Map.of("EMAIL", 1L, "PAYMENT_CARD", 1L));
        assertThat(masked.changed()).isTrue();
    }

    @Test
    void cleanTextComesBackAsItWas() {
        var text = "Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich 🏝\r\n\t1.2.3";

        assertThat(masker.mask(text)).isEqualTo(new Masked<>(text, new java.util.TreeMap<>()));
    }

    @Test
    void numbersInJsonBecomeTextsSoThatItStaysJson() {
        var masked =
                masker.mask("{\"card\": 4111111111111111, \"list\": [4111111111111111]}").value();

        assertThat(json(masked))
                .isEqualTo(
                        json("{'card':'⟦masked:PAYMENT_CARD⟧','list':['⟦masked:PAYMENT_CARD⟧']}"));
    }

    @Test
    void jsonTextKeepsItsLayoutWhereItCan() {
        var masked = masker.mask("{ \"to\" :  \"ana@example.com\",\n  \"n\": 1 }").value();

        assertThat(masked).isEqualTo("{ \"to\" :  \"⟦masked:EMAIL⟧\",\n  \"n\": 1 }");
    }

    @Test
    void valuesAreNamedByTheirKeys() {
        var masked =
                mask(
                        "{'password':'correct horse','nested':{'apiKey':'plainlookingvalue'},'page_token':'abcdefgh12'}");

        assertThat(masked)
                .isEqualTo(
                        json(
                                "{'password':'⟦masked:PASSWORD⟧','nested':{'apiKey':'⟦masked:SECRET⟧'},'page_token':'abcdefgh12'}"));
    }

    @Test
    void cellsAreNamedByTheirColumns() {
        var masked =
                mask(
                        "{'columns':[{'name':'id'},{'name':'password'},{'name':'ssn'}],'rows':[[1,'hunter2',123456789]]}");

        assertThat(masked.at("/rows/0")).isEqualTo(json("[1,'⟦masked:PASSWORD⟧','⟦masked:SSN⟧']"));
    }

    @Test
    void keysAreMaskedAndStayApart() {
        var masked = mask("{'ana@example.com':1,'ben@example.com':2}");

        assertThat(masked).isEqualTo(json("{'⟦masked:EMAIL⟧':1,'⟦masked:EMAIL⟧#2':2}"));
    }

    @Test
    void jsonInsideTextIsWalked() {
        var masked = mask("{'body':'{\\\"card\\\":4111111111111111,\\\"n\\\":[1]}'}");

        assertThat(json(masked.get("body").stringValue()))
                .isEqualTo(json("{'card':'⟦masked:PAYMENT_CARD⟧','n':[1]}"));
    }

    @Test
    void environmentEntriesAreNamedByTheirNameField() {
        var masked =
                mask(
                        "{'env':[{'name':'DB_PASSWORD','value':'hunter2'},{'name':'MODE','value':'fast'}]}");

        assertThat(masked.at("/env/0/value").stringValue()).isEqualTo("⟦masked:PASSWORD⟧");
        assertThat(masked.at("/env/1/value").stringValue()).isEqualTo("fast");
    }

    @Test
    void theInputIsNotChanged() {
        var input = json("{'to':'ana@example.com'}");

        masker.mask(input);

        assertThat(input).isEqualTo(json("{'to':'ana@example.com'}"));
    }

    @Test
    void nestingBeyondTheBoundFailsWithoutTheValueInTheMessage() {
        JsonNode deep = JsonNodeFactory.instance.stringNode("ana@example.com");
        for (int i = 0; i < 5_000; i++) {
            deep = JsonNodeFactory.instance.arrayNode().add(deep);
        }
        var value = deep;

        assertThatThrownBy(() -> masker.mask(value))
                .isInstanceOf(MaskingFailedException.class)
                .hasMessageNotContaining("ana");
    }

    @Test
    void textBeyondTheBoundFails() {
        var array = JsonNodeFactory.instance.arrayNode();
        var long16Mi = "x ".repeat(8 * 1024 * 1024);
        for (int i = 0; i < 5; i++) {
            array.add(long16Mi);
        }

        assertThatThrownBy(() -> masker.mask(array)).isInstanceOf(MaskingFailedException.class);
    }

    private JsonNode mask(String singleQuoted) {
        return masker.mask(json(singleQuoted)).value();
    }

    private static JsonNode json(String singleQuoted) {
        return JSON.readTree(singleQuoted.replace('\'', '"'));
    }

    /// As a statement of SQL has a text in a literal.
    @Test
    void quotesThatStandTwiceHideNothing() {
        for (var text :
                List.of(
                        "password = ''{}''",
                        "ALTER ROLE app PASSWORD ''{}''",
                        "CREATE USER app IDENTIFIED BY ''{}''",
                        "''db_password'' => ''{}''",
                        "passwd: ''{}''",
                        "config[''password''] = ''{}''",
                        "{\"\"password\"\": \"\"{}\"\"}")) {
            var statement = "select '" + text.replace("{}", "tr0ub4dor9x") + "' as x";

            assertThat(masker.mask(statement).value())
                    .as(statement)
                    .doesNotContain("tr0ub4dor9x")
                    .endsWith("' as x");
        }
        assertThat(masker.mask("set password = '', name = 'tea'").value())
                .isEqualTo("set password = '', name = 'tea'");
    }

    @Test
    void runsOfQuotesHideNothing() {
        for (var text :
                List.of(
                        "id,\"password=\"\"{}\"\"\",3",
                        "CONNECTION 'password=''{}'' host=db'",
                        "password = \"\"\"{}\"\"\"",
                        "ALTER ROLE app PASSWORD '''{}'''",
                        "CREATE USER app IDENTIFIED BY '''{}'''",
                        "password = ''''{}''''",
                        "password = ''''''''{}''''''''")) {
            assertThat(masker.mask(text.replace("{}", "tr0ub4dor9x")).value())
                    .as(text)
                    .isEqualTo(text.replace("{}", "⟦masked:PASSWORD⟧"));
        }
    }

    @Test
    void quotesThatEndALiteralOpenNoValue() {
        for (var text :
                List.of(
                        "'create role app password '''||chosen||''''",
                        "'create role app password ''' || chosen",
                        "\"password=\"\"\"&chosen&\"\"\"\"",
                        "\"password=\" + chosen",
                        "password = \"\"\"\"\"\", name = \"tea\"",
                        "password = '''', name = 'tea'")) {
            assertThat(masker.mask(text).value()).isEqualTo(text);
        }
    }

    @Test
    void anEnvironmentEntryIsFoundInADiff() {
        assertThat(masker.mask("+  - name: DB_PASSWORD\n+    value: tr0ub4dor9x\n").value())
                .isEqualTo("+  - name: DB_PASSWORD\n+    value: ⟦masked:PASSWORD⟧\n");
        assertThat(masker.mask("@@ -0,0 +1 @@\n+183-04-8639\n").value())
                .isEqualTo("@@ -0,0 +1 @@\n+⟦masked:SSN⟧\n");
        assertThat(masker.mask("call +183-04-8639").value()).isEqualTo("call +183-04-8639");
    }

    @Test
    void noMarksOfADiffHideANumber() {
        for (var marks :
                List.of("+", "-", "++", " +", "+ ", "-+", "\n++", "\n +", "a\n- ", "a\n+")) {
            assertThat(masker.mask(marks + "183-04-8639\n").value())
                    .isEqualTo(marks + "⟦masked:SSN⟧\n");
        }
        for (var phone : List.of("\n- +183-04-8639", "tel:+183-04-8639", "x +183-04-8639")) {
            assertThat(masker.mask(phone).value()).isEqualTo(phone);
        }
    }

    @Test
    void hexadecimalIsReadWhateverStandsBesideIt() {
        var hex =
                HexFormat.of()
                        .formatHex(
                                "password=tr0ub4dor9x and so on"
                                        .getBytes(StandardCharsets.US_ASCII));
        for (var text : List.of("+{}\n", "/tmp/{}/x", "{}\n\tat the end", "a{}", "x-{}")) {
            assertThat(masker.mask(text.replace("{}", hex)).value())
                    .as(text)
                    .doesNotContain(hex)
                    .contains("⟦masked:");
        }
        var number = HexFormat.of().formatHex("183-04-8639".getBytes(StandardCharsets.US_ASCII));
        for (var text : List.of("{}", "f{}", "{}0", "f{}0")) {
            assertThat(masker.mask(text.replace("{}", number)).value())
                    .as(text)
                    .isEqualTo("⟦masked:SSN⟧");
        }
    }
}
