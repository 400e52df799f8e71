package dev.sallyport.tools.git;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.ObjectChecker;

/// Which paths a push may name, and under which other spellings a file system would know them.
final class RepositoryPath {

    static final int BYTES_MAX = 1_000;
    private static final int SEGMENT_BYTES_MAX = 255;
    private static final int DEPTH_MAX = 32;

    /// Names that hosts and tools look for in exactly this spelling, by their folded form.
    private static final Map<String, String> WELL_KNOWN = new HashMap<>();

    static {
        for (String name :
                new String[] {
                    "CODEOWNERS",
                    "Jenkinsfile",
                    "Dockerfile",
                    "Containerfile",
                    "Makefile",
                    "GNUmakefile",
                    "Vagrantfile",
                    "Procfile",
                    "Rakefile",
                    "Gemfile",
                    "LICENSE",
                    "SECURITY.md",
                    "README.md",
                    "CONTRIBUTING.md",
                    "OWNERS",
                    "MAINTAINERS",
                    "Cargo.toml",
                    "Cargo.lock",
                    "Pipfile",
                    "BUILD",
                    "WORKSPACE"
                }) {
            WELL_KNOWN.put(fold(name), name);
        }
    }

    private RepositoryPath() {}

    /// What is wrong with a path, continuing a sentence that quotes it; empty when it may be pushed.
    static Optional<String> problem(String path) {
        if (path.isEmpty()) {
            return Optional.of("is empty");
        }
        if (path.getBytes(StandardCharsets.UTF_8).length > BYTES_MAX) {
            return Optional.of("is longer than " + BYTES_MAX + " bytes");
        }
        if (!path.codePoints().allMatch(RepositoryPath::visible)) {
            return Optional.of("holds a control, invisible or undefined character");
        }
        if (!Normalizer.isNormalized(path, Normalizer.Form.NFC)) {
            return Optional.of("is not in Unicode's composed form (NFC)");
        }
        if (path.startsWith("/") || path.indexOf('\\') >= 0 || path.indexOf(':') >= 0) {
            return Optional.of("is not a relative path with `/` between directories");
        }
        var segments = path.split("/", -1);
        if (segments.length > DEPTH_MAX) {
            return Optional.of("is more than " + DEPTH_MAX + " directories deep");
        }
        return Arrays.stream(segments)
                .map(RepositoryPath::segmentProblem)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> segmentProblem(String segment) {
        if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
            return Optional.of("has an empty, `.` or `..` part");
        }
        if (segment.getBytes(StandardCharsets.UTF_8).length > SEGMENT_BYTES_MAX) {
            return Optional.of("has a part longer than " + SEGMENT_BYTES_MAX + " bytes");
        }
        String folded = fold(segment);
        if (folded.equals(".git") || folded.equals("git~1")) {
            return Optional.of("reaches into git's own directory");
        }
        if (folded.equals(".gitmodules") || folded.equals(".gitattributes")) {
            return Optional.of("changes how git itself treats the repository");
        }
        if (shortName(folded)) {
            return Optional.of("could be the short name of another file on Windows");
        }
        try {
            new ObjectChecker().setSafeForWindows(true).setSafeForMacOS(true).checkPath(segment);
        } catch (CorruptObjectException e) {
            return Optional.of("is not a safe file name on every system");
        }
        return Optional.empty();
    }

    /// `GITHUB~1`: an alias that NTFS makes for a longer name.
    private static boolean shortName(String folded) {
        int tilde = folded.lastIndexOf('~');
        return tilde >= 0
                && tilde + 1 < folded.length()
                && folded.charAt(tilde + 1) >= '0'
                && folded.charAt(tilde + 1) <= '9';
    }

    private static boolean visible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            case Character.SPACE_SEPARATOR -> codePoint == ' ';
            default -> true;
        };
    }

    /// The spelling under which file systems that ignore case and Unicode form know a name.
    static String fold(String path) {
        boolean ascii = path.chars().allMatch(c -> c < 0x80);
        return ascii
                ? path.toLowerCase(Locale.ROOT)
                : Normalizer.normalize(path, Normalizer.Form.NFKC)
                        .toUpperCase(Locale.ROOT)
                        .toLowerCase(Locale.ROOT);
    }

    /// The paths with every other spelling that a rule may protect: folded, and as hosts spell well-known files.
    static Set<String> withSpellings(Collection<String> paths) {
        var all = new TreeSet<String>();
        for (String path : paths) {
            all.add(path);
            String folded = fold(path);
            all.add(folded);
            int slash = path.lastIndexOf('/');
            String known = WELL_KNOWN.get(folded.substring(folded.lastIndexOf('/') + 1));
            if (known != null && !known.equals(path.substring(slash + 1))) {
                all.add(path.substring(0, slash + 1) + known);
                all.add(folded.substring(0, folded.lastIndexOf('/') + 1) + known);
            }
        }
        return all;
    }
}
