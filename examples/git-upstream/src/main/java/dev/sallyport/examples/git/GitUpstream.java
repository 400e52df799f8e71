package dev.sallyport.examples.git;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.PreReceiveHook;
import org.eclipse.jgit.transport.ReceivePack;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;

/// Bare repositories below one directory, served over git's smart HTTP protocol on a loopback port.
///
/// With a user and a password every request needs basic authentication. Fetching speaks protocol 0 to
/// 2, pushing 0. Safe from many threads; [#close] frees the port and leaves the directory.
///
/// @see <a href="https://git-scm.com/docs/http-protocol">git's HTTP protocol</a>
public final class GitUpstream implements AutoCloseable {

    private final Path directory;
    private final HttpServer server;
    private final ExecutorService executor;
    private final Optional<String> authorization;
    private final Map<String, Repository> repositories = new ConcurrentHashMap<>();
    private volatile PreReceiveHook hook = PreReceiveHook.NULL;

    private GitUpstream(
            Path directory,
            HttpServer server,
            ExecutorService executor,
            Optional<String> authorization) {
        this.directory = directory;
        this.server = server;
        this.executor = executor;
        this.authorization = authorization;
    }

    /// A server that anyone on this machine may use.
    public static GitUpstream start(Path directory) throws IOException {
        return start(directory, Optional.empty());
    }

    /// A server that wants this user and password on every request.
    public static GitUpstream start(Path directory, String user, String password)
            throws IOException {
        var plain = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return start(directory, Optional.of("Basic " + Base64.getEncoder().encodeToString(plain)));
    }

    private static GitUpstream start(Path directory, Optional<String> authorization)
            throws IOException {
        HermeticGit.install();
        Files.createDirectories(directory);
        var server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        var executor = Executors.newVirtualThreadPerTaskExecutor();
        var upstream = new GitUpstream(directory, server, executor, authorization);
        server.setExecutor(executor);
        server.createContext("/", upstream::handle);
        server.start();
        return upstream;
    }

    /// Creates `name`.git, empty, with HEAD on `main`, or opens it where it is there already.
    public Repository repository(String name) {
        return repositories.computeIfAbsent(name, this::openOrCreate);
    }

    private Repository openOrCreate(String name) {
        try {
            var repository = new FileRepository(directory.resolve(name + ".git").toFile());
            if (!repository.getObjectDatabase().exists()) {
                repository.create(true);
                var head = repository.updateRef(Constants.HEAD);
                head.disableRefLog();
                RefUpdate.Result linked = head.link(Constants.R_HEADS + "main");
                if (linked == RefUpdate.Result.LOCK_FAILURE) {
                    throw new IOException("HEAD of " + name + " is locked");
                }
            }
            return repository;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    public URI url(String name) {
        return URI.create(
                "http://127.0.0.1:" + server.getAddress().getPort() + "/" + name + ".git");
    }

    /// What may refuse a push from now on, as a host's own hooks do.
    public void refusePushesBy(PreReceiveHook newHook) {
        hook = newHook;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!authorized(exchange)) {
                exchange.getResponseHeaders().add("WWW-Authenticate", "Basic realm=\"git\"");
                exchange.sendResponseHeaders(401, -1);
                return;
            }
            String path = exchange.getRequestURI().getPath();
            int end = path.indexOf(".git/");
            String name = end < 1 ? "" : path.substring(1, end);
            if (name.isEmpty() || !repositories.containsKey(name)) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            serve(exchange, repository(name), path.substring(end + ".git/".length()));
        }
    }

    private boolean authorized(HttpExchange exchange) {
        if (authorization.isEmpty()) {
            return true;
        }
        String given = exchange.getRequestHeaders().getFirst("Authorization");
        return given != null
                && MessageDigest.isEqual(
                        given.getBytes(StandardCharsets.UTF_8),
                        authorization.get().getBytes(StandardCharsets.UTF_8));
    }

    private void serve(HttpExchange exchange, Repository repository, String resource)
            throws IOException {
        String request =
                exchange.getRequestMethod()
                        + " "
                        + resource
                        + (exchange.getRequestURI().getQuery() == null
                                ? ""
                                : "?" + exchange.getRequestURI().getQuery());
        switch (request) {
            case "GET info/refs?service=git-upload-pack" ->
                    advertise(exchange, repository, "git-upload-pack");
            case "GET info/refs?service=git-receive-pack" ->
                    advertise(exchange, repository, "git-receive-pack");
            case "POST git-upload-pack" -> upload(exchange, repository);
            case "POST git-receive-pack" -> receive(exchange, repository);
            default -> exchange.sendResponseHeaders(404, -1);
        }
    }

    private void advertise(HttpExchange exchange, Repository repository, String service)
            throws IOException {
        var body = new ByteArrayOutputStream();
        var line = new PacketLineOut(body);
        var advertiser = new PacketLineOutRefAdvertiser(line);
        if (service.equals("git-upload-pack")) {
            try (var upload = uploadPack(exchange, repository)) {
                upload.sendAdvertisedRefs(advertiser, service);
            }
        } else {
            line.writeString("# service=" + service + "\n");
            line.end();
            var receive = receivePack(repository);
            receive.sendAdvertisedRefs(advertiser);
            receive.getRevWalk().close();
        }
        exchange.getResponseHeaders()
                .set("Content-Type", "application/x-" + service + "-advertisement");
        exchange.getResponseHeaders().set("Cache-Control", "no-cache");
        exchange.sendResponseHeaders(200, body.size());
        exchange.getResponseBody().write(body.toByteArray());
    }

    private void upload(HttpExchange exchange, Repository repository) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/x-git-upload-pack-result");
        exchange.sendResponseHeaders(200, 0);
        try (var upload = uploadPack(exchange, repository);
                var out = new BufferedOutputStream(exchange.getResponseBody(), 64 * 1024)) {
            upload.upload(body(exchange), out, null);
        }
    }

    private void receive(HttpExchange exchange, Repository repository) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/x-git-receive-pack-result");
        exchange.sendResponseHeaders(200, 0);
        try (var out = new BufferedOutputStream(exchange.getResponseBody(), 64 * 1024)) {
            receivePack(repository).receive(body(exchange), out, null);
        }
    }

    private static UploadPack uploadPack(HttpExchange exchange, Repository repository) {
        var upload = new UploadPack(repository);
        upload.setBiDirectionalPipe(false);
        String protocol = exchange.getRequestHeaders().getFirst("Git-Protocol");
        if (protocol != null) {
            upload.setExtraParameters(java.util.List.of(protocol.split(":", -1)));
        }
        return upload;
    }

    private ReceivePack receivePack(Repository repository) {
        var receive = new ReceivePack(repository);
        receive.setBiDirectionalPipe(false);
        receive.setCheckReceivedObjects(true);
        receive.setPreReceiveHook(hook);
        return receive;
    }

    private static InputStream body(HttpExchange exchange) throws IOException {
        InputStream body = new BufferedInputStream(exchange.getRequestBody(), 64 * 1024);
        return "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"))
                ? new GZIPInputStream(body)
                : body;
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
        repositories.values().forEach(Repository::close);
    }
}
