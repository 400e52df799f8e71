package dev.sallyport.server.planted;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.ZipInputStream;

/// Finds parts of many secrets in many bytes, in one pass: as they are and as they may be written. Safe from many threads once
/// all have been added.
///
/// A part is a run of [#PART] characters, or the whole of a shorter secret. Digits alone are found as a whole, and hexadecimal in longer
/// runs: parts of them occur by chance. Each part is looked up by its first eight bytes and then compared.
public final class SecretSearch {

    /// How a secret may be written where it must not be.
    public enum Form {
        RAW,
        BASE64,
        BASE64_URL,
        HEX,
        HEX_UPPER,
        URL,
        URL_ALL,
        JSON
    }

    /// @param where the name of what was searched
    public record Hit(Planted secret, Form form, String where, long at, String around) {}

    /// A run of so many letters and digits is no chance.
    static final int PART = 12;

    private static final int HEX_PART = 20;
    private static final int KEY = Long.BYTES;
    private static final int HITS_MAX = 5_000;
    private static final int AROUND = 60;

    private record Found(Planted secret, Form form) {}

    private static final class Part {
        private final Planted secret;
        private final Form form;
        private final byte[] bytes;

        Part(Planted secret, Form form, byte[] bytes) {
            this.secret = secret;
            this.form = form;
            this.bytes = bytes;
        }
    }

    private final List<Part> parts = new ArrayList<>();
    // By open addressing: the first bytes of a part, and where those begin that have them.
    private long[] keys = new long[1 << 16];
    private int[] first = new int[1 << 16];
    private int[] next = new int[1 << 16];
    private int used;

    public void add(Planted secret) {
        var core = secret.core();
        int length = lengthOfPart(core);
        for (int i = 0; i + length <= core.length(); i += step(core)) {
            var part = core.substring(i, i + length);
            for (var form : Form.values()) {
                writings(part, form).forEach(bytes -> add(new Part(secret, form, bytes)));
            }
        }
    }

    private static int lengthOfPart(String core) {
        boolean digits = core.chars().allMatch(c -> c < 'A');
        boolean hex = core.chars().allMatch(c -> Character.digit(c, 16) >= 0);
        return Math.min(core.length(), digits ? core.length() : hex ? HEX_PART : PART);
    }

    /// A long secret is not looked for from each of its characters on.
    private static int step(String core) {
        return core.length() > 48 ? 4 : 1;
    }

    /// Without what leaves the part as it is, which has been looked for already.
    private static List<byte[]> writings(String part, Form form) {
        var bytes = part.getBytes(StandardCharsets.UTF_8);
        var texts =
                switch (form) {
                    case RAW -> Set.of(part);
                    case BASE64 -> base64(bytes, Base64.getEncoder());
                    case BASE64_URL -> base64(bytes, Base64.getUrlEncoder());
                    case HEX -> Set.of(HexFormat.of().formatHex(bytes));
                    case HEX_UPPER -> Set.of(HexFormat.of().withUpperCase().formatHex(bytes));
                    case URL -> url(URLEncoder.encode(part, StandardCharsets.UTF_8));
                    case URL_ALL ->
                            new TreeSet<>(List.of(each(part, "%%%02X"), each(part, "%%%02x")));
                    case JSON ->
                            new TreeSet<>(
                                    List.of(
                                            part.replace("/", "\\/"),
                                            each(part, "\\u%04x"),
                                            each(part, "\\\\u%04x")));
                };
        return texts.stream()
                .filter(text -> form == Form.RAW || !text.equals(part))
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    private static Set<String> url(String encoded) {
        return new TreeSet<>(List.of(encoded, lower(encoded)));
    }

    private static String lower(String url) {
        var out = new StringBuilder(url);
        for (int i = 0; i + 2 < out.length(); i++) {
            if (out.charAt(i) == '%') {
                out.setCharAt(i + 1, Character.toLowerCase(out.charAt(i + 1)));
                out.setCharAt(i + 2, Character.toLowerCase(out.charAt(i + 2)));
            }
        }
        return out.toString();
    }

    private static String each(String text, String format) {
        return text.chars().mapToObj(c -> format.formatted(c)).collect(Collectors.joining());
    }

    /// What stays the same of it in a longer text, at each of the three ways to lie in it.
    private static Set<String> base64(byte[] bytes, Base64.Encoder encoder) {
        var all = new TreeSet<String>();
        for (int before = 0; before < 3; before++) {
            var padded = new byte[before + bytes.length];
            System.arraycopy(bytes, 0, padded, before, bytes.length);
            var text = encoder.withoutPadding().encodeToString(padded);
            int from = (before * 8 + 5) / 6;
            int to = padded.length * 8 / 6;
            all.add(text.substring(from, to));
        }
        return all;
    }

    private void add(Part part) {
        if (part.bytes.length < KEY) {
            throw new IllegalArgumentException("a part of eight bytes at least");
        }
        if (used * 2 >= keys.length) {
            grow();
        }
        int id = parts.size();
        parts.add(part);
        if (id >= next.length) {
            next = Arrays.copyOf(next, next.length * 2);
        }
        link(key(part.bytes, 0), id);
    }

    private void link(long key, int id) {
        int slot = slot(key);
        if (first[slot] == 0) {
            used++;
            keys[slot] = key;
        }
        next[id] = first[slot];
        first[slot] = id + 1;
    }

    private void grow() {
        keys = new long[keys.length * 2];
        first = new int[keys.length];
        used = 0;
        for (int id = 0; id < parts.size(); id++) {
            link(key(parts.get(id).bytes, 0), id);
        }
    }

    private int slot(long key) {
        int mask = keys.length - 1;
        int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
        while (first[slot] != 0 && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private static long key(byte[] bytes, int from) {
        long key = 0;
        for (int i = from; i < from + KEY; i++) {
            key = (key << 8) | (bytes[i] & 0xFF);
        }
        return key;
    }

    /// The first part of each secret in each form, 5,000 at most; what is a ZIP file is also searched within.
    public List<Hit> in(String where, byte[] bytes) throws IOException {
        var hits = new ArrayList<Hit>();
        scan(where, bytes, hits);
        if (bytes.length > 4 && bytes[0] == 'P' && bytes[1] == 'K' && bytes[2] == 3) {
            try (var zip = new ZipInputStream(new ByteArrayInputStream(bytes))) {
                for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                    var out = new ByteArrayOutputStream();
                    var _ = zip.transferTo(out);
                    scan(where + "!" + entry.getName(), out.toByteArray(), hits);
                }
            }
        }
        return hits;
    }

    private void scan(String where, byte[] bytes, List<Hit> hits) {
        long key = 0;
        var seen = new HashSet<Found>();
        for (int end = 0; end < bytes.length && hits.size() < HITS_MAX; end++) {
            key = (key << 8) | (bytes[end] & 0xFF);
            int start = end - KEY + 1;
            if (start < 0) {
                continue;
            }
            for (int id = first[slot(key)]; id != 0; id = next[id - 1]) {
                var part = parts.get(id - 1);
                int stop = start + part.bytes.length;
                if (stop <= bytes.length
                        && Arrays.equals(part.bytes, 0, part.bytes.length, bytes, start, stop)) {
                    if (seen.add(new Found(part.secret, part.form))) {
                        hits.add(hit(part, where, bytes, start, stop));
                    }
                }
            }
        }
    }

    private static Hit hit(Part part, String where, byte[] bytes, int start, int stop) {
        int from = Math.max(0, start - AROUND);
        int to = Math.min(bytes.length, stop + AROUND);
        var around = new String(bytes, from, to - from, StandardCharsets.UTF_8);
        return new Hit(part.secret, part.form, where, start, around);
    }

    /// Every file below.
    public List<Hit> below(Path root) throws IOException {
        var hits = new ArrayList<Hit>();
        for (var file : files(root)) {
            hits.addAll(in(file.toString(), Files.readAllBytes(file)));
            hits.addAll(
                    in("the name of " + file, file.toString().getBytes(StandardCharsets.UTF_8)));
        }
        return hits;
    }

    private static List<Path> files(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
