package dev.sallyport.server.console;

import dev.sallyport.server.history.RecordedLog;
import dev.sallyport.server.http.HttpFront;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// The pages over a record, on a real listener of their own.
abstract class RecordPagesFixture extends ApprovalPagesFixture {

    RecordedLog record;

    @BeforeEach
    void serveRecord() throws IOException {
        record = new RecordedLog(directory.resolve("record"));
        var readers = new RecordReaders(() -> policy, clock);
        var streams = new EventStreams(signIn);
        front.close();
        front =
                HttpFront.listen("127.0.0.1", 0)
                        .servlet(
                                EventsServlet.CALLS_MAPPING,
                                EventsServlet.ofCalls(streams, record.history, readers))
                        .servlet(
                                CallPagesServlet.MAPPING,
                                new CallPagesServlet(signIn, readers, record.history))
                        .servlet(
                                SessionPagesServlet.MAPPING,
                                new SessionPagesServlet(signIn, readers, record.history))
                        .onClose(streams::close)
                        .start();
    }

    @AfterEach
    void closeRecord() {
        record.close();
    }
}
