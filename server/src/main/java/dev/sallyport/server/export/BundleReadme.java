package dev.sallyport.server.export;

import dev.sallyport.audit.Checkpoint;

/// How whoever gets a bundle checks it, with our tools or with others.
final class BundleReadme {

    private BundleReadme() {}

    static String of(Checkpoint checkpoint) {
        return """
        # Evidence from an audit log

        Records of the log `%s`, each with a proof that it stands in the log in its place, up to a signed
        checkpoint over %d records.

        | file | what |
        |---|---|
        | `records/N.json` | record N, byte for byte as the log has it |
        | `proofs/N.tlog-proof` | its proof, by https://c2sp.org/tlog-proof; the record is in it as well |
        | `checkpoint` | what the log signed, by https://c2sp.org/tlog-checkpoint; every proof leads to it |
        | `vkey` | the public key, by https://c2sp.org/signed-note, as the log's owner gave it along |
        | `manifest.json` | size and SHA-256 of each file; it is not signed, and shows damage on the way alone |

        **Get the public key from somebody you trust, not from here.** Whoever forges a bundle puts their own key in it.
        Neither this text nor the manifest is signed; what is signed is the checkpoint, and with it the records.

        ## With Sallyport

            sallyport audit bundle check BUNDLE.zip --key VKEY

        ## With tools of others

        `examples/outside-verifier` in Sallyport's source checks a proof with the code that Go uses for its checksum
        database (golang.org/x/mod/sumdb), of which nothing is ours:

            examples/outside-verifier/run proof proofs/N.tlog-proof VKEY

        Any other tool that reads tlog-proof does as well. By hand, for record N:

        1. The signature under the empty line of `checkpoint` is base64 of four bytes of key id and 64 of Ed25519, over
           the lines before the empty one, each with its newline. The part of VKEY after the second `+` is base64 of
           the byte 1 and the 32 bytes of the key.
        2. The leaf is SHA-256 over a zero byte and the record:

               (printf '\\0'; cat records/N.json) | sha256sum

        3. With the hashes in the proof, from the leaf up, a node is SHA-256 over a one byte, its left child and its
           right child (RFC 6962, section 2.1.1). The last is the root in the third line of `checkpoint`.

        A proof says nothing of records that are not here. That none is left out among them shows their numbers,
        that the log only grew since shows `sallyport audit proof --from`.
        """
                .formatted(checkpoint.origin(), checkpoint.size());
    }
}
