# shellcheck shell=bash
# What a test has that goes step by step and is started by hand: sourced by system-test.sh and board-test.sh, which give it
#
#   test_name          its name, said before all it says of itself
#   steps              prints a line for each step: STEP, "vital" or "-", what it shows
#   station_log WHEN   prints the station's log since then (seconds since 1970), for a step that failed
#   work, kept         the folder of this test, and the one of what is kept for the next; both have a log/ in them
#
# A step is a function of the name that stands in the list. It is carried out in a shell of its own; one command in it that
# fails fails the step. After a vital one that failed the rest makes no sense and is skipped.

: "${test_name:?}" "${kept:?}" "${work:=}"

passed=0
failed=0
skipped=0

# The step that is being carried out: its shell's PID.
running=

ends_with() {
    echo "$test_name: $passed passed, $failed failed, $skipped skipped"
    [ "$failed" -eq 0 ] || exit 1
    exit 0
}

# Nothing of this can be tested here.
skip_all() {
    echo "$test_name: skipped: $*" >&2
    skipped=$(steps | wc -l)
    ends_with
}

note() {
    echo "$test_name: $*" >&2
}

# What ends a step.
wrong() {
    echo "$*"
    exit 1
}

# What is printed below the step's line.
tell_also() {
    echo "$*" >> "$work/said"
}

carry_out() {
    local step vital what begun at code stop=
    while read -r step vital what; do
        if [ -n "$stop" ]; then
            skipped=$((skipped + 1))
            echo "skipped  $what"
            continue
        fi
        begun=$SECONDS
        at=$(date +%s)
        code=0
        # Not as a condition: in one, "set -e" is off.
        set +e
        (
            exec 9> "$work/log/$step.trace"
            BASH_XTRACEFD=9
            set -ex
            "$step"
        ) > "$work/log/$step" 2>&1 < /dev/null &
        # Waited for, so that whoever wants all of this to end does not wait for the step.
        running=$!
        wait "$running"
        code=$?
        running=
        set -e
        if [ "$code" -eq 0 ]; then
            passed=$((passed + 1))
            echo "ok       $what ($((SECONDS - begun)) s)"
            [ ! -e "$work/said" ] || sed 's/^/         /' "$work/said"
        else
            failed=$((failed + 1))
            echo "FAILED   $what ($((SECONDS - begun)) s)"
            tell "$step" "$at"
            [ "$vital" != vital ] || stop=yes
        fi
        rm -f "$work/said"
    done < <(steps)
}

# What to know when it failed here and is to be understood elsewhere.
tell() { # STEP WHEN IT BEGAN
    sed 's/^/    /' "$work/log/$1" | tail -n 30
    echo "    --- the script's last commands"
    tail -n 5 "$work/log/$1.trace" | cut -c 1-200 | sed 's/^/    /'
    echo "    --- the station's log"
    (station_log "$2") 2>&1 | sed 's/^/    /' || true
}

# Where a Debian comes from: MIRROR, else where this machine's apt gets it.
debian_mirror() {
    if [ -n "${MIRROR:-}" ]; then
        echo "$MIRROR"
        return
    fi
    # shellcheck disable=SC2016
    apt-get indextargets --format '$(ORIGIN)|$(LABEL)|$(COMPONENT)|$(REPO_URI)' 'Created-By: Packages' 2> /dev/null \
        | sed -n 's/^Debian|Debian|main|//p' | head -n 1
}

# The mirror, and on the way to it the proxy that this machine's apt goes by.
need_mirror() {
    mirror=$(debian_mirror)
    [ -n "$mirror" ] || skip_all "this machine's apt knows no Debian mirror; MIRROR=URI names one"
    local proxy
    eval "$(apt-config shell proxy Acquire::http::Proxy)"
    [ -z "${proxy:-}" ] || export http_proxy=$proxy
}

# The CA of a maker of TPMs, in work/maker; setup.conf is for swtpm_setup.
tpm_maker() {
    local ca=$work/maker
    mkdir -p "$ca"
    printf '%s\n' "statedir = $ca" "signingkey = $ca/signkey.pem" "issuercert = $ca/issuercert.pem" \
        "certserial = $ca/certserial" > "$ca/localca.conf"
    printf '%s\n' '--platform-manufacturer Birthmark' '--platform-version 1' "--platform-model $test_name" > "$ca/localca.options"
    printf '%s\n' create_certs_tool=swtpm_localca "create_certs_tool_config=$ca/localca.conf" \
        "create_certs_tool_options=$ca/localca.options" > "$ca/setup.conf"
}
