package dev.sallyport.examples.kubernetes;

import java.util.List;

/// The path of a request for objects, taken apart.
///
/// @param namespace empty for cluster-scoped kinds and for lists across namespaces
/// @param name empty for the collection
/// @param subresource empty for the object itself
record ApiPath(
        String group,
        String version,
        String namespace,
        String plural,
        String name,
        String subresource) {

    /// @param segments everything after the leading slash, decoded
    /// @return the path, its plural empty when it names no resource
    static ApiPath parse(List<String> segments) {
        boolean core = segments.getFirst().equals("api");
        int at = core ? 2 : 3;
        var group = core ? "" : segments.get(1);
        var version = segments.get(at - 1);
        var rest = segments.subList(at, segments.size());
        boolean inNamespace = rest.size() >= 3 && rest.getFirst().equals("namespaces");
        var namespace = inNamespace ? rest.get(1) : "";
        var tail = inNamespace ? rest.subList(2, rest.size()) : rest;
        return new ApiPath(
                group,
                version,
                namespace,
                tail.isEmpty() ? "" : tail.getFirst(),
                tail.size() > 1 ? tail.get(1) : "",
                tail.size() > 2 ? String.join("/", tail.subList(2, tail.size())) : "");
    }
}
