// Outside-verifier checks a log of Sallyport, and proofs from it, with what the Go project uses for its checksum
// database: golang.org/x/mod/sumdb/note opens signatures, golang.org/x/mod/sumdb/tlog computes and compares trees. What
// is here only finds files and splits lines, from the public texts c2sp.org/tlog-tiles, c2sp.org/tlog-checkpoint and
// c2sp.org/tlog-proof, and from "Prove a record to somebody without the log" in the operator's guide.
//
//	outside-verifier log DIR VKEY     every record, every tile and the root under the signed checkpoint
//	outside-verifier proof FILE VKEY  a proof that a record is in the log, or that the log only grew
//
// VKEY is a file with the public key. The exit status is 0 for what is right, 1 for what is not, 2 for bad usage.
package main

import (
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"unicode/utf16"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8

func main() {
	if len(os.Args) != 4 || os.Args[1] != "log" && os.Args[1] != "proof" {
		fmt.Fprintln(os.Stderr, "outside-verifier: usage: log DIR VKEY | proof FILE VKEY")
		os.Exit(2)
	}
	said, err := verify(os.Args[1], os.Args[2], os.Args[3])
	if err != nil {
		fmt.Fprintln(os.Stderr, "outside-verifier: NOT right:", err)
		os.Exit(1)
	}
	fmt.Println("outside-verifier: right:", said)
}

func verify(what, path, keyFile string) (string, error) {
	key, err := os.ReadFile(keyFile)
	if err != nil {
		return "", err
	}
	verifier, err := note.NewVerifier(strings.TrimSpace(string(key)))
	if err != nil {
		return "", fmt.Errorf("%s: %w", keyFile, err)
	}
	if what == "log" {
		return verifyLog(path, verifier)
	}
	return verifyProof(path, verifier)
}

// openCheckpoint returns the tree of a signed note of the verifier's own log.
func openCheckpoint(signed []byte, verifier note.Verifier) (tlog.Tree, error) {
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		return tlog.Tree{}, errors.New("the signed note is no checkpoint of this log")
	}
	size, err := number(lines[1])
	if err != nil {
		return tlog.Tree{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return tlog.Tree{}, err
	}
	return tlog.Tree{N: size, Hash: root}, nil
}

func number(text string) (int64, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 0 || strconv.FormatInt(n, 10) != text {
		return 0, fmt.Errorf("%q is no number", text)
	}
	return n, nil
}

// tiles reads the tiles of a directory. TileHashReader checks whatever comes from it.
type tiles struct{ dir string }

func (t tiles) Height() int { return tileHeight }

func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range wanted {
		data, err := t.read(tile)
		if err != nil {
			return nil, err
		}
		if len(data) < tile.W*tlog.HashSize {
			return nil, fmt.Errorf("%s is too short", tile.Path())
		}
		all = append(all, data[:tile.W*tlog.HashSize])
	}
	return all, nil
}

// read takes the full file where there is no partial one. The paths of tlog-tiles have no height in them, and call the
// records "entries".
func (t tiles) read(tile tlog.Tile) ([]byte, error) {
	data, err := os.ReadFile(t.path(tile))
	if errors.Is(err, os.ErrNotExist) {
		tile.W = 1 << tileHeight
		return os.ReadFile(t.path(tile))
	}
	return data, err
}

func (t tiles) path(tile tlog.Tile) string {
	path := strings.TrimPrefix(tile.Path(), "tile/8/")
	if tile.L < 0 {
		path = "entries" + strings.TrimPrefix(path, "data")
	}
	return filepath.Join(t.dir, "tile", filepath.FromSlash(path))
}

// entries returns the records of a bundle, each behind its length in two bytes.
func (t tiles) entries(index int64, count int) ([][]byte, error) {
	bundle, err := t.read(tlog.Tile{H: tileHeight, L: -1, N: index, W: count})
	if err != nil {
		return nil, err
	}
	var entries [][]byte
	for len(entries) < count {
		if len(bundle) < 2 {
			return nil, fmt.Errorf("bundle %d is too short", index)
		}
		length := int(bundle[0])<<8 | int(bundle[1])
		bundle = bundle[2:]
		if len(bundle) < length {
			return nil, fmt.Errorf("bundle %d is too short", index)
		}
		entries = append(entries, bundle[:length])
		bundle = bundle[length:]
	}
	return entries, nil
}

// verifyLog computes the tree anew from the records alone, and compares every record with its tile.
func verifyLog(dir string, verifier note.Verifier) (string, error) {
	signed, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		return "", err
	}
	tree, err := openCheckpoint(signed, verifier)
	if err != nil {
		return "", err
	}
	files := tiles{dir}
	reader := tlog.TileHashReader(tree, files)
	var stored []tlog.Hash
	own := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var hashes []tlog.Hash
		for _, index := range indexes {
			hashes = append(hashes, stored[index])
		}
		return hashes, nil
	})
	for first := int64(0); first < tree.N; first += 1 << tileHeight {
		count := 1 << tileHeight
		if tree.N-first < int64(count) {
			count = int(tree.N - first)
		}
		entries, err := files.entries(first>>tileHeight, count)
		if err != nil {
			return "", err
		}
		var places []int64
		for i, entry := range entries {
			hashes, err := tlog.StoredHashes(first+int64(i), entry, own)
			if err != nil {
				return "", err
			}
			stored = append(stored, hashes...)
			places = append(places, tlog.StoredHashIndex(0, first+int64(i)))
		}
		fromTiles, err := reader.ReadHashes(places)
		if err != nil {
			return "", err
		}
		for i, entry := range entries {
			if fromTiles[i] != tlog.RecordHash(entry) {
				return "", fmt.Errorf("record %d is not the one in its tile", first+int64(i))
			}
		}
	}
	if tree.N > 0 {
		root, err := tlog.TreeHash(tree.N, own)
		if err != nil {
			return "", err
		}
		if root != tree.Hash {
			return "", fmt.Errorf("the records lead to %v, and %v was signed", root, tree.Hash)
		}
	}
	return fmt.Sprintf("%d records of %s lead to the signed root %v", tree.N, verifier.Name(), tree.Hash), nil
}

func verifyProof(file string, verifier note.Verifier) (string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	head, signed, found := strings.Cut(string(text), "\n\n")
	if !found {
		return "", errors.New("the proof has no empty line before its checkpoint")
	}
	tree, err := openCheckpoint([]byte(signed), verifier)
	if err != nil {
		return "", err
	}
	lines := strings.Split(head, "\n")
	switch {
	case lines[0] == "c2sp.org/tlog-proof@v1" && len(lines) >= 3:
		return verifyRecord(lines[1:], tree)
	case lines[0] == "sallyport/tlog-consistency@v1" && len(lines) >= 2:
		return verifyGrowth(lines[1:], tree, verifier)
	}
	return "", errors.New("this is no proof")
}

func verifyRecord(lines []string, tree tlog.Tree) (string, error) {
	record, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[0], "extra "))
	if err != nil || !strings.HasPrefix(lines[0], "extra ") {
		return "", errors.New("the proof came without its record")
	}
	index, err := number(strings.TrimPrefix(lines[1], "index "))
	if err != nil {
		return "", err
	}
	hashes, err := parseHashes(lines[2:])
	if err != nil {
		return "", err
	}
	if err := tlog.CheckRecord(hashes, tree.N, tree.Hash, index, tlog.RecordHash(record)); err != nil {
		return "", err
	}
	return fmt.Sprintf("record %d is among the %d that were signed: %s", index, tree.N, ascii(record)), nil
}

// ascii writes out what is beyond ASCII, as JSON may, so that a record does no harm where it is read.
func ascii(record []byte) string {
	var text strings.Builder
	for _, unit := range utf16.Encode([]rune(string(record))) {
		if unit < 0x20 || unit > 0x7e {
			fmt.Fprintf(&text, "\\u%04x", unit)
		} else {
			text.WriteByte(byte(unit))
		}
	}
	return text.String()
}

func verifyGrowth(lines []string, tree tlog.Tree, verifier note.Verifier) (string, error) {
	signed, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[0], "old "))
	if err != nil {
		return "", err
	}
	older, err := openCheckpoint(signed, verifier)
	if err != nil {
		return "", err
	}
	hashes, err := parseHashes(lines[1:])
	if err != nil {
		return "", err
	}
	if err := tlog.CheckTree(hashes, tree.N, tree.Hash, older.N, older.Hash); err != nil {
		return "", err
	}
	return fmt.Sprintf("the first %d of %d records are those that were signed before", older.N, tree.N), nil
}

func parseHashes(lines []string) ([]tlog.Hash, error) {
	var hashes []tlog.Hash
	for _, line := range lines {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return nil, err
		}
		hashes = append(hashes, hash)
	}
	return hashes, nil
}
