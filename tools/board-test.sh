#!/usr/bin/env bash
# Tests the station on a board: a whole arm64 machine, emulated by QEMU, with Debian's kernel, a GPIO chip that the GPIO
# library takes for a Raspberry Pi's, a TPM of the kernel's and a scanner at its USB. The arm64 package is installed on it
# and works a shift. Its buttons are pressed and its lamps are looked at from outside, through the emulator, without asking
# the station or the kernel below it; the enrollment service is the emulated one, on this machine.
#
#   tools/board-test.sh [PACKAGE.deb]         default: the newest for arm64 in target/
#
# Each step prints a line; at the end there is one to count on,
#
#   board-test: 18 passed, 0 failed, 0 skipped
#
# and the exit code is 1 if a step failed. Where there can be no such machine (not root, no Debian, no QEMU) it says why,
# everything counts as skipped, and the exit code is 0.
#
#   SUITE=NAME         another Debian than bookworm; none has been tried
#   MIRROR=URI         where that comes from; without it, where this machine's apt gets Debian from
#   KEEP=yes           leaves the folder with disk, logs and sockets behind, and says where it is
#
# The Debian is made once, with what the package depends on and what looks at it, and kept in target/board-test/ until that
# list is another one; each test writes into a layer of its own. "make clean" removes it, which also brings it up to date.
#
# Steps are called by their names in a list, which shellcheck cannot see.
# shellcheck disable=SC2317
set -euo pipefail

root=$(dirname "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")")
cd "$root"
export JAVA_HOME="${JAVA_HOME:-$(tools/jdks.sh --chosen)}"
export LC_ALL=C
# sbin: mke2fs and depmod are there, and not everybody's PATH is root's.
export PATH=$PATH:/usr/sbin:/sbin

test_name="board-test"
suite=${SUITE:-bookworm}
kept=$root/target/$test_name
# shellcheck source=tools/steps.sh
. tools/steps.sh

# In this order. A step stands on what those before it left; after a vital one that failed, the rest makes no sense.
# STEP, whether it is vital, what it shows.
steps() {
    cat <<'END_OF_STEPS'
boots               vital   a Debian for arm64 boots, and the kernel shows a TPM and the GPIO chip of a Raspberry Pi
installs            vital   the package is installed by apt, and lays out its classes
tells_of_lines      -       doctor tells which GPIO lines are free, and who holds one that is not
is_ready            vital   enable --now: ready with the kernel's TPM; all lamps are lit together, then dark
provisions          vital   a press: amber, green; the record is in the TPM, the device enrolled; green ends by its time
is_walled           -       the service's group opens TPM, GPIO chip and no other device, not even for root
bounces             -       a press that bounces starts one run
hangs_the_button    -       a button held down starts one run, and is reported as stuck after ten seconds
is_killed           -       killed while green: the lamps go dark at once, and it starts again with the lamp test
hangs               -       stopped while green: the watchdog ends it, the lamps go dark, and it is ready again
loses_the_chip      -       the GPIO chip goes and comes back: it is told, and buttons and lamps work again by themselves
waits_for_a_line    -       a line that another program holds: the others work, and it is taken when it is free
power_is_cut        vital   the power is cut in the middle of a run
comes_back          vital   with the power again: no lamp is lit before the station is ready, and the journal is whole
finishes            -       the device that was cut off passes at the next press, with the identity it was given
has_a_scanner       vital   the kernel that a Raspberry Pi has, too, and a USB scanner, which without the station types into a console
scans               -       a scan alone starts a run with its serial, and nothing of it is typed into the console
loses_the_scanner   -       unplugged in the middle of a scan and plugged in again: half a scan is nothing, the next one works
END_OF_STEPS
}

# ---- What is started, and how all of it ends --------------------------------------------------------------------------

work=
others=()

# Also one that nobody has asked how it ended.
is_over() {
    [[ $(sed -n 's/^State:[^A-Z]*//p' "/proc/$1/status" 2> /dev/null) =~ ^(Z.*)?$ ]]
}

wait_for() { # SECONDS COMMAND …: until it succeeds
    wait_every 0.5 "$@"
}

wait_every() { # SECONDS SECONDS COMMAND …
    local end=$((SECONDS + $2)) pause=$1
    shift 2
    until "$@"; do
        [ "$SECONDS" -lt "$end" ] || return 1
        rest "$pause"
    done
}

# Without a process that sleeps: nothing is ever said there.
rest() { # SECONDS
    read -r -t "$1" -u "$silence" || true
}

end() { # PID of a child
    kill -TERM "$1" 2> /dev/null
    kill -CONT "$1" 2> /dev/null
    wait_every 0.05 10 is_over "$1" || kill -KILL "$1" 2> /dev/null
    wait "$1" 2> /dev/null
}

clean_up() {
    local code=$? each
    trap - EXIT
    # A second Ctrl-C must not leave half of it behind.
    trap '' INT TERM HUP
    set +e
    [ -z "$running" ] || end "$running"
    [ ! -s "$work/pids" ] || while read -r each; do
        kill -KILL "$each" 2> /dev/null
        wait_every 0.05 10 is_over "$each"
    done < "$work/pids"
    for each in "${others[@]}"; do
        end "$each"
    done
    if [ -n "${KEEP:-}" ]; then
        note "kept: $work"
    elif [ -n "$work" ]; then
        rm -rf --one-file-system "$work"
    fi
    exit "$code"
}

# Steps are shells of their own: what they start is written down, so that it can be ended by whoever comes after.
remember() { # NAME PID
    echo "$2" > "$work/$1.pid"
    echo "$2" >> "$work/pids"
}

halt() { # NAME: at once, if it is not over by itself
    local pid
    pid=$(cat "$work/$1.pid")
    kill -KILL "$pid" 2> /dev/null || true
    wait_every 0.05 10 is_over "$pid"
    sed -i "/^$pid\$/d" "$work/pids"
}

# ---- The Debian --------------------------------------------------------------------------------------------------------

# What the package depends on, as far as names go; of alternatives the first.
depends() {
    dpkg-deb --field "$package" Depends | tr ',' '\n' | sed -e 's/|.*//' -e 's/(.*//' -e 's/ //g'
}

# The guest's agent is the hand in it; the others are eyes. The system's own parts first.
image_packages() {
    {
        printf '%s\n' systemd systemd-sysv udev dbus kmod procps iproute2 qemu-guest-agent
        printf '%s\n' gpiod tpm2-tools libtss2-tcti-device0 sqlite3
        depends
    } | awk '!there[$0]++' | paste -s -d ,
}

image() {
    local packages mirror log=$kept/log/$suite-image.log
    packages=$(image_packages)
    if [ "$(cat "$kept/$suite/packages" 2> /dev/null)" = "$packages" ]; then
        return
    fi
    need_mirror
    note "making a Debian $suite for arm64 from $mirror, kept for the next time; ten minutes"
    mkdir -p "$kept/log"
    tools/board-test/image.sh "$suite" "$mirror" "$kept/$suite" "$packages" > "$log" 2>&1 < /dev/null \
        || { tail -n 20 "$log" >&2; skip_all "no Debian $suite for arm64 could be made, see $log"; }
}

# ---- What is around the station ------------------------------------------------------------------------------------------

# A device, as it comes from its maker.
device() { # NAME
    mkdir -p "$work/$1"
    swtpm_setup --config "$work/maker/setup.conf" --tpm2 --tpmstate "$work/$1" --create-ek-cert --lock-nvram \
        > "$work/log/swtpm_setup" 2>&1
}

# The third has no place on a board whose kernel does not know the TPM there: its slot is somewhere in the network.
third_device() {
    device third
    swtpm socket --tpm2 --tpmstate "dir=$work/third" --server "type=unixio,path=$work/third/socket" \
        --ctrl "type=unixio,path=$work/third/control" --flags not-need-init > "$work/log/third" 2>&1 &
    others+=($!)
    wait_for 60 test -S "$work/third/socket"
}

service() {
    bin/dps-emulator --dir "$work/dps" --port 0 > "$work/log/emulator" 2>&1 &
    others+=($!)
    wait_for 120 test -s "$work/dps/port"
}

scanner=/dev/input/by-id/usb-QEMU_QEMU_USB_Keyboard_417-event-kbd

# DEVICE of the slot's [its SCANNER]
configuration() {
    local source own=
    if [ -n "${2:-}" ]; then
        own="scanner = \"$2\""
        source='serial_from = "scan"
serial = "[0-9]{6}"'
    else
        source='serial_from = "range"
serial_first = 417
serial_last = 999
serial_format = "{n:06}"'
    fi
    cat <<END_OF_CONFIGURATION
[station]
id = "board-test"

[dps]
service = "dps.example.test:$(cat "$work/dps/port")"
id_scope = "$(cat "$work/dps/id-scope")"
policy = "station"
ca_file = "/etc/birthmark/dps-ca.pem"

[product.press]
$source
registration_id = "press-{serial}"
attestation = "tpm"

[tpm]
ek_roots = "/etc/birthmark/ek-roots"

[floor]
green_seconds = 20

[[slot]]
name = "A"
element = "tpm2"
device = "$1"
button = 0
lamps = { green = 1, red = 2, amber = 4 }
$own
END_OF_CONFIGURATION
}

# What is plugged into the board with the package and the configuration on it.
stick() {
    local stick=$work/stick
    mkdir -p "$stick"
    cp "$package" "$stick/birthmark_arm64.deb"
    configuration /dev/tpmrm0 > "$stick/birthmark.toml"
    cp "$work/dps/ca.pem" "$stick/dps-ca.pem"
    cp "$work/maker/issuercert.pem" "$stick/maker-intermediate.pem"
    cp "$work/maker/swtpm-localca-rootca-cert.pem" "$stick/maker-root.pem"
    sed -n 's/.*SharedAccessKey=\([^;]*\).*/\1/p' "$work/dps/station-connection-string" > "$stick/policy-key"
    mke2fs -q -t ext4 -d "$stick" "$work/stick.img" 128M > "$work/log/stick" 2>&1
}

# ---- The board -----------------------------------------------------------------------------------------------------------

# Channels to QEMU's sockets, for lines that are answered by lines: "qmp", its monitor; "pins", which is its way to read
# and set what is outside of the chips; "guest", the agent in the machine. They stay open across steps and boots.
make_channels() {
    local each
    for each in qmp pins guest; do
        mkfifo "$work/$each.to" "$work/$each.from"
    done
    mkfifo "$work/silence"
    exec {silence}<> "$work/silence"
    exec {to_qmp}<> "$work/qmp.to" {from_qmp}<> "$work/qmp.from"
    exec {to_pins}<> "$work/pins.to" {from_pins}<> "$work/pins.from"
    exec {to_guest}<> "$work/guest.to" {from_guest}<> "$work/guest.from"
}

connect() { # NAME
    # What a machine before this one has left unread.
    timeout 1 dd if="$work/$1.from" iflag=nonblock of=/dev/null 2> /dev/null || true
    socat "UNIX-CONNECT:$work/$1.socket" - < "$work/$1.to" > "$work/$1.from" 2>> "$work/log/channels" &
    remember "$1" $!
}

qmp() { # COMMAND [ARGUMENTS]: prints what is returned
    local answer arguments=${2:-}
    jq -nc --arg command "$1" --argjson arguments "${arguments:-{\}}" '{execute: $command, arguments: $arguments}' >&"$to_qmp"
    while read -r -t 60 -u "$from_qmp" answer; do
        case $answer in
            '{"return"'*)
                jq -c .return <<< "$answer"
                return
                ;;
            '{"error"'*) wrong "QEMU says to $1: $answer" >&2 ;;
        esac
    done
    wrong "QEMU does not answer to $1" >&2
}

# Sets answer.
pins() { # COMMAND …
    echo "$*" >&"$to_pins"
    read -r -t 60 -u "$from_pins" answer || wrong "QEMU does not answer to $*" >&2
    [[ $answer == OK* ]] || wrong "QEMU says to $*: $answer" >&2
    answer=${answer#OK}
}

agent() { # COMMAND [ARGUMENTS]: prints what is returned
    local answer arguments=${2:-}
    jq -nc --arg command "$1" --argjson arguments "${arguments:-{\}}" '{execute: $command, arguments: $arguments}' >&"$to_guest"
    read -r -t 120 -u "$from_guest" answer || wrong "the machine's agent does not answer to $1" >&2
    jq -ce .return <<< "$answer" || wrong "the machine's agent says to $1: $answer" >&2
}

# In the machine, as root, with nothing of the agent's environment. No step waits for ever.
inside() { # COMMAND …, with what is typed into it in the file $input, if that is set
    local pid said end=$((SECONDS + 900)) pause=0.05
    # shellcheck disable=SC2016
    pid=$(agent guest-exec "$(base64 --wrap=0 "${input:-/dev/null}" | jq -Rsc '{path: "/usr/bin/env", "capture-output": true,
        arg: (["-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8", "HOME=/root", "DEBIAN_FRONTEND=noninteractive"]
        + $ARGS.positional)} + if . == "" then {} else {"input-data": .} end' --args -- "$@")" | jq .pid)
    while :; do
        said=$(agent guest-exec-status "{\"pid\": $pid}")
        [[ $said != *'"exited":true'* ]] || break
        [ "$SECONDS" -lt "$end" ] || wrong "this does not end: $*" >&2
        rest "$pause"
        pause=0.5
    done
    jq -r '."err-data" // ""' <<< "$said" | base64 --decode >&2
    jq -r '."out-data" // ""' <<< "$said" | base64 --decode
    return "$(jq '.exitcode // 1' <<< "$said")"
}

in_shell() { # COMMANDS
    inside sh -euc "$1"
}

put() { # MODE FILE TO
    input=$2 inside install -m "$1" /dev/stdin "$3"
}

# QEMU's board, told to be a Raspberry Pi 4 whose GPIO chip is the one that the library looks for. Made anew for each machine,
# as what is on the board depends on QEMU and on what is plugged in.
device_tree() { # MACHINE'S ARGUMENTS …
    qemu-system-aarch64 "$@" -machine "$machine,dumpdtb=$work/tree.dtb" > "$work/log/tree" 2>&1
    dtc -q -I dtb -O dts -o "$work/tree.dts" "$work/tree.dtb"
    sed -i -e '0,/model = .*/s//model = "Raspberry Pi 4 Model B Rev 1.4";/' -e 's/^\tpl061@9030000 {/\tpinctrl@9030000 {/' \
        -e '/rng-seed\|kaslr-seed/d' "$work/tree.dts"
    grep -q 'pinctrl@9030000' "$work/tree.dts" || wrong "QEMU's board has no GPIO chip where it is looked for"
    dtc -q -I dts -O dtb -o "$work/board.dtb" "$work/tree.dts"
}

machine=virt,gic-version=3

insert_tpm() { # DEVICE
    rm -f "$work/tpm.socket"
    swtpm socket --tpm2 --tpmstate "dir=$work/$1" --ctrl "type=unixio,path=$work/tpm.socket" > "$work/log/swtpm" 2>&1 &
    remember tpm $!
    wait_for 60 test -S "$work/tpm.socket" || { cat "$work/log/swtpm"; wrong "the software TPM does not start"; }
}

power_on() { # KERNEL, cloud or board; DEVICE that is the TPM, or - for none; NAME of what happens
    local board each
    board=(-cpu cortex-a72 -smp 2 -m 1536 -nodefaults -no-user-config -display none)
    if [ "$2" != - ]; then
        insert_tpm "$2"
        board+=(-chardev "socket,id=tpm,path=$work/tpm.socket" -tpmdev "emulator,id=tpm0,chardev=tpm"
            -device "tpm-tis-device,tpmdev=tpm0")
    fi
    device_tree "${board[@]}"
    # It ends with the machine that it is in, also with one that only said what it would be.
    if [ "$2" != - ]; then
        halt tpm
        insert_tpm "$2"
    fi
    rm -f "$work"/{qmp,pins,guest}.socket
    for each in qmp guest; do
        board+=(-chardev "socket,id=$each,path=$work/$each.socket,server=on,wait=off")
    done
    qemu-system-aarch64 "${board[@]}" -machine "$machine" -accel tcg,thread=multi -no-reboot -dtb "$work/board.dtb" \
        -kernel "$kept/$suite/$1.kernel" -initrd "$kept/$suite/$1.initrd" \
        -append 'root=/dev/vda rw console=ttyAMA0 net.ifnames=0 systemd.show_status=false' \
        -drive "file=$work/disk.qcow2,if=none,id=disk,format=qcow2" -device virtio-blk-pci,drive=disk \
        -drive "file=$work/stick.img,if=none,id=stick,format=raw,readonly=on" -device virtio-blk-pci,drive=stick \
        -netdev "user,id=net,guestfwd=tcp:10.0.2.100:2321-cmd:socat - UNIX-CONNECT:$work/third/socket" -device virtio-net-pci,netdev=net,romfile= -device virtio-rng-pci \
        -device virtio-serial-pci -device virtserialport,chardev=guest,name=org.qemu.guest_agent.0 \
        -device qemu-xhci,id=usb \
        -serial "file:$work/log/console-$3" -mon chardev=qmp,mode=control -qtest "unix:$work/pins.socket,server=on,wait=off" \
        -qtest-log none > "$work/log/qemu" 2>&1 < /dev/null &
    remember qemu $!
    wait_for 60 test -S "$work/guest.socket" || { cat "$work/log/qemu"; wrong "QEMU does not start"; }
    for each in qmp pins guest; do
        connect "$each"
    done
    qmp qmp_capabilities
    # Where in QEMU the chip is depends on what else is there, and a wrong place is the end of QEMU.
    chip=$(qmp qom-list '{"path": "/machine/unattached"}' | jq -r '.[] | select(.type == "child<pl061>").name')
    [ -n "$chip" ] || wrong "QEMU has no GPIO chip"
    echo "/machine/unattached/$chip" > "$work/chip"
    release
}

# Without a word to the system, or to the TPM.
power_off() {
    local each
    halt qemu
    for each in qmp pins guest; do
        halt "$each"
    done
    halt tpm
}

qemu_is_over() {
    is_over "$(cat "$work/qemu.pid")"
}

shut_down() {
    # It has no answer.
    echo '{"execute": "guest-shutdown", "arguments": {"mode": "powerdown"}}' >&"$to_guest"
    wait_for 300 qemu_is_over || wrong "the machine does not shut down"
    power_off
}

has_agent() {
    ! qemu_is_over || { cat "$work/log/qemu"; wrong "QEMU is gone"; }
    qmp query-chardev | jq -e 'any(.[]; .label == "guest" and ."frontend-open")' > /dev/null
}

wait_for_the_system() {
    wait_for 600 has_agent || wrong "the machine does not come up"
    local number=$RANDOM
    [ "$(agent guest-sync "{\"id\": $number}")" = "$number" ] || wrong "the machine's agent answers something else"
    wait_for 600 is_up || wrong "the system does not come up"
}

is_up() {
    case $(inside systemctl is-system-running 2> /dev/null) in
        running | degraded) ;;
        *) return 1 ;;
    esac
}

# ---- Fingers and eyes ----------------------------------------------------------------------------------------------------

# A contact to ground, with a resistor to the supply: 1 is up.
button() { # LEVEL
    local answer
    pins set_irq_in "$(cat "$work/chip")" unnamed-gpio-in 0 "$1"
}

release() {
    button 1
}

# Sets lit to which lamps are: lines that are outputs and high. A board's lines are inputs at first. No process is started
# for it: it is done often, and the machine wants the processors.
look() {
    local answer high on
    pins readl 0x90303fc
    high=$answer
    pins readl 0x9030400
    on=$((high & answer))
    lit=
    ((on & 2)) && lit=green
    ((on & 4)) && lit+=${lit:+ }red
    ((on & 16)) && lit+=${lit:+ }amber
    return 0
}

dark=
all='green red amber'

shows() { # LAMPS
    look
    [ "$lit" = "$1" ]
}

# SECONDS LAMPS: from now on until then; sets took to milliseconds.
see() {
    local begun
    begun=$(date +%s%3N)
    wait_every 0.02 "$1" shows "$2" || wrong "the lamps show \"$lit\", and not \"$2\""
    took=$(($(date +%s%3N) - begun))
}

# Until the lamps answer, as people do.
press() {
    button 0
    see 30 amber
    release
}

passes() {
    becomes_ready
    see 30 "$dark"
    press
    see 120 green
}

# A station that starts puts its lamps out, too, a moment before the lamp test: dark must be earlier.
see_dark_and_lamp_test() { # SECONDS
    see "$1" "$dark"
    local went=$took
    see 300 "$all"
    [ "$took" -gt 1500 ] || wrong "nobody has put the lamps out but the station that was started again"
    see_end_of_lamp_test
    took=$went
}

# The lamp test, and dark after it.
see_lamp_test() {
    see "${1:-300}" "$all"
    see_end_of_lamp_test
}

# A second and a half; a machine that is busy looks late.
see_end_of_lamp_test() {
    see 30 "$dark"
    [ "$took" -gt 700 ] || wrong "the lamp test was over after $took ms"
}

# ---- The steps -----------------------------------------------------------------------------------------------------------

unit() {
    inside systemctl show --property="$1" --value birthmark
}

is_unit() { # PROPERTY VALUE
    [ "$(unit "$1")" = "$2" ]
}

expect_unit() { # PROPERTY VALUE
    is_unit "$1" "$2" || wrong "$1 is \"$(unit "$1")\", and not \"$2\""
}

is_ready_now() {
    [[ $(unit ActiveState)/$(unit StatusText) == active/Ready.* ]]
}

becomes_ready() {
    wait_for 300 is_ready_now || wrong "it is $(unit ActiveState): $(unit StatusText)"
}

# How often it stands in the log of the station's unit.
in_log() { # TEXT
    inside journalctl --no-pager --unit birthmark --output cat | grep -cF -- "$1" || true
}

has_logged() { # NUMBER TEXT: more often than that
    [ "$(in_log "$2")" -gt "$1" ]
}

logs() { # NUMBER TEXT
    wait_for 60 has_logged "$1" "$2" || wrong "the log does not say: $2"
}

journal=/var/lib/birthmark/journal.db

query() {
    inside sqlite3 -readonly "$journal" "$1"
}

runs() {
    query 'SELECT count(*) FROM runs'
}

expect_runs() { # NUMBER
    local now
    now=$(runs)
    [ "$now" -eq "$1" ] || wrong "there are $now runs, and not $1"
}

record() {
    inside tpm2_nvread --tcti device:/dev/tpmrm0 0x01800100
}

is_at_the_service() { # SERIAL
    grep -q "press-$1" "$work/dps/enrollments.jsonl"
}

is_enrolled_once() { # SERIAL
    wait_for 180 is_at_the_service "$1" || wrong "the service has no press-$1"
    [ "$(grep -c "press-$1" "$work/dps/enrollments.jsonl")" -eq 1 ] || wrong "press-$1 was enrolled more than once"
}

boots() {
    power_on cloud first boot
    wait_for_the_system
    tell_also "$(inside uname -sr), systemd $(inside systemctl --version | sed -n '1s/^systemd \([0-9]*\).*/\1/p')"
    inside test -c /dev/tpmrm0 || wrong "there is no /dev/tpmrm0"
    inside gpiodetect | tee /dev/stderr | grep -F 'gpiochip0 [9030000.pinctrl] (8 lines)' || wrong "there is no such GPIO chip"
    [[ $(inside cat /proc/device-tree/model | tr -d '\0') == 'Raspberry Pi 4'* ]] || wrong "it is another board"
    in_shell 'mkdir -p /mnt && mount -o ro /dev/vdb /mnt'
}

installs() {
    # Under the name that the page has.
    in_shell 'cd /root && cp /mnt/birthmark_arm64.deb . && apt-get -qq -y install ./birthmark_arm64.deb'
    inside dpkg --status birthmark | grep -Fx 'Status: install ok installed'
    inside test -s /var/cache/birthmark/classes.jsa || wrong "there is no archive of classes"
    in_shell 'cp /mnt/birthmark.toml /mnt/dps-ca.pem /etc/birthmark/; cp /mnt/maker-*.pem /etc/birthmark/ek-roots/
        install -m 600 /mnt/policy-key /etc/birthmark/credentials/dps-policy-key'
    inside birthmark config check
    # Without a restart of the machine.
    [ "$(inside stat -c '%G %a' /dev/gpiochip0)" = 'gpio 660' ] || wrong "/dev/gpiochip0 is $(inside stat -c '%U:%G %a' /dev/gpiochip0)"
    [ "$(inside stat -c '%G %a' /dev/tpmrm0)" = 'tss 660' ] || wrong "/dev/tpmrm0 is $(inside stat -c '%U:%G %a' /dev/tpmrm0)"
}

doctor() {
    # It is red, as other things are not as they should be.
    inside birthmark doctor > "$work/doctor" || true
    cat "$work/doctor"
}

doctor_says() { # TEXT
    grep -F -- "$1" "$work/doctor" || wrong "doctor does not say: $1"
}

# Of another program. The tools of libgpiod 1 and 2 want other words; a chip that was away has another number.
hold_line() { # LINE
    in_shell "chip=\$(gpiodetect | sed -n 's/ .*pinctrl.*//p')
        case \$(gpioset --version | head -n 1) in
        *v1.*) systemd-run --unit=holder --service-type=exec gpioset --mode=signal \$chip $1=0 ;;
        *) systemd-run --unit=holder --service-type=exec gpioset --chip \$chip $1=0 ;;
        esac"
    wait_for 60 is_held || wrong "the line is not held: $(inside gpioinfo)"
}

is_held() {
    inside gpioinfo | grep gpioset
}

tells_of_lines() {
    hold_line 2
    doctor
    inside systemctl stop holder
    doctor_says 'birthmark-A-red is held by gpioset.'
    doctor_says 'It is free for birthmark-A-green.'
    doctor_says 'It is free for birthmark-A-button.'
}

is_ready() {
    inside systemctl --no-block enable --now birthmark
    see_lamp_test
    becomes_ready
    expect_unit NRestarts 0
    tell_also "ready $((($(unit ActiveEnterTimestampMonotonic) - $(unit ExecMainStartTimestampMonotonic)) / 1000)) ms after its start"
    ! inside journalctl --no-pager _PID=1 | grep -E '/birthmark[^ ]*:[0-9]+: ' \
        || wrong "systemd does not like the unit, see above"
    [ "$(in_log gpio.)" -eq 0 ] || wrong "the log tells of problems with GPIO"
    doctor
    doctor_says 'The station holds it for birthmark-A-button.'
    doctor_says 'The station holds it for birthmark-A-amber.'
}

provisions() {
    press
    see 120 green
    tell_also "green $took ms after amber"
    record > "$work/record"
    jq -e '.registrationId == "press-000417" and .serial == "000417" and .attestation == "tpm" and .key == "tpm2:0x81010001"
        and .station == "board-test"' "$work/record" > /dev/null || wrong "the record is $(cat "$work/record")"
    jq -e --arg scope "$(cat "$work/dps/id-scope")" '.idScope == $scope' "$work/record" > /dev/null || wrong "$(cat "$work/record")"
    is_enrolled_once 000417
    see 60 "$dark"
    expect_runs 1
    [ "$(query 'SELECT outcome FROM runs')" = PASS ] || wrong "the run did not pass"
}

# PATH of a device: in the service's control group, as root, whom no mode of a file would stop.
opens() {
    in_shell "echo \$\$ > '/sys/fs/cgroup$(unit ControlGroup)/cgroup.procs'; exec 3< '$1'" 2> "$work/said-no"
}

is_walled() {
    local each
    for each in /dev/tpmrm0 /dev/gpiochip0 /dev/null /dev/urandom; do
        opens "$each" || wrong "the service cannot open $each: $(cat "$work/said-no")"
    done
    for each in /dev/vda /dev/tpm0 /dev/kmsg /dev/ttyAMA0; do
        inside test -e "$each" || wrong "there is no $each that could be closed"
        ! opens "$each" || wrong "the service can open $each"
        grep 'not permitted' "$work/said-no" || wrong "something else keeps it from $each: $(cat "$work/said-no")"
    done
}

# All of it within a moment, however busy this machine is: a level that lasts is no bounce.
bounce() {
    local level answer said=
    for level in 0 1 0 1 0 1 0 1 0 1; do
        said+="set_irq_in $(cat "$work/chip") unnamed-gpio-in 0 $level"$'\n'
    done
    printf %s "$said" >&"$to_pins"
    for level in 0 1 0 1 0 1 0 1 0 1; do
        read -r -t 60 -u "$from_pins" answer
        [ "$answer" = OK ] || wrong "QEMU says: $answer"
    done
}

bounces() {
    local before refused
    before=$(runs)
    refused=$(in_log floor.pressed-in-run)
    bounce
    press
    bounce
    release
    see 120 green
    expect_runs $((before + 1))
    see 60 "$dark"
    expect_runs $((before + 1))
    [ "$(in_log floor.pressed-in-run)" -eq "$refused" ] || wrong "a bounce was taken for a press in the run"
}

hangs_the_button() {
    local before told
    before=$(runs)
    told=$(in_log floor.button-stuck)
    button 0
    see 30 amber
    see 120 green
    logs "$told" floor.button-stuck
    see 60 "$dark"
    expect_runs $((before + 1))
    release
    passes
    expect_runs $((before + 2))
    [ "$(in_log floor.button-stuck)" -eq $((told + 1)) ] || wrong "it was not told once"
}

restarts=0

# The station is started more often here than one may that cannot stay up.
starts_are_forgotten() {
    inside systemctl reset-failed birthmark
    restarts=$(unit NRestarts)
}

is_killed() {
    passes
    starts_are_forgotten
    inside systemctl kill --kill-whom=main --signal=KILL birthmark
    see_dark_and_lamp_test 30
    tell_also "dark $took ms after systemctl had killed it"
    becomes_ready
    expect_unit NRestarts $((restarts + 1))
    [ "$(in_log 'birthmark-lamps-off:')" -eq 0 ] || wrong "birthmark-lamps-off was not content"
}

hangs() {
    passes
    starts_are_forgotten
    inside systemctl kill --kill-whom=main --signal=STOP birthmark
    see_dark_and_lamp_test 180
    tell_also "dark $took ms after it was stopped"
    becomes_ready
    expect_unit NRestarts $((restarts + 1))
    logs 0 'Watchdog timeout'
}

loses_the_chip() {
    local gone pid
    gone=$(in_log gpio.gone)
    pid=$(unit MainPID)
    in_shell 'echo 9030000.pinctrl > /sys/bus/amba/drivers/pl061_gpio/unbind'
    logs "$gone" gpio.gone
    is_ready_now || wrong "it is $(unit ActiveState): $(unit StatusText)"
    # Whoever presses now presses nothing.
    button 0
    in_shell 'echo 9030000.pinctrl > /sys/bus/amba/drivers/pl061_gpio/bind'
    see_lamp_test 60
    release
    passes
    [ "$(unit MainPID)" = "$pid" ] || wrong "it was started anew"
}

waits_for_a_line() {
    local told
    inside systemctl stop birthmark
    see 5 "$dark"
    told=$(in_log gpio.line-busy)
    hold_line 2
    inside systemctl reset-failed birthmark
    inside systemctl --no-block start birthmark
    see 300 'green amber'
    see 30 "$dark"
    becomes_ready
    has_logged "$told" gpio.line-busy || wrong "the log does not tell of it"
    passes
    inside systemctl stop holder
    wait_for 60 holds_red || wrong "it does not take the line: $(inside gpioinfo)"
    [ "$(in_log gpio.line-busy)" -eq $((told + 1)) ] || wrong "it was told more than once"
}

holds_red() {
    inside gpioinfo | grep -F '"birthmark-A-red"'
}

device_was_changed() {
    ! cmp -s "$work/second/tpm2-00.permall" "$work/permall"
}

power_is_cut() {
    shut_down
    # Another device, a new one.
    power_on cloud second cut
    wait_for_the_system
    becomes_ready
    see 30 "$dark"
    cp "$work/second/tpm2-00.permall" "$work/permall"
    button 0
    # Until something is in it that was not.
    wait_every 0.02 60 device_was_changed || wrong "nothing is written into the device"
    kill -STOP "$(cat "$work/tpm.pid")"
    see 5 amber
    query 'SELECT serial FROM devices ORDER BY id DESC LIMIT 1' > "$work/cut-off"
    power_off
}

comes_back() {
    power_on cloud second back
    # The first that is lit is the lamp test.
    wait_every 0.02 600 is_lit || wrong "no lamp is ever lit"
    see 3 "$all"
    see_end_of_lamp_test
    wait_for_the_system
    becomes_ready
    [ "$(query 'PRAGMA integrity_check; PRAGMA foreign_key_check')" = ok ] || wrong "the journal is not whole"
    inside birthmark audit verify
    inside birthmark status --json > "$work/status"
    jq -e --arg serial "$(cat "$work/cut-off")" '[.unfinished | .. | select(. == $serial)] | length > 0' "$work/status" \
        > /dev/null || wrong "the device that was begun is not in the status: $(cat "$work/status")"
}

is_lit() {
    ! shows "$dark"
}

finishes() {
    passes
    record > "$work/record"
    jq -e --arg serial "$(cat "$work/cut-off")" '.serial == $serial and .registrationId == "press-" + $serial' "$work/record" \
        > /dev/null || wrong "the record is $(cat "$work/record")"
    is_enrolled_once "$(cat "$work/cut-off")"
    [ "$(query 'PRAGMA integrity_check')" = ok ] || wrong "the journal is not whole"
}

# KEYS: digits, and "ret" for Enter
types() {
    local key
    for key in "$@"; do
        qmp send-key "{\"keys\": [{\"type\": \"qcode\", \"data\": \"$key\"}], \"hold-time\": 20}" > /dev/null
    done
}

# Until it is understood, as people do: on a machine that is busy the keys come so slowly that half of them are forgotten.
scan_until_it_works() {
    local try
    for try in 1 2 3 4 5; do
        types 0 0 0 9 0 1 ret
        ! wait_every 0.02 20 shows amber || return 0
        echo "scan $try was not understood"
    done
    wrong "no scan starts a run"
}

plug_in() {
    qmp device_add '{"driver": "usb-kbd", "id": "scanner", "bus": "usb.0", "serial": "417"}' > /dev/null
    wait_for 60 inside test -c "$scanner" || wrong "there is no $scanner: $(inside ls /dev/input/by-id)"
}

# What stands on the screen that nobody has plugged in.
screen() {
    inside cat /dev/vcs1
}

is_typed() {
    screen | grep -F "$1"
}

has_a_scanner() {
    shut_down
    power_on board - scanner
    wait_for_the_system
    tell_also "$(inside uname -sr)"
    becomes_ready
    plug_in
    [ "$(inside stat -L -c '%G %a' "$scanner")" = 'input 660' ] || wrong "it is $(inside stat -L -c '%U:%G %a' "$scanner")"
    types 1 2 3 4
    wait_for 60 is_typed 1234 || wrong "the console hears nothing: $(screen)"
    configuration tcp:10.0.2.100:2321 "$scanner" > "$work/scanner.toml"
    put 644 "$work/scanner.toml" /etc/birthmark/birthmark.toml
    inside birthmark config check
    inside systemctl --no-block restart birthmark
    see_lamp_test
    becomes_ready
    logs 0 "scanner $scanner is ready"
    doctor
    doctor_says "$scanner is there and may be read."
}

record_of_third() {
    TPM2TOOLS_TCTI="cmd:socat - UNIX-CONNECT:$work/third/socket" tpm2_nvread 0x01800100
}

scans() {
    local before
    before=$(runs)
    see 30 "$dark"
    scan_until_it_works
    see 120 green
    expect_runs $((before + 1))
    record_of_third > "$work/record"
    jq -e '.serial == "000901" and .registrationId == "press-000901"' "$work/record" > /dev/null || wrong "the record is $(cat "$work/record")"
    is_enrolled_once 000901
    ! is_typed 000901 || wrong "the console heard it: $(screen)"
}

loses_the_scanner() {
    local before told ready
    before=$(runs)
    told=$(in_log scanner.absent)
    ready=$(in_log "scanner $scanner is ready")
    see 60 "$dark"
    types 0 0 0 9
    qmp device_del '{"id": "scanner"}' > /dev/null
    logs "$told" scanner.absent
    plug_in
    logs "$ready" "scanner $scanner is ready"
    scan_until_it_works
    see 120 green
    expect_runs $((before + 1))
}

# ---- All of it ---------------------------------------------------------------------------------------------------------

station_log() { # SINCE
    inside journalctl --no-pager --unit 'birthmark*' --since "@$1" --lines 25 --output cat
}

[ "$(id -u)" -eq 0 ] || skip_all "a Debian can be made by root only"
tools/setup.sh board-test || skip_all "what it needs is missing, see above"
for program in qemu-system-aarch64 qemu-img mmdebstrap arch-test dtc mke2fs depmod cpio xz swtpm swtpm_setup jq socat dpkg-deb apt-get; do
    command -v "$program" > /dev/null || skip_all "there is no $program"
done

package=${1:-$(find target -maxdepth 1 -name 'birthmark_*_arm64.deb' -printf '%T@ %p\n' | sort -n | tail -n 1 | cut -d ' ' -f 2-)}
if [ ! -f "$package" ]; then
    echo "board-test: there is no package for arm64${package:+ at $package}: run \"make deb\"" >&2
    exit 2
fi

trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP
# Short: a socket's path is at most 107 bytes long.
work=$(mktemp -d /tmp/birthmark-board-test.XXXXXX)
mkdir -p "$work/log"
make_channels

image
tpm_maker
for each in first second; do
    device "$each" || { cat "$work/log/swtpm_setup" >&2; note "the software TPM cannot be made"; exit 1; }
done
third_device || { cat "$work"/log/swtpm_setup "$work/log/third" >&2; note "the software TPM cannot be made"; exit 1; }
service || { cat "$work/log/emulator" >&2; note "the emulated service does not start"; exit 1; }
stick
qemu-img create -q -f qcow2 -b "$kept/$suite/root.ext4" -F raw "$work/disk.qcow2"
note "$(basename "$package") in Debian $suite on $(qemu-system-aarch64 --version | head -n 1)"
carry_out
ends_with
