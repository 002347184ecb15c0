#!/bin/sh
# Runs the whole suite on every JDK from 17 up on this machine, each from a clean build, and says which of the
# long-term ones it did not find.
set -eu

root=$(dirname "$(dirname "$(readlink -f "$0")")")
cd "$root"

results=$(mktemp)
trap 'rm -f "$results"' EXIT

tab=$(printf '\t')
jdks=$(tools/jdks.sh)
failed=0
while IFS=$tab read -r version home; do
    echo "test-jdks: Java $version, $home"
    if JAVA_HOME=$home tools/test.sh clean < /dev/null; then
        result=passed
    else
        result=FAILED
        failed=1
    fi
    printf '  %-12s %-8s %s\n' "$version" "$result" "$home" >> "$results"
done <<END
$jdks
END

echo "test-jdks:"
cat "$results"
for major in 17 21 25; do
    printf '%s\n' "$jdks" | grep -q "^${major}[.+$tab]" || printf '  %-12s not found on this machine\n' "$major"
done
exit "$failed"
