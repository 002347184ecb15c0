#!/bin/sh
# Installs what is needed to build, test and show Birthmark on Debian 12 and 13, and only what is missing.
# Says what it installs and why; when everything is there it touches nothing and needs no network.
#
#   tools/setup.sh [system-test|board-test]       with one of them: also what only that needs
set -eu

tools=$(dirname "$(readlink -f "$0")")
for=${1:-}

# COMMAND, the package it comes in, and what it is for. A package written A|B is the first of them that the
# distribution has: names differ between Debian 12 and 13.
needs() {
    cat <<'END'
mvn             maven                         builds the project
make            make                          runs its targets
swtpm           swtpm                         is the TPM of a device in the demo and in tests
swtpm_setup     swtpm-tools                   makes such a TPM, with its EK certificate
softhsm2-util   softhsm2                      is the PKCS#11 token of a device in the demo and in tests
pkcs11-tool     opensc                        looks at a token, independently of our code
tpm2_nvread     tpm2-tools                    looks at a TPM, independently of our code
sqlite3         sqlite3                       looks at the journal
jq              jq                            looks at JSON
openssl         openssl                       looks at certificates and keys
curl            curl                          asks the emulated service, independently of our code
socat           socat                         connects a TPM to a socket in tests
shellcheck      shellcheck                    checks the shell scripts
pgrep           procps                        finds processes left behind, in tests
zbarimg         zbar-tools                    reads the labels' codes, independently of our code
dmtxread        dmtx-utils                    reads their Data Matrix codes
cupsd           cups-daemon                   is a print queue in tests
ippeveprinter   cups-ipp-utils                is a printer that speaks IPP, in tests
avahi-daemon    avahi-daemon                  lets it start, on a network of its own
dbus-daemon     dbus-daemon|dbus              lets both find each other
node            nodejs                        runs a label renderer that is not ours
npm             npm                           installs it
strace          strace                        records what the station writes, or kills it there, in tests
lintian         lintian                       looks at the Debian package
END
    [ "$for" != system-test ] || cat <<'END'
systemd-nspawn  systemd-container             boots a Debian in a container
debootstrap     debootstrap                   makes that Debian
nsenter         util-linux                    does something in it
END
    [ "$for" != board-test ] || cat <<'END'
qemu-system-aarch64 qemu-system-arm           is a board
qemu-img        qemu-utils                    gives it a disk
mmdebstrap      mmdebstrap                    makes the Debian on it
qemu-aarch64-static qemu-user-static          runs programs of that Debian while it is made
arch-test       arch-test                     tells whether they can be run
mke2fs          e2fsprogs                     makes its file system
depmod          kmod                          chooses its kernel modules
cpio            cpio                          packs those that it starts with
xz              xz-utils                      unpacks them
dtc             device-tree-compiler          changes what the board says that it is
END
}

JDK_PACKAGES='openjdk-17-jdk-headless|openjdk-21-jdk-headless|default-jdk-headless'
TCTI_PACKAGES='libtss2-tcti-swtpm0t64|libtss2-tcti-swtpm0'

# How tpm2-tools reach swtpm: a library, not a command.
has_swtpm_tcti() {
    for library in /usr/lib/*/libtss2-tcti-swtpm.so.0 /usr/lib/libtss2-tcti-swtpm.so.0 \
        /usr/local/lib/libtss2-tcti-swtpm.so.0; do
        [ ! -e "$library" ] || return 0
    done
    return 1
}

# Prints "NAME<tab>PACKAGE<tab>WHY" for all that is missing.
missing() {
    "$tools/jdks.sh" --chosen > /dev/null \
        || printf '%s\t%s\t%s\n' 'a JDK from 17 up' "$JDK_PACKAGES" 'compiles and runs everything'
    needs | while read -r name package why; do
        command -v "$name" > /dev/null || [ -x "/usr/sbin/$name" ] || printf '%s\t%s\t%s\n' "$name" "$package" "$why"
    done
    has_swtpm_tcti \
        || printf '%s\t%s\t%s\n' libtss2-tcti-swtpm "$TCTI_PACKAGES" 'lets tpm2-tools talk to swtpm'
}

has_candidate() {
    LC_ALL=C apt-cache policy "$1" 2> /dev/null | grep -q '^  Candidate: [^(]'
}

# Prints the first of A|B|… that can be installed; the last if none is known yet, as its name does for all releases.
first_known() {
    alternatives=$1
    while [ -n "$alternatives" ]; do
        package=${alternatives%%|*}
        if has_candidate "$package"; then
            echo "$package"
            return
        fi
        [ "$package" != "$alternatives" ] || break
        alternatives=${alternatives#*|}
    done
    echo "$package"
}

packages_for() {
    printf '%s\n' "$1" | cut -f 2 | while read -r alternatives; do
        first_known "$alternatives"
    done | sort -u | tr '\n' ' ' | sed 's/ $//'
}

if [ -n "${JAVA_HOME:-}" ] && ! "$tools/jdks.sh" --chosen > /dev/null; then
    echo "setup: JAVA_HOME is $JAVA_HOME, which is not a JDK from 17 up. Unset it, or point it to one." >&2
    exit 1
fi

wanted=$(missing)
if [ -z "$wanted" ]; then
    exit 0
fi

echo "setup: missing on this machine:" >&2
printf '%s\n' "$wanted" | awk -F '\t' '{ printf "  %-20s %s\n", $1, $3 }' >&2

if ! command -v apt-get > /dev/null; then
    echo "setup: this is not Debian (there is no apt-get). Install the above with this system's own means." >&2
    exit 1
fi

if [ "$(id -u)" -eq 0 ]; then
    as_root=
elif command -v sudo > /dev/null; then
    as_root=sudo
else
    echo "setup: packages can only be installed by root, and there is no sudo. Have root run:" >&2
    echo "  apt-get update && apt-get install -y --no-install-recommends $(packages_for "$wanted")" >&2
    exit 1
fi

echo "setup: ${as_root:+$as_root }apt-get update" >&2
$as_root apt-get -qq update >&2 || echo "setup: the package lists could not be refreshed; going on with the old ones" >&2

packages=$(packages_for "$wanted")
by_hand="${as_root:+$as_root }apt-get install -y --no-install-recommends $packages"
echo "setup: $by_hand" >&2
# Package names have no spaces: the list is meant to be split.
# shellcheck disable=SC2086
if ! $as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $packages >&2; then
    echo "setup: that failed, see above. When its cause is gone, run make again, or by hand:" >&2
    echo "  $by_hand" >&2
    exit 1
fi

wanted=$(missing)
if [ -n "$wanted" ]; then
    echo "setup: still missing after that:" >&2
    printf '%s\n' "$wanted" | awk -F '\t' '{ printf "  %-20s %s\n", $1, $3 }' >&2
    exit 1
fi
echo "setup: done" >&2
