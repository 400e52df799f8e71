package dev.sallyport.audit;

import java.nio.file.Path;
import java.util.Locale;

/// Where tiles and entry bundles lie below the log's directory.
///
/// @see <a href="https://c2sp.org/tlog-tiles">C2SP tlog-tiles</a>
final class TilePath {

    private TilePath() {}

    static Path tile(Path log, int level, long index) {
        return number(log.resolve("tile").resolve(Integer.toString(level)), index);
    }

    static Path entries(Path log, long index) {
        return number(log.resolve("tile").resolve("entries"), index);
    }

    /// The directory of the partial tiles that came before the full one.
    static Path partials(Path full) {
        return full.resolveSibling(full.getFileName() + ".p");
    }

    static Path partial(Path full, int width) {
        return partials(full).resolve(Integer.toString(width));
    }

    /// Groups of three digits, all but the last behind an `x`: 1234067 is `x001/x234/067`.
    private static Path number(Path parent, long index) {
        var path = String.format(Locale.ROOT, "%03d", index % 1000);
        for (long rest = index / 1000; rest > 0; rest /= 1000) {
            path = String.format(Locale.ROOT, "x%03d/", rest % 1000) + path;
        }
        return parent.resolve(path);
    }
}
