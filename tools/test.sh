#!/bin/sh
# The whole suite: the scripts, the links of the documentation, "mvn verify" with the given arguments, systemd's units, and the
# Debian package of what that built; at the end one line to count on,
#
#   tests: 123 passed, 0 failed, 2 skipped
#
# and the skipped ones with their reasons. The exit code is Maven's, else 1 if a script, a link, a unit or the package is wrong.
set -eu

root=$(dirname "$(dirname "$(readlink -f "$0")")")
cd "$root"

: "${JAVA_HOME:=$(tools/jdks.sh --chosen)}"
export JAVA_HOME

checks=0
tools/check-scripts.sh || checks=1
tools/check-links.sh || checks=1

# What an earlier run left behind must not be counted.
rm -rf ./*/target/surefire-reports target/checks

maven=0
# One module that fails must not hide what the others would say.
mvn -B -ntp --fail-at-end "$@" verify || maven=$?
# After Maven, whose "clean" would take its report away.
tools/check-units.sh || checks=1

# Without a build there is nothing to pack, and its failure says enough.
[ "$maven" -ne 0 ] || tools/check-deb.sh || checks=1

"$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 tools/TestSummary.java target/checks ./*/target/surefire-reports
[ "$checks" -eq 0 ] || echo "test: a script, a link, a unit or the package is wrong, see above" >&2
[ "$maven" -eq 0 ] || exit "$maven"
exit "$checks"
