package dev.sallyport.server.mcp;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.identity.CredentialBounds;
import dev.sallyport.server.mcp.RpcMessage.Malformed;
import dev.sallyport.server.mcp.RpcMessage.Notification;
import dev.sallyport.server.mcp.RpcMessage.Request;
import dev.sallyport.server.mcp.RpcMessage.Response;
import dev.sallyport.server.mcp.StatelessEnvelope.Envelope;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/// MCP over a pair of streams, a message a line. Serves one client, of either era, whose identity is known
/// from the start.
///
/// A bad line is answered with an error and the next one is read; the end of input ends the server and
/// cancels what is under way.
///
/// @see <a href="https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/stdio">MCP
///     2026-07-28, stdio</a>
public final class StdioWire {

    private static final String DOOR = "stdio";

    private final McpCore core;
    private final Principal principal;
    private final OutputStream out;

    /// For requests of the stateless era, which share the connection.
    private final CallRegistry calls;

    private final Session session;

    private StdioWire(McpCore core, Principal principal, OutputStream out) {
        this.core = core;
        this.principal = principal;
        this.out = out;
        this.calls = new CallRegistry(core.limits().callsPerSessionMax());
        this.session = new Session(core, core.newId(), principal, DOOR);
    }

    /// Serves until the input ends. Blocks.
    ///
    /// @param out gets messages and nothing else; nobody else may write to it
    /// @throws IOException when the input cannot be read
    public static void run(McpCore core, Principal principal, InputStream in, OutputStream out)
            throws IOException {
        new StdioWire(core, principal, out).serve(in);
    }

    private void serve(InputStream in) throws IOException {
        try {
            var input = new BufferedInputStream(in, 64 * 1024);
            while (true) {
                switch (line(input)) {
                    case Line.End() -> {
                        return;
                    }
                    case Line.TooLong() ->
                            send(
                                    Outcome.withoutId(
                                            RpcError.invalidRequest(
                                                    "a message has at most "
                                                            + core.limits().messageBytesMax()
                                                            + " bytes")));
                    case Line.Text(var bytes) -> take(bytes.toByteArray());
                }
            }
        } finally {
            calls.close();
            session.close();
        }
    }

    private void take(byte[] bytes) {
        if (blank(bytes)) {
            return;
        }
        switch (RpcReader.read(bytes)) {
            case Malformed(var id, var error) ->
                    send(
                            id.map(known -> new Outcome.Fault(error).answering(known))
                                    .orElseGet(() -> Outcome.withoutId(error)));
            case Request asked when asked.method().equals("initialize") ->
                    session.serve(
                                    asked,
                                    core.call(asked, this::send),
                                    principal,
                                    CredentialBounds.NONE)
                            .ifPresent(this::send);
            case Request asked -> start(asked);
            case Notification told -> {
                session.notified(told);
                var requestId = told.params().get("requestId");
                if (told.method().equals("notifications/cancelled") && requestId != null) {
                    calls.cancel(requestId);
                }
            }
            case Response answer -> session.answered(answer);
        }
    }

    private void start(Request asked) {
        var call = core.call(asked, this::send);
        Thread.ofVirtual().name("mcp-call").start(() -> answer(asked, call).ifPresent(this::send));
    }

    private Optional<ObjectNode> answer(Request asked, McpCall call) {
        if (!StatelessEnvelope.marks(asked)) {
            return session.serve(asked, call, principal, CredentialBounds.NONE);
        }
        return switch (StatelessEnvelope.read(
                asked, principal, CredentialBounds.NONE, core.newId(), DOOR)) {
            case Envelope.Bad(var error) ->
                    Optional.of(new Outcome.Fault(error).answering(asked.id()));
            case Envelope.Good(var speaker) -> core.serve(calls, asked, speaker, call);
        };
    }

    private void send(ObjectNode message) {
        var bytes = (message.toString() + "\n").getBytes(StandardCharsets.UTF_8);
        synchronized (out) {
            try {
                out.write(bytes);
                out.flush();
            } catch (IOException e) {
                // The client reads no more. It will close our input too, and that ends the server.
            }
        }
    }

    private sealed interface Line {
        record Text(ByteArrayOutputStream bytes) implements Line {}

        record TooLong() implements Line {}

        record End() implements Line {}
    }

    /// Reads up to the next line feed. A line beyond the bound is read to its end and dropped.
    private Line line(InputStream input) throws IOException {
        var bytesMax = core.limits().messageBytesMax();
        var bytes = new ByteArrayOutputStream();
        var tooLong = false;
        while (true) {
            var b = input.read();
            if (b == -1 && bytes.size() == 0 && !tooLong) {
                return new Line.End();
            }
            if (b == -1 || b == '\n') {
                return tooLong ? new Line.TooLong() : new Line.Text(bytes);
            }
            if (bytes.size() < bytesMax) {
                bytes.write(b);
            } else {
                tooLong = true;
            }
        }
    }

    private static boolean blank(byte[] bytes) {
        for (var b : bytes) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }
}
