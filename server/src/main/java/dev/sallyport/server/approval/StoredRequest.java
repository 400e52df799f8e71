package dev.sallyport.server.approval;

import dev.sallyport.server.approval.ApprovalRequest.Ending;
import dev.sallyport.server.approval.ApprovalRequest.KeptReply;
import dev.sallyport.server.approval.ApprovalRequest.State;
import dev.sallyport.server.approval.ApprovalRequest.Vote;
import dev.sallyport.tools.CanonicalJson;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A row of a held call as it is stored, not yet believed.
record StoredRequest(
        String id,
        String state,
        String content,
        String digest,
        String requester,
        String onBehalfOf,
        String tool,
        String target,
        String planDigest,
        Instant created,
        Instant deadline,
        Optional<Instant> ended,
        Optional<String> endedBy,
        Optional<String> endedReason,
        Optional<String> executor,
        Optional<String> reply,
        boolean replyIsError) {

    /// What [#read] needs of a row.
    static final String COLUMNS =
            "id, state, content, digest, requester, on_behalf_of, tool, target, plan_digest, created_at, expires_at,"
                    + " ended_at, ended_by, ended_reason, executor";

    /// Reads whatever was written, however long a text or a name in it is: what is asked was bounded at the door.
    static final JsonMapper JSON =
            JsonMapper.builder(
                            JsonFactory.builder()
                                    .streamReadConstraints(
                                            StreamReadConstraints.builder()
                                                    .maxNameLength(Integer.MAX_VALUE)
                                                    .maxStringLength(Integer.MAX_VALUE)
                                                    .build())
                                    .build())
                    .build();

    private static final Logger LOG = LoggerFactory.getLogger(StoredRequest.class);

    static StoredRequest read(ResultSet row, Optional<String> reply, boolean replyIsError)
            throws SQLException {
        long endedAt = row.getLong("ended_at");
        boolean ended = !row.wasNull();
        return new StoredRequest(
                row.getString("id"),
                row.getString("state"),
                row.getString("content"),
                row.getString("digest"),
                row.getString("requester"),
                row.getString("on_behalf_of"),
                row.getString("tool"),
                row.getString("target"),
                row.getString("plan_digest"),
                Instant.ofEpochMilli(row.getLong("created_at")),
                Instant.ofEpochMilli(row.getLong("expires_at")),
                ended ? Optional.of(Instant.ofEpochMilli(endedAt)) : Optional.empty(),
                Optional.ofNullable(row.getString("ended_by")),
                Optional.ofNullable(row.getString("ended_reason")),
                Optional.ofNullable(row.getString("executor")),
                reply,
                replyIsError);
    }

    private Optional<Ending> ending() {
        return ended.map(at ->
                new Ending(
                        at,
                        endedBy,
                        endedReason.map(json -> JSON.readTree(json).stringValue("")).orElse("")));
    }

    private Optional<KeptReply> keptReply() {
        return reply.map(json -> {
            if (JSON.readTree(json) instanceof ObjectNode structured) {
                return new KeptReply(structured, replyIsError);
            }
            throw new IllegalArgumentException("a stored reply is an object");
        });
    }

    /// INVARIANT: nothing leaves this class that does not hash to its digest, and no vote counts that was
    /// cast on another digest, nor was glass broken on another.
    ApprovalRequest verified(List<Vote> votes, Optional<BrokenGlass> glass) {
        try {
            var json = JSON.readTree(content);
            var asked = RequestContent.fromJson(json);
            var again = RequestContent.toJson(id, asked);
            boolean whole =
                    canonical(json).equals(content)
                            && CanonicalJson.sha256(json).equals(digest)
                            && CanonicalJson.sha256(again).equals(digest)
                            && asked.plan().digest().equals(planDigest)
                            && asked.plan().tool().equals(tool)
                            && asked.plan().target().equals(target)
                            && asked.requester().subject().equals(requester)
                            && asked.requester().onBehalfOf().orElse("").equals(onBehalfOf)
                            && votes.stream().allMatch(vote -> vote.digest().equals(digest))
                            && glass.filter(broken -> !broken.digest().equals(digest)).isEmpty();
            if (whole) {
                return new ApprovalRequest(
                        id,
                        digest,
                        asked,
                        State.valueOf(state),
                        created,
                        deadline,
                        votes,
                        ending(),
                        executor,
                        glass,
                        keptReply());
            }
        } catch (JacksonException | IllegalArgumentException e) {
            LOG.error("the stored approval request `{}` cannot be read", id, e);
        }
        throw new TamperedException(id);
    }

    /// The text that a digest is over.
    static String canonical(JsonNode json) {
        return new String(CanonicalJson.bytes(json), StandardCharsets.UTF_8);
    }
}
