/// A strict reader of YAML configuration that says where and how a file is wrong.
///
/// [YamlFile#read] turns a text into [YamlNode]s that know their line and column. Asking a node for what
/// it should be (a text, a whole number, a duration, a mapping with certain keys) either answers or notes
/// a [Problem] and answers nothing, so a reader asks for everything it wants, goes on with what it got,
/// and looks at [YamlFile#problems] once at the end: one run names every mistake in the file.
///
/// ```java
/// var file = YamlFile.read("sallyport.yaml", text);
/// var root = file.root().allow("server", "policy");
/// var server = root.mapping("server").map(m -> m.allow("listen", "body_bytes_max"));
/// var listen = server.flatMap(m -> m.requireText("listen"));
/// var limit = server.flatMap(m -> m.bytes("body_bytes_max"));
/// if (!file.problems().isEmpty()) {
///     file.problems().forEach(System.err::println);
/// }
/// ```
///
/// The YAML is the core schema of YAML 1.2, made stricter: one document; no duplicate keys; keys are
/// texts; no tags but the core ones; aliases only to what is already complete, so nothing refers to
/// itself; length, depth and the number of nodes (aliases counted as often as they are used) are bounded.
/// Where a text is asked for, a plain scalar is that text exactly as written: `1.10`, `yes` and `0123` stay
/// what the author typed.
///
/// Nothing here reads a file, a clock or the environment. A [YamlFile] and its nodes belong to one thread.
@NullMarked
package dev.sallyport.policy.yaml;

import org.jspecify.annotations.NullMarked;
