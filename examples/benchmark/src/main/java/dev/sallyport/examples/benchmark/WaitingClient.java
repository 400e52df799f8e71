package dev.sallyport.examples.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;

/// Agents of [WaitingCalls] in a process of their own: each call is a connection on which `await_approval` was sent, and
/// which then stays open, until the process ends. What comes back fits the system's buffers.
final class WaitingClient {

    private WaitingClient() {}

    /// @param arguments the gate's port, how many calls, and for how many seconds they wait; a token and an approval's id a line come in, in turn
    public static void main(String[] arguments) throws Exception {
        var gate =
                new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
        int calls = Integer.parseInt(arguments[1]);
        var agents = new ArrayList<String[]>();
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (var line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            agents.add(line.split(" ", 2));
        }
        var open = new ArrayList<SocketChannel>();
        for (int i = 0; i < calls; i++) {
            var agent = agents.get(i % agents.size());
            open.add(call(gate, agent[0], agent[1], arguments[2]));
        }
        System.out.println("opened");
        // Nobody counts it down: the connections are open as long as this process runs.
        new CountDownLatch(1).await();
        throw new IllegalStateException("ended with " + open.size());
    }

    private static SocketChannel call(
            InetSocketAddress gate, String token, String approvalId, String waitSeconds)
            throws IOException {
        var body =
                """
                {"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"await_approval","arguments":\
                {"approval_id":"%s","wait_seconds":%s},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28",\
                "io.modelcontextprotocol/clientInfo":{"name":"waiting","version":"1"},\
                "io.modelcontextprotocol/clientCapabilities":{}}}}\
                """
                        .formatted(approvalId, waitSeconds);
        var request =
                """
                POST /mcp HTTP/1.1
                Host: 127.0.0.1:%d
                Authorization: Bearer %s
                Content-Type: application/json
                Accept: application/json, text/event-stream
                MCP-Protocol-Version: 2026-07-28
                Mcp-Method: tools/call
                Mcp-Name: await_approval
                Content-Length: %d

                """
                        .formatted(gate.getPort(), token, body.length())
                        .replace("\n", "\r\n");
        var channel = SocketChannel.open(gate);
        var bytes = ByteBuffer.wrap((request + body).getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
        return channel;
    }
}
