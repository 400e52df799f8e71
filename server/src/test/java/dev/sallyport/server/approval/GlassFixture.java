package dev.sallyport.server.approval;

import dev.sallyport.server.approval.ApprovalJournal.Kind;
import dev.sallyport.server.state.TestClock;
import dev.sallyport.server.state.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Two gate processes on one database, whose glass can be broken.
@ParameterizedClass
@EnumSource(TestDatabase.class)
abstract class GlassFixture {
    static final Duration DAY = Duration.ofHours(24);

    final TestClock clock = new TestClock();

    /// What was announced, by either process.
    final List<Kind> told = Collections.synchronizedList(new ArrayList<>());

    final String url;
    final Desk desk;
    final GlassBook book;
    final Desk otherDesk;
    final GlassBook other;

    GlassFixture(TestDatabase database, Path directory) {
        url = database.fresh(directory);
        desk = new Desk(url, clock, Desk.SETTINGS.withInstance("one"));
        book = new GlassBook(desk, _ -> (_, kind, _) -> told.add(kind));
        otherDesk = new Desk(url, clock, Desk.SETTINGS.withInstance("other"));
        other = new GlassBook(otherDesk, _ -> (_, kind, _) -> told.add(kind));
    }

    @AfterEach
    void close() {
        desk.close();
        otherDesk.close();
    }
}
