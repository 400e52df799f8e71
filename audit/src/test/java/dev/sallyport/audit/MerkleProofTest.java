package dev.sallyport.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MerkleProofTest {

    private static final HexFormat HEX = HexFormat.of();
    private static final int SIZE_MAX = 70;

    private final Merkle merkle = new Merkle();
    private final MerkleProof proof = new MerkleProof();

    /// The leaf hashes of a tree, and what RFC 6962 §2.1 says of it, as it is written down there.
    private record Tree(List<byte[]> leaves, Merkle merkle) {

        Tree part(int from, int to) {
            return new Tree(leaves.subList(from, to), merkle);
        }

        int size() {
            return leaves.size();
        }

        private int split() {
            return Integer.highestOneBit(size() - 1);
        }

        byte[] root() {
            if (size() == 1) {
                return leaves.getFirst();
            }
            return merkle.node(part(0, split()).root(), part(split(), size()).root());
        }

        List<byte[]> path(int leaf) {
            if (size() == 1) {
                return new ArrayList<>();
            }
            boolean left = leaf < split();
            var path =
                    left ? part(0, split()).path(leaf) : part(split(), size()).path(leaf - split());
            path.add((left ? part(split(), size()) : part(0, split())).root());
            return path;
        }

        List<byte[]> subproof(int older, boolean known) {
            if (older == size()) {
                return known ? new ArrayList<>() : new ArrayList<>(List.of(root()));
            }
            boolean left = older <= split();
            var path =
                    left
                            ? part(0, split()).subproof(older, known)
                            : part(split(), size()).subproof(older - split(), false);
            path.add((left ? part(split(), size()) : part(0, split())).root());
            return path;
        }

        List<byte[]> roots(List<MerkleProof.Range> ranges) {
            return ranges.stream()
                    .map(range -> part((int) range.from(), (int) range.to()).root())
                    .toList();
        }
    }

    private Tree tree(int size) {
        var random = new Random(size);
        var leaves = new ArrayList<byte[]>();
        for (int i = 0; i < size; i++) {
            var leaf = new byte[8];
            random.nextBytes(leaf);
            leaves.add(merkle.leaf(leaf));
        }
        return new Tree(leaves, merkle);
    }

    private static List<byte[]> flipped(List<byte[]> hashes, int at) {
        var changed = new ArrayList<>(hashes);
        var hash = hashes.get(at).clone();
        hash[at % hash.length] ^= 1;
        changed.set(at, hash);
        return changed;
    }

    private static List<byte[]> without(List<byte[]> hashes, int at) {
        var fewer = new ArrayList<>(hashes);
        fewer.remove(at);
        return fewer;
    }

    private static List<byte[]> with(List<byte[]> hashes, int at, byte[] more) {
        var longer = new ArrayList<>(hashes);
        longer.add(at, more);
        return longer;
    }

    @Test
    void pathsAreThoseOfTheDefinition() {
        for (int size = 1; size <= SIZE_MAX; size++) {
            var tree = tree(size);
            for (int i = 0; i < size; i++) {
                assertThat(tree.roots(MerkleProof.inclusion(i, size)))
                        .as("record %d of %d", i, size)
                        .usingElementComparator(java.util.Arrays::compare)
                        .isEqualTo(tree.path(i));
                assertThat(tree.roots(MerkleProof.consistency(i + 1, size)))
                        .as("%d before %d", i + 1, size)
                        .usingElementComparator(java.util.Arrays::compare)
                        .isEqualTo(tree.subproof(i + 1, true));
            }
        }
    }

    @Test
    void aPathProvesItsOwnLeafAndNoOther() {
        for (int size = 1; size <= SIZE_MAX; size++) {
            var tree = tree(size);
            var root = tree.root();
            for (int i = 0; i < size; i++) {
                var path = tree.path(i);
                var leaf = tree.leaves().get(i);
                var name = "record " + i + " of " + size;

                assertThat(proof.includes(i, size, leaf, path, root)).as(name).isTrue();
                for (int other = -1; other <= size; other++) {
                    assertThat(proof.includes(other, size, leaf, path, root))
                            .as(name + " as " + other)
                            .isEqualTo(other == i);
                }
                for (int at = 0; at < path.size(); at++) {
                    assertThat(proof.includes(i, size, leaf, flipped(path, at), root)).isFalse();
                    assertThat(proof.includes(i, size, leaf, without(path, at), root)).isFalse();
                }
                for (int at = 0; at <= path.size(); at++) {
                    assertThat(proof.includes(i, size, leaf, with(path, at, leaf), root)).isFalse();
                }
                assertThat(proof.includes(i, size, root, List.of(), root))
                        .as(name)
                        .isEqualTo(size == 1);
                assertThat(proof.includes(i, size, leaf, path, leaf)).as(name).isEqualTo(size == 1);
            }
        }
    }

    @Test
    void aPathProvesItsOwnPastAndNoOther() {
        for (int size = 1; size <= SIZE_MAX; size++) {
            var tree = tree(size);
            var root = tree.root();
            for (int older = 1; older <= size; older++) {
                var path = tree.subproof(older, true);
                var past = tree.part(0, older).root();
                var name = older + " before " + size;

                assertThat(proof.isConsistent(older, past, size, root, path)).as(name).isTrue();
                for (int other = -1; other <= size + 1; other++) {
                    assertThat(proof.isConsistent(other, past, size, root, path))
                            .as(name + " as " + other)
                            .isEqualTo(other == older);
                }
                for (int at = 0; at < path.size(); at++) {
                    assertThat(proof.isConsistent(older, past, size, root, flipped(path, at)))
                            .isFalse();
                    assertThat(proof.isConsistent(older, past, size, root, without(path, at)))
                            .isFalse();
                }
                for (int at = 0; at <= path.size(); at++) {
                    assertThat(proof.isConsistent(older, past, size, root, with(path, at, past)))
                            .isFalse();
                }
                assertThat(proof.isConsistent(older, merkle.leaf(past), size, root, path))
                        .isFalse();
                assertThat(proof.isConsistent(older, past, size, merkle.leaf(root), path))
                        .isFalse();
            }
        }
    }

    @Test
    void nothingComesBeforeEverything() {
        var root = tree(3).root();

        assertThat(proof.isConsistent(0, Merkle.emptyRoot(), 3, root, List.of())).isTrue();
        assertThat(proof.isConsistent(0, root, 3, root, List.of())).isFalse();
        assertThat(proof.isConsistent(0, Merkle.emptyRoot(), 3, root, List.of(root))).isFalse();
    }

    @Test
    void theLargestTreesNeedNoMoreHashesThanAFileTakes() {
        long size = 999_999_999_999_999_999L;

        for (long at : List.of(0L, 1L, size / 3, size / 2, size - 2, size - 1)) {
            assertThat(MerkleProof.inclusion(at, size))
                    .hasSizeLessThanOrEqualTo(MerkleProof.HASHES_MAX);
            assertThat(MerkleProof.consistency(at + 1, size))
                    .hasSizeLessThanOrEqualTo(MerkleProof.HASHES_MAX);
        }
        assertThat(MerkleProof.inclusion(0, Long.MAX_VALUE)).hasSize(MerkleProof.HASHES_MAX);
    }

    // What Certificate Transparency's implementations test themselves with, over the leaves of
    // MerkleTest.
    @ParameterizedTest
    @CsvSource({
        "8, 0, 96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
                + " 5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
                + " 6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        "8, 5, bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
                + " ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
                + " d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "3, 2, fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    })
    void pathsAreThoseOfCertificateTransparency(int size, int leaf, String path) {
        var leaves = MerkleTest.LEAVES.stream().map(HEX::parseHex).map(merkle::leaf).toList();
        var tree = new Tree(leaves.subList(0, size), merkle);

        var found = tree.roots(MerkleProof.inclusion(leaf, size));

        assertThat(found.stream().map(HEX::formatHex).toList())
                .isEqualTo(List.of(path.split(" ", -1)));
        assertThat(proof.includes(leaf, size, leaves.get(leaf), found, tree.root())).isTrue();
    }

    @Test
    void pastsAreThoseOfCertificateTransparency() {
        var leaves = MerkleTest.LEAVES.stream().map(HEX::parseHex).map(merkle::leaf).toList();

        var found = new Tree(leaves, merkle).roots(MerkleProof.consistency(6, 8));

        assertThat(found.stream().map(HEX::formatHex).toList())
                .containsExactly(
                        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7");
    }
}
