package dev.sallyport.server.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.identity.ApiKeys.Creation;
import dev.sallyport.server.identity.Authenticator.Authentication;
import dev.sallyport.server.state.StateStore;
import dev.sallyport.server.state.TestClock;
import dev.sallyport.server.state.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class ApiKeysTest {
    private final TestClock clock = new TestClock();
    private final String url;
    private final StateStore store;
    private final ApiKeys keys;

    ApiKeysTest(TestDatabase database, @TempDir Path directory) {
        url = database.fresh(directory);
        store = StateStore.open(url);
        keys = new ApiKeys(store, clock, new SecureRandom());
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void tokenIsItsHoldersPrincipal() {
        var agent = create("coding-agent", false, Set.of("agents", "team-a"));
        var human = create("ana@example.com", true, Set.of());

        assertThat(keys.authenticate(agent.token()))
                .isEqualTo(
                        new Authentication.Known(
                                new Principal(
                                        "client:coding-agent",
                                        Principal.Kind.AGENT,
                                        Optional.empty(),
                                        Set.of("agents", "team-a"))));
        assertThat(keys.authenticate(human.token()))
                .isEqualTo(
                        new Authentication.Known(
                                new Principal(
                                        "user:ana@example.com",
                                        Principal.Kind.HUMAN,
                                        Optional.empty(),
                                        Set.of())));
    }

    @Test
    void databaseHoldsNoToken() {
        var token = create("coding-agent", false, Set.of()).token();

        var stored =
                store.read(h ->
                        h.createQuery("SELECT * FROM api_key").mapToMap().list().stream()
                                .flatMap(row -> row.values().stream())
                                .map(String::valueOf)
                                .collect(Collectors.joining("|")));
        var secret = token.substring(19, 62);
        assertThat(stored).contains("coding-agent").doesNotContain(secret);
        assertThat(create("other", false, Set.of()).toString()).doesNotContain("sp_");
    }

    @Test
    void everyTokenIsAnother() {
        assertThat(
                        IntStream.range(0, 20)
                                .mapToObj(i -> create("agent-" + i, false, Set.of()).token()))
                .doesNotHaveDuplicates()
                .allMatch(token -> token.length() == 70 && token.startsWith("sp_"));
    }

    @Test
    void oneWrongCharacterAnywhereIsRefused() {
        var token = create("coding-agent", false, Set.of()).token();

        for (int i = 0; i < token.length(); i++) {
            var wrong =
                    token.substring(0, i)
                            + (token.charAt(i) == 'a' ? 'b' : 'a')
                            + token.substring(i + 1);
            assertThat(keys.authenticate(wrong))
                    .isEqualTo(
                            new Authentication.Refused("no well-formed token (cut or mistyped?)"));
        }
    }

    @Test
    void wellFormedTokenWithTheIdOfAnotherKeyIsRefused() {
        var token = create("coding-agent", false, Set.of()).token();
        var other = create("other", false, Set.of()).token();
        var body = token.substring(0, 19) + other.substring(19, 62);
        var crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        var forged = body + HexFormat.of().toHexDigits((int) crc.getValue());

        assertThat(keys.authenticate(forged))
                .isEqualTo(new Authentication.Refused("no key has this token"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sp_", "Bearer x", "sp_\u0000", "ghp_0123456789"})
    void anythingElseIsRefused(String text) {
        assertThat(keys.authenticate(text)).isInstanceOf(Authentication.Refused.class);
        assertThat(keys.authenticate(text + "x".repeat(100_000)))
                .isInstanceOf(Authentication.Refused.class);
    }

    @Test
    void tokenEndsAtItsExpiry() {
        var end = clock.instant().plus(Duration.ofDays(90));
        var created = (Creation.Created) keys.create("agent", Set.of(), false, Optional.of(end));

        clock.advance(Duration.ofDays(90).minusMillis(1));
        assertThat(keys.authenticate(created.token())).isInstanceOf(Authentication.Known.class);

        clock.advance(Duration.ofMillis(1));
        assertThat(keys.authenticate(created.token()))
                .isEqualTo(new Authentication.Refused("the key `agent` has expired"));
    }

    @Test
    void revocationByAnotherProcessCountsAtTheNextRequest() {
        var token = create("agent", false, Set.of()).token();
        assertThat(keys.authenticate(token)).isInstanceOf(Authentication.Known.class);

        try (var other = StateStore.open(url)) {
            var elsewhere = new ApiKeys(other, clock, new SecureRandom());
            assertThat(elsewhere.revoke("agent")).isTrue();
            assertThat(elsewhere.revoke("agent")).isFalse();
        }

        assertThat(keys.authenticate(token))
                .isEqualTo(new Authentication.Refused("the key `agent` is revoked"));
    }

    @Test
    void nameBelongsToOneWorkingKeyAtATime() {
        var first = create("agent", false, Set.of());
        assertThat(keys.create("agent", Set.of(), false, Optional.empty()))
                .isEqualTo(
                        new Creation.Refused(
                                "a key named `agent` exists; revoke it first or choose another name"));

        keys.revoke("agent");
        var second = create("agent", false, Set.of());

        assertThat(keys.authenticate(first.token())).isInstanceOf(Authentication.Refused.class);
        assertThat(keys.authenticate(second.token())).isInstanceOf(Authentication.Known.class);
        assertThat(keys.list()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"false,true,an agent's", "true,false,a human's"})
    void nameNeverMovesBetweenAgentsAndHumans(boolean first, boolean then, String owner) {
        var _ = create("ana", first, Set.of());
        keys.revoke("ana");

        assertThat(keys.create("ana", Set.of(), then, Optional.empty()))
                .isEqualTo(
                        new Creation.Refused(
                                "the name `ana` has belonged to "
                                        + owner
                                        + " key; choose another"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "Ana",
                "-a",
                ".a",
                "@a",
                "a b",
                "a/b",
                "a:b",
                "ä",
                "a\n",
                "a\u202Eb",
                "а"
            })
    void badNameIsRefused(String name) {
        assertThat(keys.create(name, Set.of(), false, Optional.empty()))
                .isInstanceOf(Creation.Refused.class);
        assertThat(keys.list()).isEmpty();
    }

    @Test
    void longestNameWorksAndALongerOneDoesNot() {
        assertThat(keys.create("a".repeat(64), Set.of(), false, Optional.empty()))
                .isInstanceOf(Creation.Created.class);
        assertThat(keys.create("a".repeat(65), Set.of(), false, Optional.empty()))
                .isInstanceOf(Creation.Refused.class);
    }

    @Test
    void badGroupsAndPastExpiriesAreRefused() {
        for (var group : new String[] {"", "a b", "a\u0000", "ä", "g".repeat(201)}) {
            assertThat(keys.create("agent", Set.of(group), false, Optional.empty()))
                    .isInstanceOf(Creation.Refused.class);
        }
        assertThat(keys.create("agent", Set.of(), false, Optional.of(clock.instant())))
                .isEqualTo(new Creation.Refused("the key would have expired already"));
        assertThat(keys.list()).isEmpty();
    }

    @Test
    void listShowsWhatIsKnownOfEachKey() {
        var end = clock.instant().plus(Duration.ofDays(1));
        keys.create("b", Set.of("g"), false, Optional.of(end));
        keys.create("a", Set.of(), true, Optional.empty());
        keys.revoke("a");

        var list = keys.list();

        assertThat(list).extracting(ApiKey::name).containsExactly("a", "b");
        assertThat(list.getFirst().revoked()).contains(clock.instant());
        assertThat(list.getFirst().works(clock.instant())).isFalse();
        assertThat(list.getLast().expires()).contains(end);
        assertThat(list.getLast().works(clock.instant())).isTrue();
        assertThat(list.getLast().principal().groups()).containsExactly("g");
    }

    private Creation.Created create(String name, boolean human, Set<String> groups) {
        return (Creation.Created) keys.create(name, groups, human, Optional.empty());
    }
}
