#!/bin/sh
# Runs shellcheck over every shell script of the project, found by its first line.
set -eu

root=$(dirname "$(dirname "$(readlink -f "$0")")")
cd "$root"

find . -name target -prune -o -name .git -prune -o -type f -size -100k -exec \
    sh -c 'for file; do head -n 1 "$file" | grep -qaE "^#( shellcheck shell=|!.*[/ ](ba|da)?sh( |$))" && printf "%s\0" "$file"; done; true' sh {} + \
    | xargs -0 -r shellcheck --external-sources --source-path="$root"
