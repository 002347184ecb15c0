#!/bin/sh
# Writes systemd/package/classes.list anew: the classes that real runs load, which the package's archive of classes is
# made of. To be run when much has changed; what is missing from the list only costs time at a start.
#
# Runs the demo with every kind of device, for what runs, uploads and certificates load; and the daemon and a verb, for
# how they begin.
set -eu

root=$(dirname "$(dirname "$(readlink -f "$0")")")
cd "$root"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

listing() { # NAME COMMAND…
    list=$work/$1.list
    shift
    code=0
    BIRTHMARK_JAVA_OPTS="-XX:DumpLoadedClassList=$list" "$@" > "$work/output" 2>&1 || code=$?
    case $code in
        0 | 143) ;; # 143: told to stop, and did
        *)
            cat "$work/output" >&2
            echo "class-list: $* ended with $code" >&2
            exit 1
            ;;
    esac
}

listing demo bin/birthmark demo --tpm 4 --pkcs11 3 --attestation all --dir "$work/line"

# Its service and its TPMs are gone: the daemon starts all the same.
config=$work/line/birthmark.toml
listing daemon timeout --preserve-status --signal TERM 15 bin/birthmark run --config "$config"
listing devices bin/birthmark devices --config "$config"
listing status bin/birthmark status --config "$config"

# Not the demo's own, nor what a run of the JVM makes up; the bytes do not depend on who came first.
# The dollar signs are those of class names.
# shellcheck disable=SC2016
cat "$work"/*.list \
    | grep -v -e '^#' -e 'io/birthmark/\(demo\|emulator\|firstboot\|hsm/simulated\)/' -e 'sun/net/httpserver' \
        -e 'LambdaForm\$[A-Z]*/' -e '[$]Proxy' -e 'Generated[A-Z][A-Za-z]*Accessor' -e 'com/pi4j/plugin/mock' \
    | LC_ALL=C sort -u > "$work/classes"
mv "$work/classes" systemd/package/classes.list
echo "$(wc -l < systemd/package/classes.list) lines in systemd/package/classes.list"
