package dev.sallyport.server.approval;

import dev.sallyport.policy.Access;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What a grant of a held call covers, taken from the stored request: calls that go no further than this, held by the
/// same rules under the same policy. [GrantScope] compares.
///
/// @param requester the only one who may use it
/// @param onBehalfOf the only human for whom
/// @param accesses in order, each once; of every fact the same text, no further element, no larger number
/// @param sizes the most that each may be, by its place in the preview's state: `row_count`
public record Coverage(
        String requester,
        Optional<String> onBehalfOf,
        String tool,
        String target,
        List<Access> accesses,
        Map<String, Long> sizes) {

    public Coverage {
        accesses = List.copyOf(accesses);
        sizes = Collections.unmodifiableMap(new TreeMap<>(sizes));
    }

    public static Coverage of(ApprovalRequest request) {
        var asked = request.asked();
        return new Coverage(
                asked.requester().subject(),
                asked.requester().onBehalfOf(),
                asked.plan().tool(),
                asked.plan().target(),
                asked.plan().accesses().stream().distinct().toList(),
                GrantScope.sizes(asked.preview().state()).orElse(Map.of()));
    }
}
