# Sourced by ./build and ./sallyport: finds a JDK 25 and names it in SALLYPORT_JDK.

jdk_major() { # the feature release of the JDK in directory $1, or nothing
    [ -x "$1/bin/javac" ] || return 0
    if [ -r "$1/release" ]; then
        sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release"
    else
        "$1/bin/java" -version 2>&1 | sed -n '1s/.*version "\([0-9]*\).*/\1/p'
    fi
}

find_jdk() {
    local candidate on_path
    on_path=$(command -v javac 2>/dev/null || true)
    [ -n "$on_path" ] && on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
    for candidate in "${SALLYPORT_JDK:-}" "${JAVA_HOME:-}" "$on_path" \
        /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
        "${HOME:-/nonexistent}"/.sdkman/candidates/java/* "${HOME:-/nonexistent}"/.jdks/* \
        "${HOME:-/nonexistent}"/.asdf/installs/java/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home /opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home; do
        [ -n "$candidate" ] || continue
        if [ "$(jdk_major "$candidate")" = 25 ]; then
            SALLYPORT_JDK=$candidate
            export SALLYPORT_JDK
            return 0
        fi
    done
    echo "${0##*/}: a JDK 25 is needed and none was found; install one (for example Temurin 25, or Debian's openjdk-25-jdk) and set JAVA_HOME to it" >&2
    exit 2
}
