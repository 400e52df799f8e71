package dev.sallyport.masking;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.Random;

/// Prints how many megabytes of text a core masks in a second. Run by hand; not part of the build.
final class Throughput {

    private static final int LENGTH = 8_000_000;
    private static final int ROUNDS = 8;

    private Throughput() {}

    public static void main(String[] arguments) {
        var masker = new Masker();
        var random = new Random(1);
        var samples = new Samples(1).all();
        print(
                masker,
                "prose",
                repeat("The quick brown fox jumps over the lazy dog, again and again. "));
        print(
                masker,
                "log",
                repeat(
                        "2024-05-01T12:00:00.123Z INFO  c.e.shop.Checkout - order 12345 done in 12 ms\n"));
        print(
                masker,
                "code",
                repeat(
                        "    private static int lineEnd(View view, int start, int limit) { return start; }\n"));
        print(
                masker,
                "german",
                repeat("Zwölf Boxkämpfer jagen Viktor quer über den großen Sylter Deich. "));
        var dense = new StringBuilder();
        while (dense.length() < LENGTH) {
            dense.append("INFO value=")
                    .append(samples.get(random.nextInt(samples.size())).text())
                    .append(" done\n");
        }
        print(masker, "dense", dense.toString());
    }

    private static void print(Masker masker, String name, String text) {
        var threads = ManagementFactory.getThreadMXBean();
        double best = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long before = threads.getCurrentThreadCpuTime();
            masker.mask(text);
            double seconds = (threads.getCurrentThreadCpuTime() - before) / 1e9;
            best = Math.max(best, text.length() / 1e6 / seconds);
        }
        System.out.printf(Locale.ROOT, "%-8s %7.1f MB/s%n", name, best);
    }

    private static String repeat(String unit) {
        return unit.repeat(LENGTH / unit.length());
    }
}
