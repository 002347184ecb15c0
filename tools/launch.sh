# shellcheck shell=sh
# The common part of the launchers in bin/. Each one sources this file and calls
#
#   launch MODULE MAIN_CLASS MAX_HEAP [ARGUMENT …]
#
# which replaces the shell by Java, so that signals reach it.

# Set by the launcher, which has followed the links to itself.
: "${root:?}"

fail() {
    echo "${0##*/}: $*" >&2
    exit 2
}

find_java() {
    if [ -n "${JAVA_HOME:-}" ]; then
        java=$JAVA_HOME/bin/java
        [ -x "$java" ] || fail "there is no Java in JAVA_HOME ($JAVA_HOME). Point it to Java 17 or newer, or unset it."
    else
        java=$(command -v java) \
            || fail "Java is missing. Install Java 17 or newer (on Debian: default-jre-headless), or set JAVA_HOME."
    fi
}

# Reading the JDK's release file is quicker than asking java, which starts a JVM.
java_major() {
    release=$(dirname "$(dirname "$(readlink -f "$java")")")/release
    if [ -r "$release" ]; then
        version=$(sed -n 's/^JAVA_VERSION="\(.*\)".*/\1/p' "$release")
    else
        version=$("$java" -version 2>&1 | sed -n 's/.* version "\([^"]*\)".*/\1/p')
    fi
    version=${version%%[!0-9.]*}
    major=${version%%.*}
}

# The newest jar of the module, as a build of another version may have left an older one.
find_jar() {
    jar=
    for candidate in "$root/$module"/target/birthmark-*.jar; do
        [ -e "$candidate" ] || continue
        if [ -z "$jar" ] || [ -n "$(find "$candidate" -newer "$jar")" ]; then
            jar=$candidate
        fi
    done
    if [ -z "$jar" ] || [ ! -d "$root/$module/target/lib" ]; then
        fail "it is not built yet. Run \"make build\" in $root first."
    fi
}

launch() {
    module=$1
    main_class=$2
    max_heap=$3
    shift 3

    find_java
    java_major
    [ "${major:-0}" -ge 17 ] \
        || fail "Java 17 or newer is needed; $java is ${version:-of an unknown version}. Set JAVA_HOME to a newer one."
    find_jar

    # Newer JDKs warn when a library loads native code, as SQLite's does, unless that is allowed.
    native=
    [ "$major" -lt 22 ] || native=--enable-native-access=ALL-UNNAMED

    # A station lives on a small box beside other things: one collector thread, the quick compiler only, small stacks,
    # and little room for what is thrown away soon: a larger young generation is only filled, never given back.
    # shellcheck disable=SC2086
    exec "$java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:-UsePerfData -XX:+ExitOnOutOfMemoryError \
        -Xms8m -Xmn4m "-Xmx$max_heap" -Xss512k -Djava.awt.headless=true $native ${BIRTHMARK_JAVA_OPTS:-} \
        -cp "$jar:$root/$module/target/lib/*" "$main_class" "$@"
}
