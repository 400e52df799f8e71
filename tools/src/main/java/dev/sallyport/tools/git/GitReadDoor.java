package dev.sallyport.tools.git;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.errors.PackProtocolException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.SymbolicRef;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.ServiceMayNotContinueException;
import org.eclipse.jgit.transport.UploadPack;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Smart HTTP for plain git clients, without the HTTP: serves fetches (protocol 0 and 2) from the fresh mirror
/// and answers every push with a refusal. Safe from many threads; methods block.
///
/// The caller has authenticated the client and decided what it may see. Only branches that the predicate
/// accepts exist for the client: others are neither listed nor given out by object id. Tags are not served.
///
/// @see <a href="https://git-scm.com/docs/http-protocol">git's HTTP protocol</a>
public final class GitReadDoor {

    /// Shown by git to its user.
    public static final String PUSH_REFUSED =
            "pushing over this address is not open yet; use the push_branch tool";

    /// Negotiation only: object ids of what a client has and wants.
    private static final long REQUEST_BYTES_MAX = 16L << 20;

    private static final Logger LOG = LoggerFactory.getLogger(GitReadDoor.class);

    private final Map<String, Mirror> mirrors;

    GitReadDoor(Map<String, Mirror> mirrors) {
        this.mirrors = mirrors;
    }

    /// What to answer to one request. The body comes with the content type; caching must be forbidden.
    public sealed interface Answer {

        /// 200 with this body.
        // The bytes are written out once and never compared.
        @SuppressWarnings("ArrayRecordComponent")
        record Body(String contentType, byte[] bytes) implements Answer {}

        /// 404; the same for a repository that is hidden.
        record Absent() implements Answer {}

        /// 503: the upstream cannot be reached.
        record Unavailable() implements Answer {}
    }

    /// Answers `GET …/info/refs?service=git-upload-pack`. Fetches the mirror afresh.
    ///
    /// @param visibleBranch whether the client may know the branch of this short name
    /// @param gitProtocol the `Git-Protocol` header, empty when there is none
    public Answer advertiseFetch(
            String repository, Predicate<String> visibleBranch, String gitProtocol) {
        var mirror = mirrors.get(repository);
        if (mirror == null) {
            return new Answer.Absent();
        }
        try {
            mirror.refresh(Upstream.Interruption.NONE);
            return mirror.with(open -> {
                var body = new ByteArrayOutputStream();
                try (var upload = uploadPack(mirror, open, visibleBranch, gitProtocol)) {
                    upload.sendAdvertisedRefs(
                            new PacketLineOutRefAdvertiser(new PacketLineOut(body)),
                            "git-upload-pack");
                }
                return new Answer.Body(
                        "application/x-git-upload-pack-advertisement", body.toByteArray());
            });
        } catch (GitRefusal refused) {
            return new Answer.Unavailable();
        }
    }

    /// Answers `GET …/info/refs?service=git-receive-pack`: git shows [#PUSH_REFUSED] and stops.
    public Answer refusePush() {
        var body = new ByteArrayOutputStream();
        var line = new PacketLineOut(body);
        try {
            line.writeString("# service=git-receive-pack\n");
            line.end();
            line.writeString("ERR " + PUSH_REFUSED + "\n");
        } catch (IOException e) {
            throw new IllegalStateException("memory does not fail to be written", e);
        }
        return new Answer.Body("application/x-git-receive-pack-advertisement", body.toByteArray());
    }

    /// Whether [#fetch] has anything to serve.
    public boolean serves(String repository) {
        return mirrors.containsKey(repository);
    }

    /// Answers `POST …/git-upload-pack` with content type `application/x-git-upload-pack-result`. The status
    /// is 200 whatever happens: errors travel inside git's protocol.
    ///
    /// @param gzip whether the request has `Content-Encoding: gzip`
    /// @param in the request's body; read at most up to a bound
    /// @param out the response's body; not closed
    /// @throws IOException when the client is gone or broke the protocol
    public void fetch(
            String repository,
            Predicate<String> visibleBranch,
            String gitProtocol,
            boolean gzip,
            InputStream in,
            OutputStream out)
            throws IOException {
        var mirror = mirrors.get(repository);
        if (mirror == null) {
            writeError(out, "there is no such repository");
            return;
        }
        try {
            mirror.<Boolean>with(open -> {
                serve(mirror, open, visibleBranch, gitProtocol, gzip, in, out);
                return true;
            });
        } catch (GitRefusal refused) {
            writeError(out, "the repository cannot be read right now");
        }
    }

    private static void serve(
            Mirror mirror,
            Repository open,
            Predicate<String> visibleBranch,
            String gitProtocol,
            boolean gzip,
            InputStream in,
            OutputStream out)
            throws IOException {
        var body = new BoundedInput(gzip ? new GZIPInputStream(in) : in, REQUEST_BYTES_MAX);
        try (var upload = uploadPack(mirror, open, visibleBranch, gitProtocol)) {
            upload.uploadWithExceptionPropagation(body, out, null);
        } catch (ServiceMayNotContinueException | PackProtocolException e) {
            LOG.debug("a fetch was refused", e);
            writeError(out, "the request was refused");
        }
    }

    private static void writeError(OutputStream out, String message) throws IOException {
        var line = new PacketLineOut(out);
        line.writeString("ERR " + message + "\n");
        line.flush();
    }

    private static UploadPack uploadPack(
            Mirror mirror, Repository open, Predicate<String> visibleBranch, String gitProtocol) {
        var upload = new UploadPack(open);
        upload.setBiDirectionalPipe(false);
        upload.setRefFilter(refs -> visible(refs, mirror.defaultBranch(), visibleBranch));
        // An object id opens only what a visible branch leads to.
        upload.setRequestPolicy(UploadPack.RequestPolicy.REACHABLE_COMMIT);
        if (!gitProtocol.isEmpty()) {
            upload.setExtraParameters(List.of(gitProtocol.split(":", -1)));
        }
        return upload;
    }

    private static Map<String, Ref> visible(
            Map<String, Ref> refs,
            Optional<String> defaultBranch,
            Predicate<String> visibleBranch) {
        var shown = new TreeMap<String, Ref>();
        for (var entry : refs.entrySet()) {
            String name = entry.getValue().getName();
            if (name.startsWith(Constants.R_HEADS)
                    && visibleBranch.test(name.substring(Constants.R_HEADS.length()))) {
                shown.put(entry.getKey(), entry.getValue());
            }
        }
        var head = defaultBranch.map(branch -> shown.get(Constants.R_HEADS + branch));
        if (head.isPresent()) {
            shown.put(Constants.HEAD, new SymbolicRef(Constants.HEAD, head.get()));
        }
        return shown;
    }

    private static final class BoundedInput extends java.io.FilterInputStream {

        private long left;

        BoundedInput(InputStream in, long bytesMax) {
            super(in);
            left = bytesMax;
        }

        @Override
        public int read() throws IOException {
            int b = super.read();
            count(b < 0 ? 0 : 1);
            return b;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int read = super.read(bytes, offset, length);
            count(Math.max(0, read));
            return read;
        }

        private void count(int read) throws IOException {
            left -= read;
            if (left < 0) {
                throw new PackProtocolException("the request is too long");
            }
        }
    }
}
