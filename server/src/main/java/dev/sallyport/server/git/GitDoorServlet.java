package dev.sallyport.server.git;

import dev.sallyport.server.http.AuthenticationFilter;
import dev.sallyport.server.http.JsonReplies;
import dev.sallyport.server.identity.RequestPrincipal;
import dev.sallyport.tools.git.GitReadDoor;
import dev.sallyport.tools.git.GitReadDoor.Answer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.util.Optional;

/// git's smart HTTP at `/git/{repository}.git`: clone and fetch what the caller may read. A repository that the
/// caller may not see answers as one that does not exist.
///
/// @see <a href="https://git-scm.com/docs/http-protocol">git's HTTP protocol</a>
public final class GitDoorServlet extends HttpServlet {

    @Serial private static final long serialVersionUID = 1L;

    private static final String UPLOAD_PACK = "git-upload-pack";
    private static final String RECEIVE_PACK = "git-receive-pack";

    private final transient GitReadDoor door;
    private final transient GitReaders readers;

    public GitDoorServlet(GitReadDoor door, GitReaders readers) {
        this.door = door;
        this.readers = readers;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var repository = repository(request, "/info/refs");
        var reader =
                repository.flatMap(
                        name -> readers.reader(AuthenticationFilter.principal(request), name));
        if (repository.isEmpty() || reader.isEmpty() || !door.serves(repository.get())) {
            absent(response);
            return;
        }
        if (lacksScope(request, response)) {
            return;
        }
        var service = Optional.ofNullable(request.getParameter("service")).orElse("");
        switch (service) {
            case UPLOAD_PACK -> {
                reader.get().recordVisit("list");
                var advertised =
                        door.advertiseFetch(
                                repository.get(), reader.get()::mayRead, protocol(request));
                reader.get().recordServed();
                answer(response, advertised);
            }
            case RECEIVE_PACK -> {
                reader.get().recordRefusedPush();
                answer(response, door.refusePush());
            }
            default ->
                    JsonReplies.error(
                            response,
                            HttpServletResponse.SC_FORBIDDEN,
                            "smart_http_only",
                            "only git's smart HTTP protocol is served; use git 1.6.6 or later");
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var repository = repository(request, "/" + UPLOAD_PACK);
        var reader =
                repository.flatMap(
                        name -> readers.reader(AuthenticationFilter.principal(request), name));
        if (repository.isEmpty() || reader.isEmpty() || !door.serves(repository.get())) {
            absent(response);
            return;
        }
        if (lacksScope(request, response)) {
            return;
        }
        if (!("application/x-" + UPLOAD_PACK + "-request").equals(request.getContentType())) {
            JsonReplies.error(
                    response,
                    HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE,
                    "unsupported_media_type",
                    "a fetch has the content type application/x-" + UPLOAD_PACK + "-request");
            return;
        }
        reader.get().recordVisit("read");
        response.setContentType("application/x-" + UPLOAD_PACK + "-result");
        response.setHeader("Cache-Control", "no-store");
        door.fetch(
                repository.get(),
                reader.get()::mayRead,
                protocol(request),
                "gzip".equals(request.getHeader("Content-Encoding")),
                request.getInputStream(),
                response.getOutputStream());
        reader.get().recordServed();
    }

    /// What a token may not do with the tool, it may not do here; answers if so.
    private static boolean lacksScope(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var scopes = RequestPrincipal.bounds(request).stepUp(GitReaders.TOOL);
        if (scopes.isEmpty()) {
            return false;
        }
        response.setHeader(
                "WWW-Authenticate",
                "Bearer error=\"insufficient_scope\",scope=\"" + scopes.get() + '"');
        JsonReplies.error(
                response,
                HttpServletResponse.SC_FORBIDDEN,
                "insufficient_scope",
                "the token lacks a scope that reading a repository needs");
        return true;
    }

    private static void answer(HttpServletResponse response, Answer answer) throws IOException {
        switch (answer) {
            case Answer.Body(var contentType, var bytes) -> {
                response.setContentType(contentType);
                response.setHeader("Cache-Control", "no-store");
                response.setContentLength(bytes.length);
                response.getOutputStream().write(bytes);
            }
            case Answer.Absent() -> absent(response);
            case Answer.Unavailable() ->
                    JsonReplies.error(
                            response,
                            HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                            "target_unavailable",
                            "the repository cannot be reached now");
        }
    }

    private static void absent(HttpServletResponse response) throws IOException {
        JsonReplies.error(
                response,
                HttpServletResponse.SC_NOT_FOUND,
                "not_found",
                "there is no such repository");
    }

    private static String protocol(HttpServletRequest request) {
        return Optional.ofNullable(request.getHeader("Git-Protocol")).orElse("");
    }

    /// The `shop` in `/shop.git/info/refs`.
    private static Optional<String> repository(HttpServletRequest request, String end) {
        var path = Optional.ofNullable(request.getPathInfo()).orElse("");
        if (!path.startsWith("/") || !path.endsWith(".git" + end)) {
            return Optional.empty();
        }
        var name = path.substring(1, path.length() - end.length() - ".git".length());
        return name.isEmpty() || name.indexOf('/') >= 0 ? Optional.empty() : Optional.of(name);
    }
}
