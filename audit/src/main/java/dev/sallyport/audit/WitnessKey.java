package dev.sallyport.audit;

/// The public key of a witness, in the one-line form `name+id+key`: an Ed25519 key for cosignatures. Keys of the later
/// ML-DSA-44 kind are not known here. Immutable.
///
/// @param name 1 to 255 characters without blanks, control characters and `+`
/// @param id the key's number in cosignature lines, derived from name and key
/// @param key base64 over the byte 4 (timestamped Ed25519 cosignatures) and the 32 bytes of the public key
/// @see <a href="https://c2sp.org/tlog-cosignature">C2SP tlog-cosignature</a>
public record WitnessKey(String name, int id, String key) {

    static final byte COSIGNATURE = 4;
    private static final byte ML_DSA_44 = 6;
    private static final int NAME_LENGTH_MAX = 255;

    public WitnessKey {
        boolean hasBlank =
                name.codePoints()
                        .anyMatch(c ->
                                Character.isWhitespace(c)
                                        || Character.isSpaceChar(c)
                                        || Character.isISOControl(c)
                                        || c == '+');
        if (name.isEmpty() || name.length() > NAME_LENGTH_MAX || hasBlank) {
            throw new IllegalArgumentException(
                    "a witness's name is 1 to "
                            + NAME_LENGTH_MAX
                            + " characters without blanks and `+`");
        }
        new NoteKey(name, id, key).check(COSIGNATURE);
    }

    /// @throws IllegalArgumentException when the text is no `name+id+key` of a witness, or its id does not fit
    public static WitnessKey parse(String text) {
        var key = NoteKey.parse(text);
        return switch (key.type()) {
            case VerifierKey.ED25519 ->
                    throw new IllegalArgumentException(
                            "this is the key of a log (type 1), not of a witness (type 4)");
            case ML_DSA_44 ->
                    throw new IllegalArgumentException(
                            "this is an ML-DSA-44 key (type 6); of a witness its Ed25519 key"
                                    + " (type 4) is needed");
            default -> new WitnessKey(key.name(), key.id(), key.key());
        };
    }

    private NoteKey noteKey() {
        return new NoteKey(name, id, key);
    }

    /// The public key itself: two witnesses of one are one witness.
    public String material() {
        return noteKey().material();
    }

    boolean verifies(byte[] message, byte[] signature) {
        return noteKey().verifies(message, signature);
    }

    @Override
    public String toString() {
        return noteKey().toString();
    }
}
