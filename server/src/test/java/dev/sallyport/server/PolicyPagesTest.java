package dev.sallyport.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The role map in the console, and calls that are tried against it.
class PolicyPagesTest extends ConsoleGateFixture {

    private Browser auditor;

    @BeforeEach
    void signIn() {
        auditor = as("auditor");
    }

    private static Map<String, String> call(String... fields) {
        var form = new TreeMap<>(Map.of("as", "client:lead", "tool", "write_note"));
        for (int i = 0; i < fields.length; i += 2) {
            form.put(fields[i], fields[i + 1]);
        }
        return form;
    }

    @Test
    void theRoleMapIsThereWithEverythingItSays() {
        assertThat(auditor.read("/policy"))
                .contains(gate.gate.roleMap().digest(), "In force since", "policy.yaml")
                .contains("writes notes &lt;b&gt;", "what all may read", "letters: 50")
                .contains("at most 600 calls a minute for each principal")
                .contains("in the console: read the record")
                .contains("client:night", "00:00-06:00")
                .contains("who administers is audited")
                .doesNotContain("not in force", "<b>");
    }

    @Test
    void whatIsSoughtIsFound() {
        assertThat(auditor.read("/policy?find=NIGHT"))
                .contains("0 roles", "1 binding", "client:night")
                .doesNotContain("client:lead");
    }

    @Test
    void aRefusedFileIsToldWithItsMistakesUntilItIsRight() throws IOException {
        var file = directory.resolve("policy.yaml");
        Files.writeString(file, POLICY.replace("letters:", "\"lett\\u202Eres\":"));
        String page;
        do {
            page = auditor.read("/policy");
        } while (!page.contains("the change is not in force"));

        assertThat(page)
                .contains("policy.yaml:6:", "lett&lt;U+202E&gt;res", "letters: 50")
                .doesNotContain("\u202E");

        Files.writeString(file, POLICY);
        do {
            page = auditor.read("/policy");
        } while (page.contains("the change is not in force"));
        assertThat(page).contains("letters: 50");
    }

    @Test
    void whoCanDoWhatNamesRulesAndLines() {
        assertThat(auditor.read("/policy/who?tool=write_note&on.notebook=guarded"))
                .contains("3 subjects and groups can reach it")
                .contains("<code>client:lead</code>", "<code>group:writers</code>")
                .contains("held for approval", "line 8", "hold through lead &gt; writer")
                .contains("released by 1 of `editor`")
                .doesNotContain("line 6");
        assertThat(auditor.read("/policy/who?on.notebook=private")).contains("Nobody can reach it");
    }

    @Test
    void aToolThatThereIsNotIsToldApart() {
        var answer = auditor.get("/policy/who?tool=write_nite");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body())
                .contains("there is no tool `write_nite`; did you mean `write_note`?");
    }

    @Test
    void whatOneCanDoCountsTheGroupsThatAreNamed() {
        assertThat(auditor.read("/policy/reach?as=client:lead"))
                .contains("client:lead has the roles lead, writer", "line 6", "permitted")
                .contains("at most 600 calls a minute by role writer");
        assertThat(auditor.read("/policy/reach?as=client:any")).contains("client:any has no role");
        assertThat(auditor.read("/policy/reach?as=client:any&groups=readers+writers"))
                .contains("at other times also: writer", "bound when:");
    }

    @ParameterizedTest
    @CsvSource({
        "lead, `lead` names nobody who calls; write `client:NAME` or `user:NAME`",
        "client:, `client:` names nobody who calls",
    })
    void aNameOfNobodyIsRefusedInWords(String as, String why) {
        var answer = auditor.get("/policy/reach?as=" + as);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains(why);
    }

    @Test
    void aTriedCallIsExplainedAndTouchesNothing() {
        tool.whilePlanning =
                () -> {
                    throw new AssertionError("a target was asked");
                };
        var answer =
                auditor.post(
                        "/policy/test",
                        call("accesses", "note.write shared notebook=shared,page=one"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("<span class=\"badge good\">permit</span> every access is permitted")
                .contains("letters 50", "client:lead has the roles lead, writer")
                .contains("what all may read", "wants [shared], found shared")
                .contains("value=\"client:lead\"", "note.write shared notebook=shared,page=one");
        assertThat(tool.written).isEmpty();
        assertThat(gate.pending()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "guarded, hold, held until 1 of `editor` agree",
        "private, deny, is forbidden by",
        "other, deny, no rule permits",
    })
    void everyDecisionIsToldWithItsReason(String notebook, String decision, String reason) {
        var answer =
                auditor.post("/policy/test", call("accesses", "note.write x notebook=" + notebook));

        assertThat(answer.body())
                .containsPattern("class=\"badge [a-z]+\">" + decision + "</span>")
                .contains(reason);
    }

    @Test
    void aCandidateIsAskedInPlaceOfWhatIsInForceAndComparedWithIt() {
        var candidate =
                POLICY.replace("notebook: private", "notebook: shared").replace("\n", "\r\n");

        var answer =
                auditor.post(
                        "/policy/test",
                        call("accesses", "note.write x notebook=shared", "candidate", candidate));

        assertThat(answer.body())
                .contains("Asked: the candidate below", "deny</span> note.write on x is forbidden")
                .contains("The role map in force says <span class=\"badge good\">permit</span>")
                .contains("  writer:\n    description:")
                .doesNotContain("The decision is the same", "\\u{D}");
        assertThat(gate.gate.roleMap().print()).contains("notebook: [private]");
    }

    @Test
    void theMistakesOfACandidateAreToldByLine() {
        var answer =
                auditor.post(
                        "/policy/test",
                        call(
                                "accesses",
                                "note.write x notebook=shared",
                                "candidate",
                                POLICY.replace("letters: 50", "lettres: 50")));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("candidate:6:", "`lettres`", "did you mean `letters`?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "as; ''; say who calls",
                "as; ana; `ana` names nobody",
                "human; client:x; acts on behalf of a `user:NAME`",
                "human_groups; staff; groups of a human need the human",
                "tool; ''; choose the tool",
                "tool; drop_note; there is no tool `drop_note`",
                "accesses; ''; say what the call would do",
                "accesses; note.write; access 1: an access is written",
                "accesses; note.write x book=a; access 1: `write_note` has no fact `book`",
                "accesses; note.write x notebook; access 1: a fact is written",
                "at; yesterday; the time is no instant: `yesterday`",
            })
    void whatIsMissingOrWrongIsSaidInWords(String field, String value, String why) {
        var answer =
                auditor.post(
                        "/policy/test",
                        call("accesses", "note.write x notebook=shared", field, value));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("That cannot be tried", why);
    }

    @Test
    void whatIsTooLongIsRefused() {
        var longer = "# " + "x".repeat(256 * 1024);
        var answer =
                auditor.post(
                        "/policy/test",
                        call("accesses", "note.write x notebook=shared", "candidate", longer));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("the candidate is longer than 256 KiB");

        var longest = auditor.post("/policy/test", call("candidate", "x".repeat(900 * 1024)));
        assertThat(longest.statusCode()).isEqualTo(413);
        assertThat(longest.body()).contains("may have 256 KiB. Nothing was done.");
    }

    @Test
    void aFormOfAnotherPageIsRefused() {
        var form = call("accesses", "note.write x notebook=shared");
        assertThat(auditor.post("/policy/test", form, gate.url().toString()).statusCode())
                .isEqualTo(403);
        form.put("csrf", auditor.csrf());
        assertThat(auditor.post("/policy/test", form, "").statusCode()).isEqualTo(403);
        assertThat(auditor.post("/policy/test", form, "https://evil.example").statusCode())
                .isEqualTo(403);
        assertThat(as("editor").post("/policy/test", Map.of()).statusCode()).isEqualTo(404);
    }

    @Test
    void hostileTextIsSeenAndDoesNothing() {
        var hostile = "<script>alert(1)</script>\u202E\u200B\"'";
        var answer =
                auditor.post(
                        "/policy/test",
                        call(
                                "as",
                                "client:" + hostile,
                                "groups",
                                hostile,
                                "accesses",
                                "</textarea>" + hostile + " x notebook=" + hostile,
                                "candidate",
                                "# </textarea>" + hostile));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .doesNotContain("<script>alert", "\u202E", "\u200B")
                .contains("\\u{202E}");
    }
}
