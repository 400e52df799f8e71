package dev.sallyport.audit;

import java.security.SecureRandom;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/// What stands beside a record, encrypted: the parts of a call that the leaf must not have. Every text in it has
/// already been through the masker. Immutable.
///
/// As JSON it has its version as `v`, each part under its own name, and under `disclosures` the salt of each
/// commitment. Whoever is given the salt, the name and the value can check them against the leaf.
public final class AuditBody {

    /// More values of one body are not committed to.
    public static final int COMMITMENTS_MAX = 16;

    /// Values under longer names are not committed to.
    public static final int COMMITMENT_NAME_LENGTH_MAX = 64;

    static final int VERSION = 1;

    /// A longer text of JSON is not kept beside its salt.
    private static final int JSON_TEXT_LENGTH_MAX = 4096;

    private final Map<String, JsonNode> parts;
    private final Map<String, String> commitments;
    private final ArrayNode disclosures;

    private AuditBody(
            Map<String, JsonNode> parts, Map<String, String> commitments, ArrayNode disclosures) {
        this.parts = new TreeMap<>(parts);
        this.commitments = new TreeMap<>(commitments);
        this.disclosures = disclosures.deepCopy();
    }

    /// @param random makes the salts
    public static Builder of(SecureRandom random) {
        return new Builder(random);
    }

    /// Field to [Commitment#digest], for the record.
    Map<String, String> commitments() {
        return commitments;
    }

    /// Its JSON, cut to what is stored.
    byte[] bytes() {
        var head = JsonNodeFactory.instance.objectNode().put("v", VERSION);
        head.set("disclosures", disclosures);
        return BodyText.bytes(head, parts, BodyFrame.BODY_BYTES_MAX);
    }

    /// Gathers a body. One thread at a time.
    public static final class Builder {

        private final SecureRandom random;
        private final Map<String, JsonNode> parts = new TreeMap<>();
        private final Map<String, String> commitments = new TreeMap<>();
        private final ArrayNode disclosures = JsonNodeFactory.instance.arrayNode();

        private Builder(SecureRandom random) {
            this.random = random;
        }

        /// @param name other than `v` and `disclosures`
        public Builder part(String name, JsonNode value) {
            parts.put(name, value);
            return this;
        }

        /// Has the leaf commit to a value that stands somewhere in the body. Where there are too many, or the name is
        /// too long or no visible ASCII, it does not.
        ///
        /// A value without a canonical form (fractions, deep nesting) is committed to as the text of its JSON, which
        /// then stands beside the salt; a long one is not committed to.
        public Builder commit(String name, JsonNode value) {
            if (commitments.size() == COMMITMENTS_MAX
                    || name.length() > COMMITMENT_NAME_LENGTH_MAX
                    || !name.chars().allMatch(c -> c > ' ' && c <= '~')
                    || commitments.containsKey(name)) {
                return this;
            }
            try {
                disclose(name, Commitment.of(name, value, random));
            } catch (IllegalArgumentException e) {
                var text = value.toString();
                if (text.length() <= JSON_TEXT_LENGTH_MAX) {
                    disclose(name, Commitment.of(name, StringNode.valueOf(text), random))
                            .put("json_text", text);
                }
            }
            return this;
        }

        private ObjectNode disclose(String name, Commitment commitment) {
            commitments.put(name, commitment.digest());
            return disclosures.addObject().put("name", name).put("salt", commitment.salt());
        }

        public AuditBody build() {
            return new AuditBody(parts, commitments, disclosures);
        }
    }
}
