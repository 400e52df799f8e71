package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class MerkleTest {

    private static final HexFormat HEX = HexFormat.of();

    // The leaves and roots that Certificate Transparency's implementations test themselves with.
    static final List<String> LEAVES =
            List.of(
                    "",
                    "00",
                    "10",
                    "2021",
                    "3031",
                    "40414243",
                    "5051525354555657",
                    "606162636465666768696a6b6c6d6e6f");
    private static final List<String> ROOTS =
            List.of(
                    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
                    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
                    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
                    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
                    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    @Test
    void rootsAreThoseOfCertificateTransparency() throws IOException {
        var edge = new TreeEdge();
        var merkle = new Merkle();

        assertThat(HEX.formatHex(edge.root()))
                .isEqualTo("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        for (int i = 0; i < LEAVES.size(); i++) {
            edge.append(merkle.leaf(HEX.parseHex(LEAVES.get(i))), (level, index, hashes) -> {});
            assertThat(HEX.formatHex(edge.root())).isEqualTo(ROOTS.get(i));
        }
    }

    /// RFC 6962 §2.1, as it is written down there.
    private static byte[] definition(List<byte[]> leaves, Merkle merkle) {
        if (leaves.size() == 1) {
            return merkle.leaf(leaves.getFirst());
        }
        int split = Integer.highestOneBit(leaves.size() - 1);
        var left = definition(leaves.subList(0, split), merkle);
        var right = definition(leaves.subList(split, leaves.size()), merkle);
        return merkle.node(left, right);
    }

    @Test
    void rootsAcrossTilesAreThoseOfTheDefinition() throws IOException {
        var random = new Random(7);
        var merkle = new Merkle();
        var leaves = new ArrayList<byte[]>();
        var edge = new TreeEdge();
        var tiles = new ArrayList<String>();

        for (int size = 1; size <= 66_000; size++) {
            var leaf = new byte[8];
            random.nextBytes(leaf);
            leaves.add(leaf);
            edge.append(
                    merkle.leaf(leaf), (level, index, hashes) -> tiles.add(level + "/" + index));
            if (size < 600 || size % 9973 == 0 || size == 65_536) {
                assertThat(edge.root()).as("size %d", size).isEqualTo(definition(leaves, merkle));
            }
        }

        assertThat(tiles).hasSize(66_000 / 256 + 1).contains("0/0", "0/256", "1/0");
    }

    @Test
    void tilesLieWhereTheFormatPutsThem() {
        var log = java.nio.file.Path.of("log");

        assertThat(TilePath.tile(log, 0, 1_234_067)).hasToString("log/tile/0/x001/x234/067");
        assertThat(TilePath.entries(log, 0)).hasToString("log/tile/entries/000");
        assertThat(TilePath.partial(TilePath.tile(log, 2, 1000), 17))
                .hasToString("log/tile/2/x001/000.p/17");
    }

    @Test
    void levelsAndWidthsAreThoseOfTheFormatsExample() {
        assertThat(TreeEdge.levels(70_000)).isEqualTo(3);
        assertThat(TreeEdge.width(70_000, 0)).isEqualTo(112);
        assertThat(TreeEdge.width(70_000, 1)).isEqualTo(17);
        assertThat(TreeEdge.width(70_000, 2)).isEqualTo(1);
        assertThat(TreeEdge.levels(256)).isEqualTo(2);
        assertThat(TreeEdge.width(256, 0)).isZero();
        assertThat(TreeEdge.levels(Long.MAX_VALUE)).isEqualTo(8);
    }
}
