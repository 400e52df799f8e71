package dev.sallyport.tools.git;

import dev.sallyport.policy.Access;
import dev.sallyport.policy.FactDefinition;
import dev.sallyport.policy.FactDefinition.Place;
import dev.sallyport.policy.FactDefinition.Unit;
import dev.sallyport.policy.FactValue;
import dev.sallyport.policy.ToolTerms;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The policy words of both git tools. They share all of them, so that one rule can name both tools.
final class GitTerms {

    static final String REPOSITORY = "repository";
    static final String BRANCH = "branch";
    static final String PATHS = "paths";
    static final String FILE_BYTES = "file_bytes";
    static final String OPERATION = "operation";

    /// The repository's root, as an element of `paths`.
    static final String ROOT = ".";

    private GitTerms() {}

    static ToolTerms terms(String tool) {
        return new ToolTerms(
                tool,
                Optional.of(REPOSITORY),
                List.of(
                        new FactDefinition.TextFact(
                                REPOSITORY,
                                REPOSITORY,
                                Place.ON,
                                "the repository's configured name"),
                        new FactDefinition.TextFact(
                                BRANCH,
                                BRANCH,
                                Place.ON,
                                "the branch's short name, such as `agent/fix-total`"),
                        new FactDefinition.SetFact(
                                PATHS,
                                PATHS,
                                Place.RULE,
                                "every path that is changed or read, a directory with `/` at its end, the"
                                        + " root as `.`; also under the other spellings by which a file"
                                        + " system that ignores case would know it"),
                        new FactDefinition.QuantityFact(
                                FILE_BYTES,
                                Unit.BYTES,
                                "the size of the biggest file that is written"),
                        new FactDefinition.TextFact(
                                OPERATION,
                                "operations",
                                Place.RULE,
                                "`create` or `fast_forward` for a push; `list`, `read`, `log` or `diff`"
                                        + " for a read")),
                List.of());
    }

    static Map<String, String> argumentOfFact() {
        return Map.of(REPOSITORY, "repository", BRANCH, "branch");
    }

    /// Collects what a call is known to touch. What is not known yet does not apply: an answer given early
    /// depends on nothing further. Not safe from several threads.
    static final class Touched {

        private final String action;
        private final String repository;
        private final Map<String, FactValue> facts = new TreeMap<>();
        private String branch = "";
        private String base = "";

        Touched(String action, String repository) {
            this.action = action;
            this.repository = repository;
            facts.put(REPOSITORY, FactValue.text(repository));
            facts.put(BRANCH, FactValue.NOT_APPLICABLE);
            facts.put(PATHS, FactValue.NOT_APPLICABLE);
            facts.put(FILE_BYTES, FactValue.NOT_APPLICABLE);
            facts.put(OPERATION, FactValue.NOT_APPLICABLE);
        }

        void branch(String name) {
            branch = name;
            facts.put(BRANCH, FactValue.text(name));
        }

        /// A branch other than the default one whose content the push builds on: the caller must be let
        /// near it too.
        void base(String name) {
            base = name;
        }

        void paths(Collection<String> paths) {
            facts.put(PATHS, FactValue.texts(RepositoryPath.withSpellings(paths)));
        }

        void fileBytes(long bytes) {
            facts.put(FILE_BYTES, FactValue.quantity(bytes));
        }

        void operation(String operation) {
            facts.put(OPERATION, FactValue.text(operation));
        }

        List<Access> accesses() {
            var access = new Access(action, resource(branch), facts);
            if (base.isEmpty()) {
                return List.of(access);
            }
            return List.of(
                    access,
                    new Access(
                            "git.read",
                            resource(base),
                            Map.of(
                                    REPOSITORY, FactValue.text(repository),
                                    BRANCH, FactValue.text(base),
                                    PATHS, FactValue.NOT_APPLICABLE,
                                    FILE_BYTES, FactValue.NOT_APPLICABLE,
                                    OPERATION, FactValue.NOT_APPLICABLE)));
        }

        private String resource(String name) {
            return name.isEmpty() ? repository : repository + ":" + name;
        }
    }
}
