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
import tools.jackson.databind.JsonNode;
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

    /// What [#readWithReply] needs of a row.
    static final String COLUMNS_WITH_REPLY = COLUMNS + ", reply, reply_is_error";

    private static final Logger LOG = LoggerFactory.getLogger(StoredRequest.class);

    static StoredRequest read(ResultSet row) throws SQLException {
        return read(row, Optional.empty(), false);
    }

    static StoredRequest readWithReply(ResultSet row) throws SQLException {
        return read(
                row,
                Optional.ofNullable(row.getString("reply")),
                row.getInt("reply_is_error") != 0);
    }

    private static StoredRequest read(ResultSet row, Optional<String> reply, boolean replyIsError)
            throws SQLException {
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
                Columns.time(row, "created_at"),
                Columns.time(row, "expires_at"),
                Columns.perhapsTime(row, "ended_at"),
                Optional.ofNullable(row.getString("ended_by")),
                Optional.ofNullable(row.getString("ended_reason")),
                Optional.ofNullable(row.getString("executor")),
                reply,
                replyIsError);
    }

    /// INVARIANT: nothing leaves this class that does not hash to its digest, and no vote counts that was
    /// cast on another digest, nor was glass broken on another.
    ///
    /// @throws TamperedException when it is not what was written
    ApprovalRequest verified(List<Vote> votes, Optional<BrokenGlass> glass) {
        try {
            var asked = RequestContent.fromJson(Columns.json(content));
            if (isWhole(asked) && areOnThis(votes, glass)) {
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

    /// Whether the content is, to the letter, how what was read of it is written, and is what the digest is over, and the
    /// columns beside it say the same.
    private boolean isWhole(NewRequest asked) {
        var written = CanonicalJson.bytes(RequestContent.toJson(id, asked));
        return new String(written, StandardCharsets.UTF_8).equals(content)
                && CanonicalJson.sha256(written).equals(digest)
                && asked.plan().digest().equals(planDigest)
                && asked.plan().tool().equals(tool)
                && asked.plan().target().equals(target)
                && asked.requester().subject().equals(requester)
                && asked.requester().onBehalfOf().orElse("").equals(onBehalfOf);
    }

    private boolean areOnThis(List<Vote> votes, Optional<BrokenGlass> glass) {
        return votes.stream().allMatch(vote -> vote.digest().equals(digest))
                && glass.stream().allMatch(broken -> broken.digest().equals(digest));
    }

    private Optional<Ending> ending() {
        return ended.map(at -> new Ending(at, endedBy, endedReason.map(Columns::text).orElse("")));
    }

    private Optional<KeptReply> keptReply() {
        return reply.map(json -> {
            if (Columns.json(json) instanceof ObjectNode structured) {
                return new KeptReply(structured, replyIsError);
            }
            throw new IllegalArgumentException("a stored reply is an object");
        });
    }

    /// The text that a digest is over.
    static String canonical(JsonNode json) {
        return new String(CanonicalJson.bytes(json), StandardCharsets.UTF_8);
    }
}
