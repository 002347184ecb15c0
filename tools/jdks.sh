#!/bin/sh
# Lists the JDKs from 17 up on this machine, oldest first: one line each, "VERSION<tab>HOME".
#
#   tools/jdks.sh             all of them, each version once
#   tools/jdks.sh --chosen    only the HOME of the one to build with: $JAVA_HOME, else the javac on the PATH, else the
#                             newest found; exit code 1 if there is none, or if $JAVA_HOME is not one
set -eu

version_of() {
    if [ -r "$1/release" ]; then
        sed -n 's/^JAVA_VERSION="\(.*\)".*/\1/p' "$1/release" | head -n 1
    else
        "$1/bin/javac" -version 2>&1 | sed -n 's/^javac //p' | head -n 1
    fi
}

# Prints "VERSION<tab>HOME" if there is a JDK from 17 up in $1.
describe() {
    [ -x "$1/bin/javac" ] && [ -x "$1/bin/java" ] || return 0
    home=$(readlink -f "$1")
    version=$(version_of "$home")
    major=${version%%[!0-9]*}
    [ "${major:-0}" -ge 17 ] || return 0
    printf '%s\t%s\n' "$version" "$home"
}

home_of_path() {
    javac=$(command -v javac) || return 0
    dirname "$(dirname "$(readlink -f "$javac")")"
}

all() {
    {
        [ -z "${JAVA_HOME:-}" ] || describe "$JAVA_HOME"
        describe "$(home_of_path)"
        for home in /usr/lib/jvm/* /usr/local/lib/jvm/* /opt/java/* /opt/jdk* "$HOME"/.sdkman/candidates/java/* \
            "$HOME"/.jdks/* "$HOME"/.local/share/mise/installs/java/* "$HOME"/.asdf/installs/java/*; do
            describe "$home"
        done
    } | sort -V -k 1,1 -u
}

chosen() {
    if [ -n "${JAVA_HOME:-}" ]; then
        describe "$JAVA_HOME" | cut -f 2
        return
    fi
    from_path=$(describe "$(home_of_path)" | cut -f 2)
    if [ -n "$from_path" ]; then
        printf '%s\n' "$from_path"
    else
        all | tail -n 1 | cut -f 2
    fi
}

case "${1:-}" in
    '') all ;;
    --chosen)
        home=$(chosen)
        [ -n "$home" ] || exit 1
        printf '%s\n' "$home"
        ;;
    *)
        echo "usage: tools/jdks.sh [--chosen]" >&2
        exit 2
        ;;
esac
