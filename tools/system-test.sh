#!/usr/bin/env bash
# Tests the package as an operator meets it: installed with apt on a fresh Debian in which a real systemd is PID 1, put
# into service, used, hung, upgraded, removed and purged. The Debian is a container (systemd-nspawn); outside of it, on
# this machine, are the device (a software TPM, reached through a socket that is bound into the container) and the
# emulated enrollment service, and the tools that look at what the station did without asking it.
#
#   tools/system-test.sh [PACKAGE.deb]        default: the newest of this architecture in target/
#
# Each step prints a line; at the end there is one to count on,
#
#   system-test: 27 passed, 0 failed, 0 skipped
#
# and the exit code is 1 if a step failed. Where there can be no such container (not root, no Debian, no systemd-nspawn)
# it says why, everything counts as skipped, and the exit code is 0.
#
#   SUITE=trixie       another Debian than bookworm
#   MIRROR=URI         where that comes from; without it, where this machine's apt gets Debian from
#
# What an operator types is read from docs/installing.md, and typed as it stands there: a command that does not work as
# written is a failed step.
#
# The Debian is made once, with what the package depends on and sudo, and kept in target/system-test/; each test sees it through
# a layer of its own that is gone afterwards. "make clean" removes it, which also brings it up to date.
#
# One step measures the service and asserts nothing: its figures are printed, and written to target/service-figures.json.
#
# Steps are called by their names in a list, which shellcheck cannot see.
# shellcheck disable=SC2317
set -euo pipefail

root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
cd "$root"
export JAVA_HOME="${JAVA_HOME:-$(tools/jdks.sh --chosen)}"
# What is said is looked at, here and in the container.
export LC_ALL=C
# sbin: debootstrap and systemd's tools are there, and not everybody's PATH is root's.
export PATH=$PATH:/usr/sbin:/sbin

test_name="system-test"
suite=${SUITE:-bookworm}
kept=$root/target/$test_name
# shellcheck source=tools/steps.sh
. tools/steps.sh
serial=000417

# In this order. A step stands on what those before it left; after a vital one that failed, the rest makes no sense.
# STEP, whether it is vital, what it shows.
steps() {
    cat <<'END_OF_STEPS'
installs            vital   the page, 2: apt installs the package and what it depends on
is_not_enabled      -       nothing is enabled or started by the installation
refuses_blank       -       a configuration that was not filled in: exit code 2, and it is not tried again
is_configured       vital   the page, 3 to 5: the configuration is filled in and checked, the key pasted, the roots copied
is_ready            vital   the page, 6: enable --now returns when the station is ready, and doctor is not red
provisions          vital   the page, 7: a member of the group birthmark provisions a device, and the service is silent: PASS
is_for_members      -       nobody else can
is_in_the_device    -       the record is read from the device from outside
is_enrolled         -       the device is enrolled as soon as the service answers
reloads             -       reload takes a changed configuration over, without a restart
refuses_reload      -       reload of a bad configuration changes nothing, and status says so
backs_up            -       a backup of the running station's journal is a whole journal
is_measured         -       start and memory can be measured, beside a JVM in the same unit that does nothing
is_restarted        -       a station that hangs is killed by the watchdog and started again
is_upgraded         vital   an upgrade over the running station: the new version runs
is_intact           -       the journal is whole, knows the device, and the device passes again
waits_for_the_run   vital   an upgrade in the middle of a run waits for its end: PASS, then the new version
cuts_the_run_off    vital   an upgrade that a run does not let through cuts it off: not green, and the new version runs
resumes_the_run     -       the device that was cut off is put in again, continues with its identity, and passes
refuses_bad         -       a bad configuration at the start: exit code 2, and it is not tried again
stops               -       stop ends it in order
is_removed          -       removal stops it and keeps journal, configuration and secrets
is_purged           -       purge takes configuration and secrets, and keeps the journal when nobody answers
is_installed_again  -       installed again, it goes on with the journal that was kept
is_asked_no         -       purge at a terminal asks; "no" keeps the journal
goes_for_good       -       the page: purge with BIRTHMARK_PURGE_JOURNAL=yes deletes the journal
is_asked_yes        -       purge at a terminal asks; "yes" deletes the journal
END_OF_STEPS
}

# ---- What is started, and how all of it ends --------------------------------------------------------------------------

work=
container=
leader=
emulator=
others=()

is_running() {
    kill -0 "$1" 2> /dev/null
}

wait_for() { # SECONDS COMMAND …: until it succeeds
    local end=$((SECONDS + $1))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.2
    done
}

is_over() {
    ! is_running "$1"
}

stop_container() {
    [ -n "$container" ] || return 0
    # A shutdown in order; if it hangs, its PID 1 goes, and everything in it.
    if is_running "$container"; then
        kill -TERM "$container"
        if ! wait_for 60 is_over "$container"; then
            [ -z "$leader" ] || kill -KILL "$leader" 2> /dev/null
            wait_for 10 is_over "$container" || kill -KILL "$container" 2> /dev/null
        fi
    fi
    wait "$container" 2> /dev/null
    container=
}

# Where no systemd gives the container control groups of its own, it gets these: two containers in the same one would end
# each other's processes.
own_groups() {
    local controllers own mounted
    while IFS=: read -r _ controllers own; do
        case $controllers in
            '') mounted=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts) ;;
            name=systemd) mounted=$(awk '$3 == "cgroup" && $4 ~ /name=systemd/ { print $2; exit }' /proc/mounts) ;;
            *) continue ;;
        esac
        [ -z "$mounted" ] || echo "$mounted${own%/}/birthmark-system-test-$$"
    done < /proc/self/cgroup
}

# Them, and what systemd-nspawn leaves behind if /run is a disk.
remove_traces() {
    own_groups | while read -r group; do
        [ ! -d "$group" ] || find "$group" -depth -type d -exec rmdir {} +
    done
    rmdir "/run/systemd/nspawn/propagate/birthmark-system-test-$$" 2> /dev/null
}

# debootstrap mounts /proc in what it makes, and does not always get to undoing it.
remove_root() {
    local mounted
    while read -r mounted; do
        umount -l "$mounted"
    done < <(awk -v root="$1/" 'index($2, root) == 1 { print $2 }' /proc/mounts | sort -r)
    rm -rf --one-file-system "$1"
}

clean_up() {
    local code=$?
    trap - EXIT
    # A second Ctrl-C must not leave half of it behind.
    trap '' INT TERM HUP
    set +e
    if [ -n "$running" ]; then
        kill -TERM "$running" 2> /dev/null
        wait "$running" 2> /dev/null
    fi
    stop_container
    remove_traces
    for each in "${others[@]}"; do
        kill -TERM "$each" 2> /dev/null
        kill -CONT "$each" 2> /dev/null
        wait_for 10 is_over "$each" || kill -KILL "$each" 2> /dev/null
        wait "$each" 2> /dev/null
    done
    [ ! -e "$kept/$suite.new" ] || remove_root "$kept/$suite.new"
    [ -z "$work" ] || rm -rf --one-file-system "$work"
    exit "$code"
}

# ---- The Debian --------------------------------------------------------------------------------------------------------

# Where systemd does not run, there is nobody who could make a scope for the container.
nspawn=(systemd-nspawn --quiet --register=no --machine="birthmark-system-test-$$")
[ -d /run/systemd/system ] || nspawn+=(--keep-unit)

# The Debian is as good as the packages in it: another list of them makes another one.
make_root() {
    local depends mirror log=$kept/log/$suite-root.log
    depends="$(dpkg-deb --field "$package" Depends), sudo"
    if [ "$(cat "$kept/$suite/.depends" 2> /dev/null)" = "$depends" ]; then
        return
    fi
    need_mirror
    note "making a Debian $suite from $mirror, kept for the next time; a few minutes"
    [ ! -e "$kept/$suite.new" ] || remove_root "$kept/$suite.new"
    [ ! -e "$kept/$suite" ] || remove_root "$kept/$suite"
    mkdir -p "$kept/log"
    # Of a Debian that can be made again, nothing has to be on the disk before it goes on.
    mkdir -p "$kept/$suite.new/etc/dpkg/dpkg.cfg.d"
    echo force-unsafe-io > "$kept/$suite.new/etc/dpkg/dpkg.cfg.d/unsafe-io"
    debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,ca-certificates "$suite" "$kept/$suite.new" "$mirror" \
        > "$log" 2>&1 < /dev/null || skip_all "debootstrap made no Debian $suite, see $log"
    echo '127.0.0.1 localhost' > "$kept/$suite.new/etc/hosts"
    "${nspawn[@]}" --directory="$kept/$suite.new" --pipe /bin/true >> "$log" 2>&1 < /dev/null \
        || skip_all "no container can be started here, see $log"
    # What apt would fetch at each test: Java, mostly.
    # shellcheck disable=SC2016
    if ! "${nspawn[@]}" --directory="$kept/$suite.new" --pipe --setenv=DEBIAN_FRONTEND=noninteractive \
        ${http_proxy:+--setenv=http_proxy="$http_proxy"} \
        sh -c 'apt-get -q update && apt-get -q -y --no-install-recommends satisfy "$1" && apt-get clean' sh "$depends" \
        >> "$log" 2>&1 < /dev/null; then
        echo "system-test: Debian $suite cannot satisfy what the package depends on, see $log" >&2
        failed=1
        skipped=$(($(steps | wc -l) - 1))
        ends_with
    fi
    rm "$kept/$suite.new/etc/dpkg/dpkg.cfg.d/unsafe-io"
    printf '%s\n' "$depends" > "$kept/$suite.new/.depends"
    mv "$kept/$suite.new" "$kept/$suite"
}

# Its PID 1, as this machine counts: the process below systemd-nspawn that is the first in a PID namespace of its own.
find_leader() {
    local each
    for each in $(descendants_of "$container"); do
        if awk '/^NSpid:/ && NF > 2 && $NF == 1 { found = 1 } END { exit !found }' "/proc/$each/status" 2> /dev/null; then
            leader=$each
            return 0
        fi
    done
    return 1
}

descendants_of() {
    local each
    for each in $(pgrep -P "$1"); do
        echo "$each"
        descendants_of "$each"
    done
}

# In the container, as root, with nothing of this machine's environment. No step waits for ever.
inside() {
    timeout --foreground 600 nsenter --target "$leader" --all \
        env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 HOME=/root DEBIAN_FRONTEND=noninteractive "$@" < /dev/null
}

# The same as the person who installs the station and has sudo, in her home, in a login shell.
at_desk() { # COMMANDS, with what is typed into them on standard input
    timeout --foreground 600 nsenter --target "$leader" --all \
        env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin runuser --login anna --command "set -e; $1"
}

# The same in front of a terminal.
at_terminal() { # COMMANDS
    timeout --foreground 600 nsenter --target "$leader" --all \
        env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM=xterm runuser --pty --login anna --command "$1"
}

# The commands below a numbered step of the page, with this machine's architecture in their place.
page() { # NUMBER
    awk -v number="$1. **" '
        index($0, number) == 1 { here = 1 }
        here && /^ *```/ { if (inside) exit; inside = 1; next }
        inside { sub(/^   /, ""); print }' docs/installing.md \
        | sed "s/arm64/$architecture/g" > "$work/page"
    [ -s "$work/page" ] || wrong "docs/installing.md has no commands below its step $1" >&2
    cat "$work/page"
}

# What stands in the text of the page, word for word.
page_says() { # COMMAND
    grep -qF -- "\`$1\`" docs/installing.md || wrong "docs/installing.md does not say: $1" >&2
    echo "${1//arm64/$architecture}"
}

# Does at the desk what is below a step of the page, or in its text.
by_page() { # NUMBER
    local commands
    commands=$(page "$1")
    at_desk "$commands" < /dev/null
}

as_the_page_says() { # COMMAND
    local command
    command=$(page_says "$1")
    at_desk "$command" < /dev/null
}

put() { # MODE FILE TO
    install -D -m "$1" "$2" "/proc/$leader/root$3"
}

# Or there will never be one.
has_leader() {
    find_leader || is_over "$container"
}

is_up() {
    case $(inside systemctl is-system-running 2> /dev/null) in
        running | degraded) ;;
        *) return 1 ;;
    esac
}

boot() {
    (
        [ -d /run/systemd/system ] || while read -r group; do
            mkdir "$group"
            echo "$BASHPID" > "$group/cgroup.procs"
        done < <(own_groups)
        exec "${nspawn[@]}" --directory="$kept/$suite" --volatile=overlay --hostname=station --boot --console=pipe \
            --bind="$work/slots:/srv/slots" --bind-ro="$work/packages:/srv/packages"
    ) < /dev/null > "$work/log/console" 2>&1 &
    container=$!
    if ! wait_for 60 has_leader || [ -z "$leader" ] || ! wait_for 120 is_up; then
        cp "$work/log/console" "$kept/log/$suite-console.log"
        skip_all "a Debian $suite does not boot in a container here, see $kept/log/$suite-console.log"
    fi
}

# ---- What is around the station ------------------------------------------------------------------------------------------

# A maker, and the device in slot A.
tpms() {
    tpm_maker
    tpm a "$work/slots/a"
    # Two more, one after the other in slot B, behind a wire that can be held still in the middle of a run.
    tpm b "$work/tpm/b/socket"
    tpm c "$work/tpm/c/socket"
    mkdir "$work/wire"
    put_into_b b
    "$JAVA_HOME/bin/java" -XX:TieredStopAtLevel=1 -Xmx32m tools/HeldWire.java "$work/slots/b" "$work/wire/device" "$work/wire" \
        > "$work/log/wire" 2>&1 &
    others+=($!)
    wait_for 120 test -S "$work/slots/b"
    chmod 666 "$work/slots/b"
}

tpm() { # NAME SOCKET
    mkdir -p "$work/tpm/$1"
    swtpm_setup --config "$work/maker/setup.conf" --tpm2 --tpmstate "$work/tpm/$1" --create-ek-cert --lock-nvram \
        > "$work/log/swtpm_setup" 2>&1
    swtpm socket --tpm2 --tpmstate "dir=$work/tpm/$1" --server "type=unixio,path=$2,mode=0666" \
        --ctrl "type=unixio,path=$work/tpm/$1/control" --flags not-need-init > "$work/log/swtpm" 2>&1 &
    others+=($!)
    wait_for 60 test -S "$2"
}

# Puts a device into slot B.
put_into_b() {
    ln -sfn "$work/tpm/$1/socket" "$work/wire/device"
}

service() {
    bin/dps-emulator --dir "$work/dps" --port 0 > "$work/log/emulator" 2>&1 &
    emulator=$!
    others+=("$emulator")
    wait_for 60 test -s "$work/dps/port"
}

configuration() {
    cat <<END_OF_CONFIGURATION
[station]
id = "system-test"

[dps]
service = "localhost:$(cat "$work/dps/port")"
id_scope = "$(cat "$work/dps/id-scope")"
policy = "station"
ca_file = "/etc/birthmark/dps-ca.pem"

[product.press]
serial = "[0-9]{6}"
registration_id = "press-{serial}"
attestation = "tpm"

[tpm]
ek_roots = "/etc/birthmark/ek-roots"

[[slot]]
name = "A"
element = "tpm2"
device = "unix:/srv/slots/a"

[[slot]]
name = "B"
element = "tpm2"
device = "unix:/srv/slots/b"
END_OF_CONFIGURATION
}

# Once more what is_configured did by the page.
configure() {
    put 644 "$work/birthmark.toml" /etc/birthmark/birthmark.toml
    put 644 "$work/dps/ca.pem" /etc/birthmark/dps-ca.pem
    put 644 "$work/maker/issuercert.pem" /etc/birthmark/ek-roots/maker-intermediate.pem
    put 644 "$work/maker/swtpm-localca-rootca-cert.pem" /etc/birthmark/ek-roots/maker-root.pem
    policy_key
    put 600 "$work/policy-key" /etc/birthmark/credentials/dps-policy-key
}

policy_key() {
    sed -n 's/.*SharedAccessKey=\([^;]*\).*/\1/p' "$work/dps/station-connection-string" > "$work/policy-key"
}

# What anna has in her home, and how she edits.
desk() {
    inside useradd --create-home --shell /bin/bash anna
    inside useradd stranger
    # sudo wants to know its own machine, as on every Debian that was installed.
    # shellcheck disable=SC2016
    inside sh -c 'echo "127.0.1.1 $(hostname)" >> /etc/hosts'
    echo 'anna ALL=(ALL:ALL) NOPASSWD: ALL' > "$work/sudoers"
    put 440 "$work/sudoers" /etc/sudoers.d/anna
    put 644 "$package" "/home/anna/birthmark_$(dpkg-deb --field "$package" Version)_$architecture.deb"
    put 644 "$work/maker/issuercert.pem" /home/anna/maker-intermediate.pem
    put 644 "$work/maker/swtpm-localca-rootca-cert.pem" /home/anna/maker-root.pem
    put 644 "$work/birthmark.toml" /home/anna/birthmark.toml
    cat > "$work/editor" <<'END_OF_EDITOR'
#!/bin/sh
cp /home/anna/birthmark.toml "$1"
END_OF_EDITOR
    put 755 "$work/editor" /usr/local/bin/editor
}

# The same, and newer: other versions, and jars of another time, to which no archive of classes fits that was there.
newer_packages() {
    local number
    dpkg-deb --raw-extract "$package" "$work/newer"
    for number in 1 2 3; do
        sed -i "s/^Version: .*/Version: $(dpkg-deb --field "$package" Version)+upgrade$number/" "$work/newer/DEBIAN/control"
        find "$work/newer" -type f -exec touch {} +
        dpkg-deb --root-owner-group -Znone --build "$work/newer" "$work/packages/newer$number.deb" > /dev/null
    done
    rm -r "$work/newer"
}

# ---- The steps -----------------------------------------------------------------------------------------------------------

# A property of the station's unit.
unit() {
    inside systemctl show --property="$1" --value birthmark
}

is_unit() { # PROPERTY VALUE
    [ "$(unit "$1")" = "$2" ]
}

expect_unit() { # PROPERTY VALUE
    is_unit "$1" "$2" || wrong "$1 is \"$(unit "$1")\", and not \"$2\""
}

is_said() {
    # It is a pattern.
    # shellcheck disable=SC2053
    [[ $(unit StatusText) == $1 ]]
}

says() { # PATTERN: of the status line, which follows what happened within a moment
    wait_for 30 is_said "$1" || wrong "the status is \"$(unit StatusText)\", and not \"$1\""
}

apt() {
    inside apt-get -qq -y "$@"
}

as_anna() {
    inside runuser -u anna -- "$@"
}

journal=/var/lib/birthmark/journal.db

is_there() {
    inside test -e "$1" || wrong "there is no $1"
}

is_gone() {
    ! inside test -e "$1" || wrong "there is still $1"
}

# Looked at by this machine's sqlite3, in a copy, as the station has its own open. It is of a moment while nothing runs.
integrity_of() { # FILE in the container
    rm -f "$work"/look.db*
    for part in "" -wal; do
        [ ! -e "/proc/$leader/root$1$part" ] || cp "/proc/$leader/root$1$part" "$work/look.db$part"
    done
    local said
    said=$(sqlite3 "$work/look.db" 'PRAGMA integrity_check; PRAGMA foreign_key_check')
    [ "$said" = ok ] || wrong "$1: $said"
}

knows_the_device() {
    as_anna birthmark show "$serial" --json > "$work/shown"
    jq -e --arg id "press-$serial" '.. | select(. == $id)' "$work/shown" > /dev/null \
        || wrong "it does not know the device: $(cat "$work/shown")"
}

record() { # [SLOT]
    TPM2TOOLS_TCTI="cmd:socat - UNIX-CONNECT:$work/slots/${1:-a}" tpm2_nvread 0x01800100
}

is_installed() { # [VERSION]
    local said
    # shellcheck disable=SC2016
    said=$(inside dpkg-query --show --showformat='${Status}, ${Version}' birthmark)
    [[ $said == "install ok installed, "${1:-*} ]]
}

installs() {
    desk
    by_page 2
    is_installed || wrong "it is not installed"
    inside id birthmark
    inside test -s /var/cache/birthmark/classes.jsa || wrong "there is no archive of classes"
    [ "$(inside stat -c '%U %a' /var/lib/birthmark /etc/birthmark/credentials)" = $'birthmark 700\nroot 700' ] \
        || wrong "folders have other owners or modes: $(inside stat -c '%n %U %a' /var/lib/birthmark /etc/birthmark/credentials)"
}

is_not_enabled() {
    [ "$(inside systemctl is-enabled birthmark || true)" = disabled ] || wrong "it is $(inside systemctl is-enabled birthmark)"
    expect_unit ActiveState inactive
    [ -z "$(inside systemctl --failed --plain --no-legend)" ] || wrong "failed: $(inside systemctl --failed --plain --no-legend)"
}

is_refused() {
    ! inside systemctl "$1" birthmark || wrong "systemctl $1 says that it worked"
    # What is tried again is "activating".
    expect_unit ActiveState failed
    expect_unit Result exit-code
    expect_unit ExecMainStatus 2
    expect_unit NRestarts "$2"
}

refuses_blank() {
    local code=0
    inside birthmark config check || code=$?
    [ "$code" -eq 2 ] || wrong "config check ends with $code"
    is_refused start 0
    inside journalctl --no-pager -u birthmark | grep -F station.id || wrong "the log does not ask for station.id"
    inside systemctl reset-failed birthmark
}

is_configured() {
    # Beside the page: an emulated service has a CA of its own.
    put 644 "$work/dps/ca.pem" /etc/birthmark/dps-ca.pem
    by_page 3
    policy_key
    # At a terminal, and ended by Ctrl-D, as it is pasted.
    local commands
    commands=$(page 4)
    { cat "$work/policy-key"; sleep 2; printf '\004'; } | at_terminal "$commands"
    cmp "$work/policy-key" "/proc/$leader/root/etc/birthmark/credentials/dps-policy-key" || wrong "it is not the key"
    [ "$(inside stat -c '%U %a' /etc/birthmark/credentials/dps-policy-key)" = 'root 600' ] || wrong "others may read the key"
    by_page 5
}

is_ready() {
    by_page 6
    # A line works without a network, for days.
    kill -STOP "$emulator"
    # Whoever is in the group may ask the station for something.
    # shellcheck disable=SC2016
    as_the_page_says 'sudo usermod -aG birthmark "$USER"'
    expect_unit ActiveState active
    says 'Ready.*'
    inside test -S /run/birthmark/control || wrong "there is no control socket"
    expect_unit NRestarts 0
    # What systemd does not know or like in a unit it says in its log only.
    ! inside journalctl --no-pager _PID=1 | grep -E '/birthmark[^ ]*:[0-9]+: ' \
        || wrong "systemd does not like the unit, see above"
}

# SLOT SERIAL: a run, and what it says; it must pass.
passes() {
    as_anna birthmark provision --slot "$1" --serial "$2" --json > "$work/run"
    jq -e '.outcome == "PASS"' "$work/run" > /dev/null || wrong "$(cat "$work/run")"
}

provisions() {
    by_page 7 > "$work/said-of-it"
    cat "$work/said-of-it"
    grep -q '^PASS ' "$work/said-of-it" || wrong "it is no PASS"
}

is_for_members() {
    ! inside runuser -u stranger -- birthmark status || wrong "anybody may ask the station"
}

is_in_the_device() {
    record > "$work/record"
    jq -e --arg serial "$serial" '.serial == $serial and .registrationId == "press-" + $serial and .station == "system-test"' \
        "$work/record" > /dev/null || wrong "$(cat "$work/record")"
}

is_at_the_service() {
    grep -q "press-$serial" "$work/dps/enrollments.jsonl"
}

is_enrolled() {
    says '*1 waiting to be enrolled*'
    kill -CONT "$emulator"
    wait_for 180 is_at_the_service || wrong "the service has no press-$serial"
    says 'Ready. Everything is enrolled.'
}

reloads() {
    local before
    before=$(unit MainPID)
    { cat "$work/birthmark.toml"; printf '\n[product.lever]\nserial = "[0-9]{6}"\nregistration_id = "lever-{serial}"\nattestation = "tpm"\n'; } \
        | sed 's/^device = .*/&\nproduct = "press"/' > "$work/changed.toml"
    put 644 "$work/changed.toml" /etc/birthmark/birthmark.toml
    inside systemctl reload birthmark
    log_says 'reload: taken over'
    expect_unit MainPID "$before"
    says 'Ready.*'
}

is_in_log() {
    inside journalctl --no-pager -u birthmark | grep -qF -e "$1"
}

log_says() {
    wait_for 30 is_in_log "$1" || wrong "the log does not say \"$1\""
}

refuses_reload() {
    local before
    before=$(unit MainPID)
    echo 'nonsense = 1' > "$work/bad.toml"
    put 644 "$work/bad.toml" /etc/birthmark/birthmark.toml
    inside systemctl reload birthmark
    says '*The changed configuration is not used*'
    put 644 "$work/birthmark.toml" /etc/birthmark/birthmark.toml
    inside systemctl reload birthmark
    says 'Ready. Everything is enrolled.'
    expect_unit MainPID "$before"
}

backs_up() {
    inside systemctl start birthmark-backup
    local copies
    copies=$(inside find /var/backups/birthmark -name 'journal-*.db')
    [ "$(wc -l <<< "$copies")" -eq 1 ] || wrong "there is not one copy: $copies"
    integrity_of "$copies"
}

# PROPERTY of a unit, as a number
number_of() { # UNIT PROPERTY
    inside systemctl show --property="$2" --value "$1"
}

# UNIT: what the main process has in memory, in kB.
resident() {
    inside sed -n 's/^VmRSS:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$(number_of "$1" MainPID)/status"
}

# UNIT: what the main process has had of the processors, in ms.
used() {
    inside cat "/proc/$(number_of "$1" MainPID)/stat" | awk -v ticks="$(getconf CLK_TCK)" '{ print ($14 + $15) * 1000 / ticks }'
}

# What the service runs in, with another program: the same user, the same walls around it, the same Java with the same
# flags, apart from the archive of classes, which is good for the station's classes only.
idle_unit() {
    "$JAVA_HOME/bin/javac" --release 17 -d "$work/idle" tools/system-test/Idle.java
    put 644 "$work/idle/Idle.class" /usr/local/lib/idle/Idle.class
    inside cat /usr/lib/systemd/system/birthmark.service \
        | sed -e '/^\(ExecReload\|ExecStopPost\|WatchdogSec\|WatchdogSignal\|NotifyAccess\|Condition.*\)=/d' -e 's/^Type=.*/Type=exec/' \
            -e 's|^ExecStart=.*|ExecStart=/usr/bin/java @/usr/lib/birthmark/jvm.options -cp /usr/local/lib/idle Idle|' \
            -e 's/^SyslogIdentifier=.*/SyslogIdentifier=idle/' > "$work/idle.service"
    put 644 "$work/idle.service" /run/systemd/system/idle.service
    inside systemctl daemon-reload
}

idle_said() { # PID
    inside journalctl --no-pager --output cat _PID="$1" | sed -n 's/^ready at //p' > "$work/idle-ready"
    [ -s "$work/idle-ready" ]
}

# Lines "station READY-MICROSECONDS RESIDENT-KB PROCESSOR-MS" and "idle …", in turns.
starts() {
    local pid used
    for _ in 1 2 3 4 5; do
        inside systemctl reset-failed birthmark
        inside systemctl start birthmark
        # What it does after it is ready is no part of its start.
        used=$(used birthmark)
        sleep 3
        echo "station $(($(unit ActiveEnterTimestampMonotonic) - $(unit ExecMainStartTimestampMonotonic))) $(resident birthmark) $used"
        inside systemctl stop birthmark
        inside systemctl start idle
        sleep 3
        pid=$(number_of idle MainPID)
        wait_for 30 idle_said "$pid" || wrong "the idle service does not say when it was ready"
        echo "idle $(($(cat "$work/idle-ready") - $(number_of idle ExecMainStartTimestampMonotonic))) $(resident idle) $(used idle)"
        inside systemctl stop idle
    done
}

# WHOSE FIELD of these lines: the one in the middle of five.
middle() {
    sed -n "s/^$1 //p" "$work/starts" | cut -d ' ' -f "$2" | sort -n | sed -n 3p
}

is_measured() {
    idle_unit
    inside systemctl stop birthmark
    starts > "$work/starts"
    cat "$work/starts"
    inside systemctl reset-failed birthmark
    inside systemctl start birthmark
    says 'Ready.*'
    jq --null-input --argjson ready "$(middle station 1)" --argjson idle "$(middle idle 1)" \
        --argjson rss "$(middle station 2)" --argjson idle_rss "$(middle idle 2)" \
        --argjson used "$(middle station 3)" --argjson idle_used "$(middle idle 3)" --arg suite "$suite" \
        'def tenth: . * 10 | round / 10; def hundredth: . * 100 | round / 100;
        {suite: $suite, service_ready_ms: ($ready / 1000 | tenth), idle_ready_ms: ($idle / 1000 | tenth),
        service_ready_over_idle: ($ready / $idle | hundredth), service_cpu_ms: $used, idle_cpu_ms: $idle_used,
        service_cpu_over_idle: ($used / $idle_used | hundredth), service_rss_mb: ($rss / 1024 | tenth),
        idle_rss_mb: ($idle_rss / 1024 | tenth), service_rss_over_idle: ($rss / $idle_rss | hundredth)}' \
        > target/service-figures.json
    jq --raw-output '"ready in \(.service_ready_ms) ms ÷ \(.idle_ready_ms) ms = \(.service_ready_over_idle), " +
        "of the processors \(.service_cpu_ms) ms ÷ \(.idle_cpu_ms) ms = \(.service_cpu_over_idle); " +
        "resident at rest \(.service_rss_mb) MB ÷ \(.idle_rss_mb) MB = \(.service_rss_over_idle); medians of 5, in turns"' \
        target/service-figures.json > "$work/said"
    cat "$work/said"
}

has_restarted() {
    ! is_unit NRestarts 0 && is_unit ActiveState active
}

is_restarted() {
    local before
    before=$(unit MainPID)
    inside systemctl kill --kill-whom=main --signal=STOP birthmark
    wait_for 180 has_restarted || wrong "it is $(unit ActiveState), restarts: $(unit NRestarts)"
    expect_unit NRestarts 1
    ! is_unit MainPID "$before" || wrong "it is the same process"
    log_says 'Watchdog timeout'
    says 'Ready.*'
    knows_the_device
}

newer_runs() { # NUMBER OLD-PID
    is_installed "$(dpkg-deb --field "$work/packages/newer$1.deb" Version)" || wrong "it is the old version"
    expect_unit ActiveState active
    ! is_unit MainPID "$2" || wrong "the old process still runs"
    says 'Ready.*'
}

is_upgraded() {
    local before
    before=$(unit MainPID)
    put 644 "$work/packages/newer1.deb" "/home/anna/birthmark_NEWER_$architecture.deb"
    as_the_page_says 'sudo apt install ./birthmark_NEWER_arm64.deb'
    newer_runs 1 "$before"
    cmp "/proc/$leader/root/etc/birthmark/birthmark.toml" "$work/birthmark.toml" || wrong "the configuration is another one"
}

is_intact() {
    knows_the_device
    provisions
    record | cmp - "$work/record" || wrong "the device has another record"
    [ "$(grep -c "press-$serial" "$work/dps/enrollments.jsonl")" -eq 1 ] || wrong "it was enrolled again"
    inside systemctl stop birthmark
    integrity_of "$journal"
    inside systemctl start birthmark
}

is_stopping() {
    is_unit ActiveState deactivating
}

# TPM SERIAL NUMBER: begins a run in slot B, holds it in the middle, where its record is about to be written, and begins an
# upgrade meanwhile. Sets run and upgrade, their processes here.
upgrade_in_a_run() {
    put_into_b "$1"
    # TPM2_NV_Write
    rm -f "$work/wire/held"
    echo 137 > "$work/wire/hold"
    as_anna birthmark provision --slot B --serial "$2" --json > "$work/run" &
    run=$!
    wait_for 60 test -e "$work/wire/held" || wrong "the run does not come to writing: $(cat "$work/run")"
    apt install "/srv/packages/newer$3.deb" &
    upgrade=$!
    wait_for 60 is_stopping || wrong "the upgrade does not stop the station"
}

waits_for_the_run() {
    local before code=0
    before=$(unit MainPID)
    upgrade_in_a_run b 000418 2
    # Long enough that a station that does not wait would be gone.
    sleep 5
    is_stopping || wrong "it is $(unit ActiveState) while a run goes on"
    rm "$work/wire/hold"
    wait "$run" || code=$?
    [ "$code" -eq 0 ] || wrong "the run ends with $code: $(cat "$work/run")"
    jq -e '.outcome == "PASS"' "$work/run" > /dev/null || wrong "$(cat "$work/run")"
    wait "$upgrade" || wrong "apt says that it failed"
    newer_runs 2 "$before"
    is_whole_with 000418 b
}

# SERIAL SLOT: the journal is whole, and the device passes again with the record that it has.
is_whole_with() {
    record "$2" > "$work/record-$2"
    jq -e --arg serial "$1" '.serial == $serial' "$work/record-$2" > /dev/null || wrong "$(cat "$work/record-$2")"
    passes B "$1"
    record "$2" | cmp - "$work/record-$2" || wrong "the device has another record"
    inside systemctl stop birthmark
    integrity_of "$journal"
    [ "$(sqlite3 "$work/look.db" "SELECT count(*) FROM devices WHERE serial = '$1'")" = 1 ] || wrong "the journal has not one $1"
    inside systemctl start birthmark
}

cuts_the_run_off() {
    local before code=0
    before=$(unit MainPID)
    upgrade_in_a_run c 000419 3
    wait "$run" || code=$?
    [ "$code" -ne 0 ] || wrong "a run that was cut off is green: $(cat "$work/run")"
    wait "$upgrade" || wrong "apt says that it failed"
    newer_runs 3 "$before"
    rm "$work/wire/hold"
    ! record b > /dev/null 2>&1 || wrong "what was held back was written all the same"
    as_anna birthmark status --json > "$work/status"
    jq -e '[.unfinished | .. | select(. == "000419")] | length > 0' "$work/status" > /dev/null \
        || wrong "the device that was begun is not in the status: $(cat "$work/status")"
}

resumes_the_run() {
    passes B 000419
    jq -e '.continued' "$work/run" > /dev/null || wrong "it did not continue: $(cat "$work/run")"
    is_whole_with 000419 b
}

refuses_bad() {
    put 644 "$work/bad.toml" /etc/birthmark/birthmark.toml
    is_refused restart 0
    put 644 "$work/birthmark.toml" /etc/birthmark/birthmark.toml
    # Here it was started more often than a station may be in ten minutes.
    inside systemctl reset-failed birthmark
    inside systemctl start birthmark
    says 'Ready.*'
}

stops() {
    inside systemctl stop birthmark
    expect_unit ActiveState inactive
    expect_unit Result success
    is_gone /run/birthmark/control
    inside systemctl start birthmark
}

is_removed() {
    apt remove birthmark
    ! grep -x java "/proc/$leader/root/proc/"[0-9]*/comm || wrong "it still runs"
    is_gone /usr/bin/birthmark
    is_gone /usr/lib/birthmark
    is_there /etc/birthmark/birthmark.toml
    is_there /etc/birthmark/credentials/dps-policy-key
    integrity_of "$journal"
}

is_purged() {
    apt purge birthmark
    is_there "$journal"
    is_gone /etc/birthmark/birthmark.toml
    is_gone /etc/birthmark/credentials
    is_gone /var/cache/birthmark
}

is_installed_again() {
    apt install /srv/packages/birthmark.deb
    [ "$(inside systemctl is-enabled birthmark || true)" = disabled ] || wrong "it is enabled, or masked"
    configure
    inside systemctl enable --now birthmark
    knows_the_device
    provisions
}

# ANSWER: purges at a terminal, as an operator does, and answers the question for the journal.
purge_and_answer() {
    local purge command
    command=$(page_says 'sudo apt purge birthmark')
    rm -f "$work/keys"
    mkfifo "$work/keys"
    # Debconf takes what there is on this Debian to ask with.
    at_terminal "$command" < "$work/keys" > "$work/screen" 2>&1 &
    purge=$!
    # Held open: the end of the keys would be the end of the terminal.
    exec 8> "$work/keys"
    wait_for 60 grep -q 'Do you want to continue?' "$work/screen" || { cat "$work/screen"; wrong "apt asks nothing"; }
    echo y >&8
    wait_for 120 grep -q 'Delete the journal of this station?.*\[yes/no\]' "$work/screen" \
        || { cat "$work/screen"; wrong "nothing is asked"; }
    echo "$1" >&8
    wait "$purge" || { cat "$work/screen"; wrong "the purge failed"; }
    exec 8>&-
    cat "$work/screen"
    ! is_installed || wrong "it is still installed"
}

is_asked_no() {
    purge_and_answer no
    is_gone /etc/birthmark/credentials
    integrity_of "$journal"
    grep -F 'is kept, it holds the journal' "$work/screen" || wrong "it does not say where the journal is"
    apt install /srv/packages/birthmark.deb
    configure
    inside systemctl enable --now birthmark
    knows_the_device
}

goes_for_good() {
    local command
    command=$(page_says 'sudo BIRTHMARK_PURGE_JOURNAL=yes apt purge birthmark')
    echo y | at_terminal "$command"
    leaves_nothing
}

is_asked_yes() {
    apt install /srv/packages/birthmark.deb
    configure
    inside systemctl enable --now birthmark
    is_there "$journal"
    purge_and_answer yes
    leaves_nothing
}

leaves_nothing() {
    is_gone /var/lib/birthmark
    is_gone /etc/birthmark/credentials
    # The administrator's own files and copies stay; of the package's nothing does.
    local rest
    rest=$(inside find /usr /etc/systemd /var/lib/systemd /var/cache /run -xdev -iname '*birthmark*' ! -path '/run/credentials/*')
    [ -z "$rest" ] || wrong "left behind: $rest"
}

# ---- All of it ---------------------------------------------------------------------------------------------------------

station_log() { # SINCE
    inside journalctl --no-pager --unit 'birthmark*' --since "@$1" --lines 25 --output cat
}

[ "$(id -u)" -eq 0 ] || skip_all "a container with a systemd of its own needs root"
tools/setup.sh system-test || skip_all "what it needs is missing, see above"
for program in systemd-nspawn debootstrap nsenter swtpm swtpm_setup tpm2_nvread sqlite3 jq socat pgrep dpkg-deb apt-get; do
    command -v "$program" > /dev/null || skip_all "there is no $program"
done

architecture=$(dpkg --print-architecture)
package=${1:-$(find target -maxdepth 1 -name "birthmark_*_$architecture.deb" -printf '%T@ %p\n' | sort -n | tail -n 1 | cut -d ' ' -f 2-)}
if [ ! -f "$package" ]; then
    echo "system-test: there is no package for $architecture${package:+ at $package}: run \"make deb\"" >&2
    exit 2
fi

trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP
# Short: a socket's path is at most 107 bytes long.
work=$(mktemp -d /tmp/birthmark-system-test.XXXXXX)
mkdir -p "$work/slots" "$work/packages" "$work/log" "$kept/log"

make_root
cp "$package" "$work/packages/birthmark.deb"
newer_packages
tpms || { cat "$work"/log/swtpm* >&2; note "the software TPM does not start"; exit 1; }
service || { cat "$work/log/emulator" >&2; note "the emulated service does not start"; exit 1; }
configuration > "$work/birthmark.toml"
boot
note "$(basename "$package") in Debian $suite, systemd $(inside systemctl --version | sed -n '1s/^systemd \([0-9]*\).*/\1/p')"
carry_out
ends_with
