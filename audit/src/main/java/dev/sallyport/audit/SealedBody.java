package dev.sallyport.audit;

/// A body that is encrypted and has no place yet. Immutable.
final class SealedBody {

    private final BodyKeyId key;
    private final byte[] frame;
    private final String digest;

    SealedBody(BodyKeyId key, byte[] frame) {
        this.key = key;
        this.frame = frame;
        this.digest = BodyFrame.digest(frame);
    }

    BodyKeyId key() {
        return key;
    }

    /// [BodyFrame]; nobody changes it.
    byte[] frame() {
        return frame;
    }

    Blob at(long offset) {
        return new Blob(key, offset, frame.length, digest);
    }
}
