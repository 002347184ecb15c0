#!/bin/sh
# Checks that every file the documentation links to is there. Links into the web and within a page are left alone.
set -eu

root=$(dirname "$(dirname "$(readlink -f "$0")")")
cd "$root"

# The targets of links and pictures of a page, without what stands in code.
targets() {
    # The back-quotes are Markdown's, not the shell's.
    # shellcheck disable=SC2016
    awk '/^ *```/ { code = !code; next } !code' "$1" \
        | sed 's/`[^`]*`//g' \
        | grep -o '](\(<[^>]*>\|[^) ]*\)' \
        | sed 's/^](//; s/^<//; s/>$//; s/#.*//' \
        | grep -v '^[a-z][a-z0-9+.-]*:' || true
}

broken=$(
    find . -name target -prune -o -name .git -prune -o -name '*.md' -print | sort | while read -r page; do
        targets "$page" | while read -r target; do
            [ -z "$target" ] || [ -e "$(dirname "$page")/$target" ] || echo "${page#./}: there is no $target"
        done
    done
)
if [ -n "$broken" ]; then
    printf '%s\n' "$broken" >&2
    exit 1
fi
