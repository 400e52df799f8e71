package dev.sallyport.masking;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileInputTest {

    private static final int LENGTH = 40_000;

    /// Bytes looked at for each byte of the text. A window of some kilobytes opened at every few bytes would
    /// be far above.
    private static final long WORK_MAX = 600;

    private final Scanner scanner = new Scanner(Detectors.all());

    @ParameterizedTest
    @ValueSource(
            strings = {
                "A",
                "a ",
                "4",
                "41 ",
                "4111 ",
                "0-",
                "@",
                "a@",
                "a@b.",
                "a.b@c.de",
                "://",
                "://a:",
                "://a:b/",
                "password",
                "password=",
                "password='",
                "password=\"\\",
                "password=(",
                "secret: |\n",
                "token_",
                "-----BEGIN ",
                "-----BEGIN PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\nAAAAAAAAAAAAAAAAAAAAAAA\n",
                "eyJ",
                "eyJhbGciOiJub25lIn0.",
                "eyJhbGciOiJub25lIn0.a.",
                "Authorization: ",
                "Authorization: Bearer ",
                "Cookie: a=",
                "bearer ",
                "aws ",
                "AKIA",
                "AccountKey=",
                "identified by ",
                "set password ",
                "%",
                "%25",
                "%2525",
                "\\",
                "\\\\",
                "\\u0025",
                "&#37;",
                "SK00",
                "DE00",
                "ghp_",
                "sk-",
                "YWFh",
                "ISEh",
                "36",
                "363",
                "password=\"\"",
                "password ''''''''",
                "⟦",
                "⟦masked",
                "⟦masked⟧",
                "４",
                "\u200B",
                "{\"a\":",
                "\"",
                "hooks.slack.com/services/",
                ":AA",
                "q~",
                "name: PASSWORD\n"
            })
    void workGrowsNoFasterThanTheText(String unit) {
        long once = work(unit.repeat(LENGTH / unit.length()));
        long twice = work(unit.repeat(2 * LENGTH / unit.length()));

        assertThat(twice).isLessThan(3 * once + LENGTH);
        assertThat(once / LENGTH).isLessThan(WORK_MAX);
    }

    @Test
    void encodingsInsideOneAnotherAreBounded() {
        var text = "ana plain words and nothing else ".repeat(600);
        for (int depth = 0; depth < 6; depth++) {
            text = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        }

        assertThat(work(text) / text.length()).isLessThan(WORK_MAX);
    }

    @Test
    void whatCannotBeUnpackedWithinBoundsIsMasked() {
        // Base64 that decodes to base64 in every phase would cost more at each level than the level
        // before.
        var text = "ana@example.com " + "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkw".repeat(4_000);

        var masked = new Masker().mask(text).value();

        assertThat(masked).doesNotContain("ana@");
        assertThat(work(text) / text.length()).isLessThan(WORK_MAX);
    }

    @Test
    void randomBytesAndTextNeverFail() {
        var random = new Random(29);
        var pieces = new Samples(29).all();
        var masker = new Masker();
        for (int round = 0; round < 400; round++) {
            var out = new StringBuilder();
            while (out.length() < 300) {
                switch (random.nextInt(5)) {
                    case 0 -> out.append((char) random.nextInt(0x10000));
                    case 1 -> out.append((char) random.nextInt(128));
                    case 2 -> out.append("\\%\"'=:@{}[]⟦⟧\n ".charAt(random.nextInt(15)));
                    default -> {
                        var text = pieces.get(random.nextInt(pieces.size())).text();
                        int from = random.nextInt(text.length());
                        out.append(text, from, Math.min(text.length(), from + random.nextInt(60)));
                    }
                }
            }

            var once = masker.mask(out.toString());

            assertThat(masker.mask(once.value()).value())
                    .as("round " + round)
                    .isEqualTo(once.value());
        }
    }

    private long work(String text) {
        var masking = new TextMasking(scanner);
        masking.add(text, 0, text.length());
        masking.finish();
        return masking.work();
    }
}
