package dev.sallyport.server.mcp;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The revisions of MCP that are spoken here, oldest first.
enum Revision {
    V2024_11_05("2024-11-05"),
    V2025_03_26("2025-03-26"),
    V2025_06_18("2025-06-18"),
    V2025_11_25("2025-11-25"),
    /// Every request stands alone; there is no handshake.
    V2026_07_28("2026-07-28");

    /// The newest that starts with `initialize`; offered to a client that asks for one we do not know.
    static final Revision NEWEST_WITH_HANDSHAKE = V2025_11_25;

    private final String date;

    Revision(String date) {
        this.date = date;
    }

    String date() {
        return date;
    }

    boolean stateless() {
        return this == V2026_07_28;
    }

    static Optional<Revision> of(String date) {
        return Arrays.stream(values()).filter(revision -> revision.date.equals(date)).findFirst();
    }

    /// What a stateless request may name, which is also what `server/discover` lists.
    static List<String> statelessDates() {
        return Arrays.stream(values()).filter(Revision::stateless).map(Revision::date).toList();
    }
}
