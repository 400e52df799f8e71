package dev.sallyport.server.planted;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.server.planted.SecretSearch.Form;
import dev.sallyport.server.planted.SecretSearch.Hit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A search that finds nothing proves something only where it finds what is there.
class SecretSearchTest {

    private static final Planted SECRET = new Planted("PASSWORD", "x", "s3cr/t+Word7Xq");

    private final SecretSearch search = new SecretSearch();

    SecretSearchTest() {
        var others = new PlantedSecrets(3);
        for (int i = 0; i < 500; i++) {
            search.add(others.next());
        }
        search.add(SECRET);
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void findsItInAFileHoweverItIsWritten(Form form, @TempDir Path directory) throws IOException {
        for (var before : List.of("", "a", "ab", "abc", "ö ")) {
            Files.writeString(
                    directory.resolve("file"), "{\"v\":\"" + written(form, before) + "\"}");

            assertThat(search.below(directory))
                    .as(before)
                    .isNotEmpty()
                    .allSatisfy(hit -> assertThat(hit.secret()).isEqualTo(SECRET))
                    .extracting(Hit::form)
                    .contains(form);
        }
    }

    private static String written(Form form, String before) {
        var text = before + SECRET.core() + " after";
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        return switch (form) {
            case RAW -> text;
            case BASE64 -> Base64.getEncoder().encodeToString(bytes);
            case BASE64_URL -> Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            case HEX -> HexFormat.of().formatHex(bytes);
            case HEX_UPPER -> HexFormat.of().withUpperCase().formatHex(bytes);
            case URL -> URLEncoder.encode(text, StandardCharsets.UTF_8);
            case URL_ALL -> "%" + HexFormat.ofDelimiter("%").formatHex(bytes);
            case JSON -> text.replace("/", "\\/");
        };
    }

    @Test
    void findsItWithTheLettersOfUrlsInLowerCase() throws IOException {
        var text = written(Form.URL, "").replace("%2F", "%2f").replace("%2B", "%2b");

        assertThat(search.in("a text", text.getBytes(StandardCharsets.UTF_8))).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void findsAPart(int from) throws IOException {
        var part = SECRET.core().substring(from, from + SecretSearch.PART);

        assertThat(search.in("a text", (part + "…").getBytes(StandardCharsets.UTF_8)))
                .extracting(Hit::secret)
                .containsOnly(SECRET);
    }

    @Test
    void findsItInNamesAndInZipFiles(@TempDir Path directory) throws IOException {
        var secret = new Planted("GITHUB_TOKEN", "x", "kZ3v9QpL2mN8rT5wX1yB");
        search.add(secret);
        Files.writeString(directory.resolve("of-" + secret.core()), "nothing");
        var zipped = new ByteArrayOutputStream();
        try (var zip = new ZipOutputStream(zipped)) {
            zip.putNextEntry(new ZipEntry("inner"));
            zip.write((secret.core() + " ".repeat(500)).getBytes(StandardCharsets.UTF_8));
        }

        assertThat(search.below(directory))
                .extracting(Hit::where)
                .anyMatch(w -> w.startsWith("the name"));
        assertThat(search.in("a.zip", zipped.toByteArray()))
                .extracting(Hit::where)
                .contains("a.zip!inner");
    }

    @Test
    void findsEverySecretAsItWasPlantedAndNothingElse() throws IOException {
        var secrets = new PlantedSecrets(5);
        var all = new SecretSearch();
        for (int i = 0; i < 300; i++) {
            var secret = secrets.next();
            all.add(secret);
            var text =
                    secret.text().toLowerCase(Locale.ROOT).equals(secret.text())
                            ? ""
                            : secret.text();
            if (!secret.kind().contains("TWICE") && !text.isEmpty() && !text.contains("Basic ")) {
                assertThat(all.in("a text", text.getBytes(StandardCharsets.UTF_8)))
                        .as(secret.toString())
                        .isNotEmpty()
                        .allSatisfy(hit -> assertThat(hit.secret()).isEqualTo(secret));
            }
        }
        assertThat(
                        all.in(
                                "a text",
                                "nothing of the kind, ⟦masked:PASSWORD⟧"
                                        .getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
    }
}
