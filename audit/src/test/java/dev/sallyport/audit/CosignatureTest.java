package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CosignatureTest {

    // A public checkpoint of the staging log arche2025h1 of transparency.dev, cosigned by the
    // public witness
    // remora.n621.de (its key: transparency-dev/formats, note/note_cosigv1_test.go).
    private static final String KEY =
            "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2";
    private static final String TEXT =
            """
            arche2025h1.staging.ct.transparency.dev
            1432088532
            U7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=
            """;
    private static final String LINE =
            "\u2014 remora.n621.de 2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw==\n";
    private static final String OTHERS =
            "\u2014 witness.stagemole.eu Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeGi9Y8FtEyOUvVr+AJmIY/2TUFucgKi7lI7cUiOvKFYe/TmN9DAg==\n";

    private static final WitnessKey WITNESS = WitnessKey.parse(KEY);

    @Test
    void aCosignatureOfAPublicWitnessVerifies() throws Exception {
        var found = Cosignature.read(TEXT, OTHERS + LINE, List.of(WITNESS));

        assertThat(found).hasSize(1);
        assertThat(found.getFirst().at()).isEqualTo(Instant.ofEpochSecond(0x6a122120L));
        assertThat(WITNESS).hasToString(KEY);
    }

    @Test
    void itIsOfThatTextAlone() {
        assertThatThrownBy(() ->
                        Cosignature.read(TEXT.replace("1432088532", "42"), LINE, List.of(WITNESS)))
                .isInstanceOf(Cosignature.BadLinesException.class)
                .hasMessageContaining("is not by its key");
    }

    @Test
    void keysOfOtherKindsAreToldApart() {
        assertThatThrownBy(() ->
                        WitnessKey.parse(
                                "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"))
                .hasMessageContaining("the key of a log (type 1)");
        assertThatThrownBy(() -> WitnessKey.parse("w+00000000+Bg=="))
                .hasMessageContaining("ML-DSA-44");
        assertThatThrownBy(() -> WitnessKey.parse(KEY.replace("da77", "da78")))
                .hasMessageContaining("does not fit");
        assertThatThrownBy(() -> WitnessKey.parse("w+00000000+"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aQuorumCountsEachWitnessOnce() {
        assertThatThrownBy(() -> new WitnessQuorum(List.of(WITNESS, WITNESS), 2))
                .hasMessageContaining("have the name");
        var typed = java.util.Base64.getDecoder().decode(WITNESS.key());
        var digest = Merkle.sha256();
        digest.update("other\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        var id = java.nio.ByteBuffer.wrap(digest.digest(typed)).getInt();
        var alias = new WitnessKey("other", id, WITNESS.key());
        assertThatThrownBy(() -> new WitnessQuorum(List.of(WITNESS, alias), 2))
                .hasMessageContaining("has the public key of another");
        for (int least : new int[] {-1, 0, 2}) {
            assertThatThrownBy(() -> new WitnessQuorum(List.of(WITNESS), least))
                    .hasMessageContaining("from 1 to the number of witnesses");
        }
    }
}
