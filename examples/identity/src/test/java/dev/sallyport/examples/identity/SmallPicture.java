package dev.sallyport.examples.identity;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import javax.imageio.ImageIO;

/// A picture of a page with at most 256 colours, as an indexed PNG: a third of the size, and to the eye the same.
final class SmallPicture {

    private static final int COLOURS = 256;

    private SmallPicture() {}

    static void write(byte[] png, Path file) throws IOException {
        var picture = ImageIO.read(new ByteArrayInputStream(png));
        var palette = palette(picture);
        var bytes = new byte[3][palette.length];
        for (int i = 0; i < palette.length; i++) {
            bytes[0][i] = (byte) (palette[i] >> 16);
            bytes[1][i] = (byte) (palette[i] >> 8);
            bytes[2][i] = (byte) palette[i];
        }
        var model = new IndexColorModel(8, palette.length, bytes[0], bytes[1], bytes[2]);
        var small =
                new BufferedImage(
                        picture.getWidth(),
                        picture.getHeight(),
                        BufferedImage.TYPE_BYTE_INDEXED,
                        model);
        var nearest = new HashMap<Integer, Integer>();
        var raster = small.getRaster();
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                int colour = picture.getRGB(x, y) & 0xFFFFFF;
                raster.setSample(
                        x, y, 0, nearest.computeIfAbsent(colour, c -> nearest(palette, c)));
            }
        }
        if (!ImageIO.write(small, "png", file.toFile())) {
            throw new IOException("this Java writes no PNG");
        }
    }

    /// The colours that are there most often.
    private static int[] palette(BufferedImage picture) {
        var counts = new HashMap<Integer, Integer>();
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                counts.merge(picture.getRGB(x, y) & 0xFFFFFF, 1, Integer::sum);
            }
        }
        return counts.entrySet().stream()
                .sorted(
                        Comparator.comparing(Map.Entry<Integer, Integer>::getValue)
                                .reversed()
                                .thenComparing(Map.Entry::getKey))
                .limit(COLOURS)
                .mapToInt(Map.Entry::getKey)
                .toArray();
    }

    private static int nearest(int[] palette, int colour) {
        int best = 0;
        int bestDistance = Integer.MAX_VALUE;
        for (int i = 0; i < palette.length; i++) {
            int red = (palette[i] >> 16 & 0xFF) - (colour >> 16 & 0xFF);
            int green = (palette[i] >> 8 & 0xFF) - (colour >> 8 & 0xFF);
            int blue = (palette[i] & 0xFF) - (colour & 0xFF);
            int distance = red * red + green * green + blue * blue;
            if (distance < bestDistance) {
                best = i;
                bestDistance = distance;
            }
        }
        return best;
    }
}
