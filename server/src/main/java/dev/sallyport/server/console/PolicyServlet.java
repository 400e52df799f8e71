package dev.sallyport.server.console;

import dev.sallyport.policy.Authorizer.ConsoleRight;
import dev.sallyport.server.rules.PolicyFile.Standing;
import java.io.IOException;
import java.io.Serial;
import java.util.Set;
import java.util.function.Supplier;

/// The role map for those who look after the gate: `GET /policy` says what is in force, `/policy/who` who can do what,
/// `/policy/reach` what one can do; `/policy/test` tries a call against it or against a candidate, and `POST` there
/// changes nothing. Safe from many threads.
public final class PolicyServlet extends RightedServlet {

    public static final String MAPPING = "/policy/*";

    static final String PATH = "/policy";
    static final String WHO = "/who";
    static final String REACH = "/reach";
    static final String TEST = "/test";

    @Serial private static final long serialVersionUID = 1L;

    private final transient String file;
    private final transient Supplier<Standing> policy;
    private final transient PolicyTester tester;

    /// @param file the role map's, as it is shown
    /// @param policy in force
    public PolicyServlet(
            Reception reception, String file, Supplier<Standing> policy, PolicyTester tester) {
        super(reception, Frame.Place.POLICY, Set.of(ConsoleRight.AUDIT, ConsoleRight.ADMINISTER));
        this.file = file;
        this.policy = policy;
        this.tester = tester;
    }

    @Override
    void get(Visit visit) throws IOException {
        var standing = policy.get();
        var roleMap = standing.roleMap();
        switch (visit.path()) {
            case "" ->
                    visit.show(
                            PolicyPage.of(
                                    visit.frame("Role map"),
                                    file,
                                    standing,
                                    visit.asked("find").orElse("")));
            case WHO -> {
                var page = PolicyWhoPage.of(visit.frame("Who can do what"), roleMap, visit::asked);
                visit.show(page.problem().isEmpty() ? 200 : 400, page);
            }
            case REACH -> {
                var page =
                        PolicyReachPage.of(
                                visit.frame("What one can do"),
                                roleMap,
                                visit.asked("as").orElse(""),
                                visit.asked("groups").orElse(""),
                                visit.now());
                visit.show(page.problem().isEmpty() ? 200 : 400, page);
            }
            case TEST ->
                    visit.show(
                            tester.page(
                                    visit.frame("Try a call"),
                                    roleMap,
                                    PolicyTestPage.Input.of(visit::asked),
                                    PolicyTestPage.Result.NONE));
            default -> visit.notFound();
        }
    }

    @Override
    void post(Visit visit, Form form) throws IOException {
        if (!visit.path().equals(TEST)) {
            visit.notFound();
            return;
        }
        var page =
                tester.tried(visit.frame("Try a call"), policy.get().roleMap(), form, visit.now());
        visit.show(page.status(), page);
    }

    @Override
    int formBytesMax() {
        return PolicyTester.FORM_BYTES_MAX;
    }

    @Override
    String tooLong() {
        return "A candidate role map may have " + PolicyTester.CANDIDATE_MAX / 1024 + " KiB.";
    }
}
