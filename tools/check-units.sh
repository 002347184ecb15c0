#!/bin/sh
# Checks systemd/*.service and *.timer with systemd's own eyes: they have no error, and what they may do to a machine is
# rated at most 2.0 of 10 (systemd-analyze security). Leaves a report in target/checks, so that it is counted with the
# tests, also when it had to be skipped.
set -eu

root=$(dirname "$(dirname "$(readlink -f "$0")")")
cd "$root"

# "Exposure" in tenths.
threshold=20

report() {
    mkdir -p target/checks
    cat > target/checks/TEST-check-units.xml <<END
<testsuite name="check-units" tests="1"><testcase classname="check-units" name="systemd">$1</testcase></testsuite>
END
}

skip() {
    report "<skipped message=\"$1\"/>"
    echo "check-units: skipped: $1" >&2
    exit 0
}

command -v systemd-analyze > /dev/null || skip "there is no systemd-analyze on this machine"
version=$(systemd-analyze --version | sed -n '1s/^systemd \([0-9]*\).*/\1/p')
[ "${version:-0}" -ge 250 ] || skip "systemd ${version:-of an unknown version} cannot rate a unit that is not installed"

units=$(mktemp -d)
trap 'rm -rf "$units"' EXIT

# What the units start is not installed here: a program that exists takes its place.
for unit in systemd/*.service systemd/*.timer; do
    sed -E 's#^(Exec[A-Za-z]*=)/usr/(bin|lib/birthmark)/birthmark[a-z-]*#\1/bin/true#' "$unit" > "$units/$(basename "$unit")"
done

failed=
# What is wrong is said on standard error; the exit code alone forgives a key that systemd does not know.
said=$(systemd-analyze verify --recursive-errors=no --man=no "$units"/* 2>&1) || failed=yes
said=$(printf '%s\n' "$said" | grep -F "$units" || true)
if [ -n "$failed$said" ]; then
    printf '%s\n' "$said" >&2
    failed=yes
fi
for unit in "$units"/*.service; do
    if ! rated=$(systemd-analyze security --offline=yes --threshold="$threshold" "$unit"); then
        printf '%s\n' "$rated" >&2
        failed=yes
    fi
done

if [ -n "$failed" ]; then
    report '<failure message="see the beginning"/>'
    echo "check-units: a unit is wrong, or may do more than it should" >&2
    exit 1
fi
report ''
