package dev.sallyport.tools.kubernetes;

/// The full name of a container image: `nginx` is `docker.io/library/nginx:latest`.
///
/// @see <a href="https://github.com/distribution/reference/blob/main/reference.go">distribution/reference</a>
final class ImageName {

    private static final String DOCKER_HUB = "docker.io";
    private static final int LENGTH_MAX = 1024;

    private ImageName() {}

    /// Registry, repository, then tag or digest or both. What is no image name at all stays as it is, behind a
    /// mark that no registry has, so that it matches no rule by accident.
    static String normalise(String image) {
        if (!isPlausible(image)) {
            return "invalid:" + Words.shown(image);
        }
        int at = image.indexOf('@');
        var digest = at < 0 ? "" : image.substring(at);
        var name = at < 0 ? image : image.substring(0, at);
        int slash = name.indexOf('/');
        var first = slash < 0 ? "" : name.substring(0, slash);
        boolean hasRegistry =
                first.indexOf('.') >= 0 || first.indexOf(':') >= 0 || first.equals("localhost");
        var registry = hasRegistry ? first : DOCKER_HUB;
        var rest = hasRegistry ? name.substring(slash + 1) : name;
        if (registry.equals("index.docker.io")) {
            registry = DOCKER_HUB;
        }
        if (registry.equals(DOCKER_HUB) && rest.indexOf('/') < 0) {
            rest = "library/" + rest;
        }
        boolean tagged = rest.lastIndexOf(':') > rest.lastIndexOf('/');
        var tag = tagged || !digest.isEmpty() ? "" : ":latest";
        return registry + "/" + rest + tag + digest;
    }

    /// Only the characters of image names, no empty part, no `.` or `..` as a part.
    private static boolean isPlausible(String image) {
        if (image.isEmpty()
                || image.length() > LENGTH_MAX
                || image.indexOf('@') != image.lastIndexOf('@')) {
            return false;
        }
        for (int i = 0; i < image.length(); i++) {
            char c = image.charAt(i);
            boolean allowed =
                    (c >= 'a' && c <= 'z')
                            || (c >= 'A' && c <= 'Z')
                            || (c >= '0' && c <= '9')
                            || "._-/:@".indexOf(c) >= 0;
            if (!allowed) {
                return false;
            }
        }
        for (String part : image.split("/", -1)) {
            if (part.isEmpty() || part.equals(".") || part.equals("..")) {
                return false;
            }
        }
        return true;
    }
}
