package dev.sallyport.server.history;

import java.time.Instant;
import java.util.Optional;

/// Which calls are wanted: those that fit everything that is given.
///
/// @param words in the texts of their records
/// @param principal the subject, or the human it acted for
/// @param status how far it came
/// @param code why it was refused or failed: `DENIED_NO_RULE`
/// @param held whether humans were asked, or had agreed to calls like it
/// @param rule that decided: `analyst/permit/0123456789ab`
/// @param since the first time at which it may have begun
/// @param until the first time at which it may no longer have begun
public record CallSearch(
        SearchWords words,
        Optional<String> principal,
        Optional<String> tool,
        Optional<String> target,
        Optional<CallStatus> status,
        Optional<String> code,
        Optional<Boolean> held,
        Optional<String> rule,
        Optional<Instant> since,
        Optional<Instant> until) {

    /// Every call.
    public static final CallSearch ALL =
            new CallSearch(
                    SearchWords.NONE,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());

    /// The same with these words instead.
    public CallSearch withWords(SearchWords wanted) {
        return new CallSearch(
                wanted, principal, tool, target, status, code, held, rule, since, until);
    }

    /// The same for calls of this tool.
    public CallSearch withTool(String name) {
        return new CallSearch(
                words,
                principal,
                Optional.of(name),
                target,
                status,
                code,
                held,
                rule,
                since,
                until);
    }
}
