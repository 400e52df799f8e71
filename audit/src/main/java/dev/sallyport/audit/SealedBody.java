package dev.sallyport.audit;

/// A body that is encrypted and has no place yet.
///
/// @param frame [BodyFrame]; nobody changes it
/// @param digest of the frame
record SealedBody(BodyKeyId key, byte[] frame, String digest) {

    Blob at(long offset) {
        return new Blob(key, offset, frame.length, digest);
    }
}
