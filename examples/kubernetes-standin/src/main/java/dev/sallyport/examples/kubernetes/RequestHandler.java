package dev.sallyport.examples.kubernetes;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.sallyport.examples.kubernetes.ObjectApi.Answer;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// One request: who asks, what for, and the answer. Safe from many threads; objects are touched one call at a
/// time.
final class RequestHandler implements HttpHandler {

    /// On every answer, so that nobody takes the stand-in for a real server.
    static final String LABEL_HEADER = "X-Sallyport-Standin";

    private static final int BODY_BYTES_MAX = 3 * 1024 * 1024;
    private static final List<String> PATCH_TYPES =
            List.of(
                    "application/json-patch+json",
                    "application/merge-patch+json",
                    "application/strategic-merge-patch+json",
                    "application/apply-patch+yaml");
    private static final List<String> BODY_TYPES =
            List.of("application/json", "application/yaml", "application/vnd.kubernetes.protobuf");

    private final ReentrantLock lock = new ReentrantLock();
    private final ObjectApi api;
    private final StandinOptions options;

    RequestHandler(ObjectApi api, StandinOptions options) {
        this.api = api;
        this.options = options;
    }

    private enum User {
        ADMIN("kubernetes-admin"),
        LIMITED("limited"),
        ANONYMOUS("system:anonymous");

        private final String title;

        User(String title) {
            this.title = title;
        }
    }

    /// What a request says, read once.
    private record Asked(
            String method, String path, Map<String, String> query, String mediaType, String body) {}

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set(LABEL_HEADER, Discovery.VERSION);
            try {
                var user = authenticate(exchange);
                var asked = read(exchange);
                respond(exchange, user, asked);
            } catch (StatusException e) {
                send(exchange, e.code(), "application/json", Json.write(e.body()));
            }
        }
    }

    private User authenticate(HttpExchange exchange) {
        var header = exchange.getRequestHeaders().getFirst("Authorization");
        if (header == null) {
            return User.ANONYMOUS;
        }
        var token = header.startsWith("Bearer ") ? header.substring(7).strip() : "";
        if (token.equals(options.token())) {
            return User.ADMIN;
        }
        if (token.equals(options.powerlessToken())) {
            return User.LIMITED;
        }
        throw StatusException.unauthorized();
    }

    private static Asked read(HttpExchange exchange) throws IOException {
        var bytes = exchange.getRequestBody().readNBytes(BODY_BYTES_MAX + 1);
        if (bytes.length > BODY_BYTES_MAX) {
            throw StatusException.tooLarge(BODY_BYTES_MAX);
        }
        var contentType = exchange.getRequestHeaders().getFirst("Content-Type");
        var mediaType = contentType == null ? "" : contentType.split(";")[0].strip();
        return new Asked(
                exchange.getRequestMethod(),
                exchange.getRequestURI().getRawPath(),
                query(exchange.getRequestURI().getRawQuery()),
                mediaType,
                new String(bytes, StandardCharsets.UTF_8));
    }

    private static Map<String, String> query(@org.jspecify.annotations.Nullable String raw) {
        var query = new HashMap<String, String>();
        if (raw != null) {
            for (String pair : raw.split("&")) {
                int equals = pair.indexOf('=');
                var name = equals < 0 ? pair : pair.substring(0, equals);
                query.put(decode(name), equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return query;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private void respond(HttpExchange exchange, User user, Asked asked) throws IOException {
        var segments = new ArrayList<String>();
        for (String segment : asked.path().substring(1).split("/")) {
            segments.add(decode(segment.replace("+", "%2B")));
        }
        var text = plain(asked.path());
        if (text.isPresent()) {
            send(exchange, 200, "text/plain; charset=utf-8", text.get());
            return;
        }
        if (asked.path().equals("/version")) {
            send(exchange, 200, "application/json", Json.write(Discovery.version()));
            return;
        }
        var document = discover(user, asked, segments);
        if (document.isPresent()) {
            send(exchange, 200, "application/json", Json.write(document.get()));
            return;
        }
        boolean core = segments.getFirst().equals("api") && segments.size() > 2;
        boolean grouped = segments.getFirst().equals("apis") && segments.size() > 3;
        var path =
                core || grouped ? Optional.of(ApiPath.parse(segments)) : Optional.<ApiPath>empty();
        if (path.isEmpty() || !ResourceTypes.serves(path.get().group(), path.get().version())) {
            send(exchange, 404, "text/plain; charset=utf-8", "404 page not found\n");
            return;
        }
        if (path.get().subresource().equals("log")) {
            sendLog(exchange, user, asked, path.get());
            return;
        }
        var answer = serve(user, asked, path.get());
        send(exchange, answer.status(), "application/json", Json.write(answer.body()));
    }

    private static Optional<String> plain(String path) {
        return switch (path) {
            case "/healthz", "/readyz", "/livez" -> Optional.of("ok");
            default -> Optional.empty();
        };
    }

    private static Optional<ObjectNode> discover(User user, Asked asked, List<String> segments) {
        boolean core = segments.getFirst().equals("api");
        boolean named = core || segments.getFirst().equals("apis");
        if (!named || segments.size() > (core ? 2 : 3)) {
            return Optional.empty();
        }
        if (user == User.ANONYMOUS) {
            throw StatusException.forbiddenPath(user.title, "get", asked.path());
        }
        if (core) {
            return segments.size() == 1
                    ? Optional.of(Discovery.coreVersions())
                    : served("", segments.get(1));
        }
        return switch (segments.size()) {
            case 1 -> Optional.of(Discovery.groups());
            case 2 ->
                    ResourceTypes.groups().contains(segments.get(1))
                            ? Optional.of(Discovery.group(segments.get(1)))
                            : Optional.empty();
            default -> served(segments.get(1), segments.get(2));
        };
    }

    private static Optional<ObjectNode> served(String group, String version) {
        return ResourceTypes.serves(group, version)
                ? Optional.of(Discovery.resources(group, version))
                : Optional.empty();
    }

    private void sendLog(HttpExchange exchange, User user, Asked asked, ApiPath path)
            throws IOException {
        var type = requireType(path);
        if (!type.kind().equals("Pod")) {
            throw StatusException.notServed();
        }
        authorize(user, "get", type, path);
        String log;
        lock.lock();
        try {
            log = PodLogs.of(api.get(type, path.namespace(), path.name()), asked.query());
        } finally {
            lock.unlock();
        }
        send(exchange, log.isEmpty() ? 204 : 200, "text/plain", log);
    }

    private Answer serve(User user, Asked asked, ApiPath path) {
        var type =
                ResourceTypes.find(path.group(), path.version(), path.plural())
                        .filter(found -> placed(found, path));
        var verb = verb(asked, path);
        if (user != User.ADMIN) {
            throw type.map(found ->
                            StatusException.forbidden(
                                    user.title, verb, found, path.namespace(), path.name()))
                    .orElseGet(() -> StatusException.forbiddenPath(user.title, verb, asked.path()));
        }
        if (type.isEmpty() || !path.subresource().isEmpty()) {
            throw StatusException.notServed();
        }
        if (!type.get().verbs().contains(verb)) {
            throw StatusException.methodNotAllowed();
        }
        lock.lock();
        try {
            return dispatch(type.get(), verb, path, asked);
        } finally {
            lock.unlock();
        }
    }

    private static boolean placed(ResourceType type, ApiPath path) {
        boolean acrossNamespaces = path.name().isEmpty() && path.namespace().isEmpty();
        return type.namespaced()
                ? !path.namespace().isEmpty() || acrossNamespaces
                : path.namespace().isEmpty();
    }

    private static ResourceType requireType(ApiPath path) {
        return ResourceTypes.find(path.group(), path.version(), path.plural())
                .filter(found -> placed(found, path))
                .orElseThrow(StatusException::notServed);
    }

    private static void authorize(User user, String verb, ResourceType type, ApiPath path) {
        if (user != User.ADMIN) {
            throw StatusException.forbidden(user.title, verb, type, path.namespace(), path.name());
        }
    }

    private static String verb(Asked asked, ApiPath path) {
        boolean named = !path.name().isEmpty();
        return switch (asked.method()) {
            case "GET" -> named ? "get" : "list";
            case "POST" -> named ? "none" : "create";
            case "PUT" -> named ? "update" : "none";
            case "PATCH" -> named ? "patch" : "none";
            case "DELETE" -> named ? "delete" : "deletecollection";
            default -> "none";
        };
    }

    private Answer dispatch(ResourceType type, String verb, ApiPath path, Asked asked) {
        var namespace = path.namespace();
        var name = path.name();
        return switch (verb) {
            case "get" -> new Answer(200, api.get(type, namespace, name));
            case "list" -> new Answer(200, api.list(type, namespace, asked.query()));
            case "create" -> api.create(type, namespace, object(asked, type), asked.query());
            case "update" -> api.replace(type, namespace, name, object(asked, type), asked.query());
            case "patch" -> patch(type, path, asked);
            case "delete" ->
                    api.delete(
                            type,
                            namespace,
                            name,
                            asked.body().isBlank()
                                    ? Optional.empty()
                                    : Optional.of(object(asked, type)),
                            asked.query());
            default -> throw StatusException.methodNotAllowed();
        };
    }

    private Answer patch(ResourceType type, ApiPath path, Asked asked) {
        return switch (asked.mediaType()) {
            case "application/apply-patch+yaml" ->
                    api.apply(type, path.namespace(), path.name(), intent(asked), asked.query());
            case "application/merge-patch+json" ->
                    api.patch(
                            type,
                            path.namespace(),
                            path.name(),
                            parse(asked, type),
                            false,
                            asked.query());
            case "application/strategic-merge-patch+json" ->
                    api.patch(
                            type,
                            path.namespace(),
                            path.name(),
                            parse(asked, type),
                            true,
                            asked.query());
            default -> throw StatusException.unsupportedMediaType(PATCH_TYPES);
        };
    }

    private static ObjectNode intent(Asked asked) {
        try {
            return Json.readYaml(asked.body()) instanceof ObjectNode object
                    ? object
                    : Json.object();
        } catch (Json.MalformedException e) {
            throw StatusException.badRequest("error decoding YAML: the body is malformed");
        }
    }

    private static ObjectNode object(Asked asked, ResourceType type) {
        if (parse(asked, type) instanceof ObjectNode object) {
            return object;
        }
        throw unrecognised(type);
    }

    private static JsonNode parse(Asked asked, ResourceType type) {
        if (asked.body().isBlank()) {
            throw unrecognised(type);
        }
        try {
            return switch (asked.mediaType()) {
                case "",
                        "application/json",
                        "application/merge-patch+json",
                        "application/strategic-merge-patch+json" ->
                        Json.readJson(asked.body());
                case "application/yaml" -> Json.readYaml(asked.body());
                default -> throw StatusException.unsupportedMediaType(BODY_TYPES);
            };
        } catch (Json.MalformedException e) {
            throw unrecognised(type);
        }
    }

    private static StatusException unrecognised(ResourceType type) {
        return StatusException.badRequest(
                "the object provided is unrecognized (must be of type %s): couldn't get version/kind; json parse error"
                        .formatted(type.kind()));
    }

    private static void send(HttpExchange exchange, int status, String contentType, String body)
            throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", contentType);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }
}
