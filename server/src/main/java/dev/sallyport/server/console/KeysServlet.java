package dev.sallyport.server.console;

import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.server.identity.ApiKey;
import dev.sallyport.server.identity.ApiKeys;
import java.io.IOException;
import java.io.Serial;
import java.util.Optional;
import java.util.Set;

/// API keys for administrators: `GET /admin/keys` lists them, `/admin/keys/revoke?key=` asks once more, and `POST` there
/// ends one, on record. None is made here: whoever holds the token of an agent could ask as the agent and decide as
/// themself. Safe from many threads.
public final class KeysServlet extends RightedServlet {

    public static final String MAPPING = "/admin/keys/*";

    static final String PATH = "/admin/keys";
    static final String REVOKE = "/revoke";

    @Serial private static final long serialVersionUID = 1L;

    private final transient ApiKeys keys;
    private final transient KeyRecord record;

    public KeysServlet(Reception reception, ApiKeys keys, KeyRecord record) {
        super(reception, Frame.Place.KEYS, Set.of(ConsoleRight.ADMINISTER));
        this.keys = keys;
        this.record = record;
    }

    @Override
    void get(Visit visit) throws IOException {
        switch (visit.path()) {
            case "" ->
                    visit.show(
                            KeysPage.of(
                                    visit.frame("Keys"),
                                    keys.list(),
                                    visit.asked("find").orElse(""),
                                    visit.asked("state").filter("all"::equals).isEmpty(),
                                    visit.asked("revoked"),
                                    visit.now()));
            case REVOKE -> {
                var key = visit.asked("key").flatMap(id -> working(visit, id));
                if (key.isPresent()) {
                    visit.show(
                            new KeyRevokePage(
                                    visit.frame("Revoke a key"),
                                    KeysPage.row(key.get(), visit.now()),
                                    key.get()
                                            .principal()
                                            .subject()
                                            .equals(visit.human().subject())));
                } else {
                    visit.notFound();
                }
            }
            default -> visit.notFound();
        }
    }

    @Override
    void post(Visit visit, Form form) throws IOException {
        if (!visit.path().equals(REVOKE)) {
            visit.notFound();
            return;
        }
        var id = form.field("key").orElse("");
        if (keys.revoke(id, key -> record.revoked(key, visit.human()))) {
            visit.goOn(PATH + "?revoked=" + id);
        } else {
            visit.say(
                    409,
                    "Nothing was revoked",
                    "That key does not work: it was revoked or replaced already, has expired, or never was. If it was"
                            + " replaced, the list has the key that took its place.");
        }
    }

    private Optional<ApiKey> working(Visit visit, String id) {
        return keys.find(id).filter(key -> key.works(visit.now()));
    }
}
