package dev.sallyport.server.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sallyport.policy.Principal;
import dev.sallyport.server.identity.ApiKeys.Creation;
import dev.sallyport.server.identity.Authenticator.Authentication;
import dev.sallyport.server.state.StateException;
import dev.sallyport.server.state.StateStore;
import dev.sallyport.server.state.TestClock;
import dev.sallyport.server.state.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

        assertThat(whose(agent.token()))
                .isEqualTo(
                        new Principal(
                                "client:coding-agent",
                                Principal.Kind.AGENT,
                                Optional.empty(),
                                Set.of("agents", "team-a")));
        assertThat(whose(human.token()))
                .isEqualTo(
                        new Principal(
                                "user:ana@example.com",
                                Principal.Kind.HUMAN,
                                Optional.empty(),
                                Set.of()));
    }

    private Principal whose(String token) {
        return ((Authentication.Known) keys.authenticate(token)).principal();
    }

    @Test
    void aTokenTellsWhichKeyItIs() {
        var ana = create("ana@example.com", true, Set.of());

        var known = (Authentication.Known) keys.authenticate(ana.token());

        assertThat(known.bounds().keyId()).contains(keys.list().getFirst().keyId());
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
                                "a key named `agent` exists; rotate it, revoke it first or choose another name"));

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

    @Test
    void aKeyConfinedToRolesIsAPrincipalConfinedToThem() {
        var order =
                new ApiKeys.Order(
                        "agent", Set.of(), false, Optional.of(Set.of("b", "a")), Optional.empty());
        var created = (Creation.Created) keys.create(order);

        assertThat(created.principal().confinedTo()).contains(Set.of("a", "b"));
        assertThat(whose(created.token())).isEqualTo(created.principal());
        assertThat(keys.list().getFirst().principal()).isEqualTo(created.principal());
    }

    @Test
    void badRolesAreRefused() {
        for (var role : new String[] {"", "a b", "a/b", "ä", "r".repeat(65)}) {
            var order =
                    new ApiKeys.Order(
                            "agent", Set.of(), false, Optional.of(Set.of(role)), Optional.empty());
            assertThat(keys.create(order)).isInstanceOf(Creation.Refused.class);
        }
        var none =
                new ApiKeys.Order(
                        "agent", Set.of(), false, Optional.of(Set.of()), Optional.empty());
        assertThat(keys.create(none)).isInstanceOf(Creation.Refused.class);
        assertThat(keys.list()).isEmpty();
    }

    private Creation.Created rotate(String name, Duration overlap) {
        return (Creation.Created) keys.rotate(name, overlap, Optional.empty());
    }

    @Test
    void bothKeysOfARotationAreOnePrincipalUntilTheOverlapEnds() {
        var order =
                new ApiKeys.Order(
                        "agent",
                        Set.of("g"),
                        false,
                        Optional.of(Set.of("reader")),
                        Optional.empty());
        var old = (Creation.Created) keys.create(order);

        var fresh = rotate("agent", Duration.ofHours(24));

        assertThat(whose(fresh.token())).isEqualTo(old.principal()).isEqualTo(whose(old.token()));
        clock.advance(Duration.ofHours(24).minusMillis(1));
        assertThat(keys.authenticate(old.token())).isInstanceOf(Authentication.Known.class);
        clock.advance(Duration.ofMillis(1));
        assertThat(keys.authenticate(old.token())).isInstanceOf(Authentication.Refused.class);
        assertThat(keys.authenticate(fresh.token())).isInstanceOf(Authentication.Known.class);
    }

    @Test
    void aRotationWithoutOverlapEndsTheOldKeyAtOnce() {
        var old = create("agent", false, Set.of());

        var fresh = rotate("agent", Duration.ZERO);

        assertThat(keys.authenticate(old.token())).isInstanceOf(Authentication.Refused.class);
        assertThat(keys.authenticate(fresh.token())).isInstanceOf(Authentication.Known.class);
    }

    @Test
    void aRotationNeverLengthensTheOldKeyAndGivesTheNewOneAsLong() {
        var end = clock.instant().plus(Duration.ofDays(30));
        var _ = keys.create("agent", Set.of(), false, Optional.of(end));
        clock.advance(Duration.ofDays(29));

        var _ = rotate("agent", Duration.ofDays(7));

        var list = keys.list();
        assertThat(list).hasSize(2);
        assertThat(list.getFirst().expires()).contains(clock.instant().plus(Duration.ofDays(30)));
        assertThat(list.getFirst().replaces()).contains(list.getLast().keyId());
        assertThat(list.getLast().expires()).contains(end);
        assertThat(list.getLast().replaced()).contains(clock.instant());
    }

    @Test
    void whatDoesNotWorkIsNotRotated() {
        var end = clock.instant().plus(Duration.ofDays(1));
        var _ = keys.create("late", Set.of(), false, Optional.of(end));
        var _ = create("gone", false, Set.of());
        keys.revoke("gone");
        clock.advance(Duration.ofDays(1));

        for (var name : new String[] {"late", "gone", "never", ""}) {
            assertThat(keys.rotate(name, Duration.ofHours(1), Optional.empty()))
                    .isEqualTo(new Creation.Refused("no working key is named `" + name + "`"));
        }
    }

    @Test
    void aKeyIsRevokedByItsIdWithThoseThatItReplacedAndWithoutItsSuccessor() {
        var first = create("agent", false, Set.of());
        var second = rotate("agent", Duration.ofHours(24));
        var third = rotate("agent", Duration.ofHours(24));
        var told = new ArrayList<String>();

        assertThat(keys.revoke(keyId(second), key -> told.add(key.keyId()))).isTrue();

        assertThat(told).containsExactlyInAnyOrder(keyId(first), keyId(second));
        assertThat(keys.authenticate(second.token())).isInstanceOf(Authentication.Refused.class);
        assertThat(keys.authenticate(first.token())).isInstanceOf(Authentication.Refused.class);
        assertThat(keys.authenticate(third.token())).isNotInstanceOf(Authentication.Refused.class);
        for (var over : List.of(keyId(second), "agent", "", "\u0000")) {
            assertThat(keys.revoke(over, key -> told.add(key.keyId()))).isFalse();
        }
        assertThat(told).hasSize(2);
    }

    @Test
    void aKeyThatCannotBeRecordedAsRevokedGoesOnWorking() {
        var key = create("agent", false, Set.of());

        assertThatThrownBy(() ->
                        keys.revoke(
                                keyId(key),
                                _ -> {
                                    throw new IllegalStateException("the disk is full");
                                }))
                .hasMessage("the disk is full");

        assertThat(keys.authenticate(key.token())).isNotInstanceOf(Authentication.Refused.class);
    }

    private static String keyId(Creation.Created key) {
        return key.token().substring(3, 19);
    }

    @Test
    void revocationEndsBothKeysOfARotation() {
        var old = create("agent", false, Set.of());
        var fresh = rotate("agent", Duration.ofHours(24));

        assertThat(keys.revoke("agent")).isTrue();

        assertThat(keys.authenticate(old.token())).isInstanceOf(Authentication.Refused.class);
        assertThat(keys.authenticate(fresh.token())).isInstanceOf(Authentication.Refused.class);
        assertThat(keys.revoke("agent")).isFalse();
        assertThat(create("agent", false, Set.of())).isNotNull();
    }

    @Test
    void ofRotationsAtOnceNoTwoReplaceTheSameKey() throws Exception {
        var _ = create("agent", false, Set.of());
        try (var other = StateStore.open(url);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var elsewhere = new ApiKeys(other, clock, new SecureRandom());
            var rotations =
                    Stream.of(keys, elsewhere)
                            .flatMap(each -> Stream.generate(() -> each).limit(6))
                            .<Callable<Creation>>map(each ->
                                    () ->
                                            each.rotate(
                                                    "agent", Duration.ofHours(1), Optional.empty()))
                            .toList();
            int made = 0;
            for (var rotation : threads.invokeAll(rotations)) {
                if (rotation.get() instanceof Creation.Created created) {
                    made++;
                    assertThat(keys.authenticate(created.token()))
                            .isInstanceOf(Authentication.Known.class);
                }
            }

            var list = keys.list();
            assertThat(made).isPositive();
            assertThat(list).hasSize(made + 1);
            assertThat(list.stream().filter(key -> key.replaced().isEmpty())).hasSize(1);
            assertThat(list.stream().flatMap(key -> key.replaces().stream()))
                    .doesNotHaveDuplicates()
                    .hasSize(made);
        }
    }

    @Test
    void aRotationThatTheDatabaseDoesNotTakeLeavesTheOldKeyAsItWas() {
        var old = create("agent", false, Set.of());
        var before = keys.list();
        // A token that is there already: the old key is marked, then the new one does not go in.
        var stuck = new ApiKeys(store, clock, new SameBytes());
        var _ = stuck.create("other", Set.of(), false, Optional.empty());

        assertThatExceptionOfType(StateException.class)
                .isThrownBy(() -> stuck.rotate("agent", Duration.ZERO, Optional.empty()));

        assertThat(keys.list()).containsAll(before).hasSize(2);
        assertThat(keys.authenticate(old.token())).isInstanceOf(Authentication.Known.class);
    }

    /// Makes one token over and over.
    private static final class SameBytes implements RandomGenerator {
        @Override
        public long nextLong() {
            return 7;
        }
    }

    @Test
    void lastUseIsWrittenLaterAndAtMostOnceAMinute() {
        var token = create("agent", false, Set.of()).token();
        var start = clock.instant();

        keys.authenticate(token);
        assertThat(keys.list().getFirst().lastUsed()).isEmpty();
        keys.writeUses();
        assertThat(keys.list().getFirst().lastUsed()).contains(start);

        clock.advance(Duration.ofSeconds(59));
        keys.authenticate(token);
        keys.writeUses();
        assertThat(keys.list().getFirst().lastUsed()).contains(start);

        clock.advance(Duration.ofSeconds(1));
        keys.authenticate(token);
        keys.writeUses();
        assertThat(keys.list().getFirst().lastUsed()).contains(clock.instant());

        clock.advance(Duration.ofSeconds(1));
        keys.authenticate(token);
        keys.writeAllUses();
        assertThat(keys.list().getFirst().lastUsed()).contains(clock.instant());
    }

    @Test
    void whatIsRefusedIsNoUse() {
        var token = create("agent", false, Set.of()).token();
        keys.revoke("agent");

        keys.authenticate(token);
        keys.writeAllUses();

        assertThat(keys.list().getFirst().lastUsed()).isEmpty();
    }

    @Test
    void anotherGateThatSawTheKeyLaterIsNotOverruled() {
        var token = create("agent", false, Set.of()).token();
        try (var other = StateStore.open(url)) {
            var elsewhere = new ApiKeys(other, clock, new SecureRandom());
            keys.authenticate(token);
            clock.advance(Duration.ofMinutes(5));
            elsewhere.authenticate(token);
            elsewhere.writeUses();

            keys.writeUses();

            assertThat(keys.list().getFirst().lastUsed()).contains(clock.instant());
        }
    }

    @Test
    void aDatabaseThatIsGoneFailsTheWriteAndNotTheNote() {
        var token = create("agent", false, Set.of()).token();
        keys.authenticate(token);
        var other = StateStore.open(url);
        var elsewhere = new ApiKeys(other, clock, new SecureRandom());
        elsewhere.authenticate(token);
        other.close();

        assertThatExceptionOfType(StateException.class).isThrownBy(elsewhere::writeUses);

        keys.writeUses();
        assertThat(keys.list().getFirst().lastUsed()).isPresent();
    }

    @Test
    void aRotationIsToldOfAsANewKeyThatReplacesOne() {
        var _ = create("agent", false, Set.of());
        keys.tellChanges(_ -> {}, _ -> {});
        var _ = rotate("agent", Duration.ofHours(1));
        var made = new ArrayList<ApiKey>();

        keys.tellChanges(made::add, _ -> {});

        assertThat(made).hasSize(1);
        assertThat(made.getFirst().replaces().flatMap(keys::find).flatMap(ApiKey::expires))
                .contains(clock.instant().plus(Duration.ofHours(1)));
    }

    private Creation.Created create(String name, boolean human, Set<String> groups) {
        return (Creation.Created) keys.create(name, groups, human, Optional.empty());
    }
}
