# Sourced by ./build and ./sallyport, after jdk.sh: what the launcher runs, and whether it is up to date.
# The caller has set `here` to the repository's root.

app=$here/examples/demo/target/app

newest_input() { # prints one source that is newer than what was built, if there is any
    (cd "$here" && find pom.xml */pom.xml examples/*/pom.xml */src/main examples/*/src/main -type f -newer "$app/built" -print -quit 2>/dev/null)
}

up_to_date() { [ -e "$app/built" ] && [ -z "$(newest_input)" ]; }

finish_app() { # Maven has filled $app; keeps what every start loads in one file, so that a start takes about half the time
    rm -f "$app/classes.aot"
    "$SALLYPORT_JDK/bin/java" -XX:AOTCacheOutput="$app/classes.aot" -XX:+UseSerialGC -Xlog:disable -Xlog:all=off \
        -cp "$app/*" dev.sallyport.examples.demo.Main \
        policy check "$here/examples/demo/src/main/resources/demo/policy.yaml" >/dev/null 2>&1 || rm -f "$app/classes.aot"
    touch "$app/built"
}
