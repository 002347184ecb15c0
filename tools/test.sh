#!/bin/sh
# The whole suite: the scripts, the links of the documentation, and "mvn verify" with the given arguments; at the end
# one line to count on,
#
#   tests: 123 passed, 0 failed, 2 skipped
#
# and the skipped ones with their reasons. The exit code is Maven's, else 1 if a script or a link is wrong.
set -eu

root=$(dirname "$(dirname "$(readlink -f "$0")")")
cd "$root"

: "${JAVA_HOME:=$(tools/jdks.sh --chosen)}"
export JAVA_HOME

checks=0
tools/check-scripts.sh || checks=1
tools/check-links.sh || checks=1

# What an earlier run left behind must not be counted.
rm -rf ./*/target/surefire-reports

maven=0
# One module that fails must not hide what the others would say.
mvn -B -ntp --fail-at-end "$@" verify || maven=$?

"$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 tools/TestSummary.java ./*/target/surefire-reports
[ "$checks" -eq 0 ] || echo "test: a script or a link is wrong, see the beginning" >&2
[ "$maven" -eq 0 ] || exit "$maven"
exit "$checks"
