#!/bin/sh
# Makes the Debian packages out of what is built: target/birthmark_VERSION_ARCHITECTURE.deb for amd64 and arm64, without
# root, the same bytes from the same commit. See docs/decisions/0011-a-package-by-dpkg-deb.md.
#
#   tools/build-deb.sh [ARCHITECTURE …]        default: amd64 arm64
#
# Whoever passes the package on to others answers for it, and puts themselves in: MAINTAINER="Name <address>". Without it
# stands an address that nobody can have (RFC 2606), as the project has no domain of its own: lintian takes it, and no
# stranger gets the mail.
#
# DEB_COMPRESSION=none makes them quickly, and large, for a look at what is in them; the default is xz.
set -eu

root=$(dirname "$(dirname "$(readlink -f "$0")")")
cd "$root"
umask 022
export LC_ALL=C TZ=UTC

fail() {
    echo "build-deb: $*" >&2
    exit 1
}

maintainer=${MAINTAINER:-Birthmark maintainers <maintainers@birthmark.invalid>}
printf '%s' "$maintainer" | tr '\n' '<' | grep -qx '[^<>]\{1,\} <[^<>@ ]\{1,\}@[^<>@ ]\{1,\}>' \
    || fail "MAINTAINER is \"Name <address>\", not \"$maintainer\""

pieces=systemd/package
station="station-daemon/target"
java=${JAVA_HOME:-$(tools/jdks.sh --chosen)}/bin/java

# What must be there, and what makes it when it is not.
needs() {
    [ -e "$1" ] || fail "there is no $1: $2"
}
needs "$station/lib" "run \"make deb\", which builds first"
needs "$station/bom.json" "run \"make deb\", which makes the bill of materials too"
for file in birthmark.service birthmark.sysusers birthmark.tmpfiles birthmark.preset birthmark-backup.service \
    birthmark-backup.timer udev/70-birthmark.rules; do
    needs "systemd/$file" "the package is not whole without it"
done

# The time of the last commit is the time of everything in the package; without git, that of the jars.
if [ -z "${SOURCE_DATE_EPOCH:-}" ]; then
    SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2> /dev/null) \
        || SOURCE_DATE_EPOCH=$(date -d "$(sed -n 's/.*<project.build.outputTimestamp>\(.*\)<.*/\1/p' pom.xml)" +%s)
fi
export SOURCE_DATE_EPOCH

# 0.1.0-SNAPSHOT is before 0.1.0, and of two snapshots the later one is the newer.
version=$(sed -n '/<artifactId>birthmark</,/<version>/s/.*<version>\(.*\)<.*/\1/p' pom.xml | head -n 1)
case $version in
    *-SNAPSHOT) package_version=${version%-SNAPSHOT}~$(date -d "@$SOURCE_DATE_EPOCH" +%Y%m%d.%H%M%S) ;;
    *) package_version=$version ;;
esac

main_jar=birthmark-station-$version.jar
[ -e "$station/$main_jar" ] || fail "there is no $station/$main_jar: run \"make deb\""
libraries=$(find "$station/lib" -name '*.jar' | sort)

# Paths have no spaces here: Maven names the jars.
# shellcheck disable=SC2086
documents() {
    rm -rf target/deb/documents
    "$java" -XX:TieredStopAtLevel=1 -cp "$station/$main_jar:$station/lib/*" tools/ManPages.java . \
        target/deb/documents "$package_version" "$SOURCE_DATE_EPOCH"
    gzip -9 -n target/deb/documents/birthmark.1 target/deb/documents/birthmark.8 target/deb/documents/birthmark.toml.5
}

# The example with the four values that nobody can guess taken out: "config check" then asks for just these, and no
# station starts as the one of the example.
configuration() {
    sed -e 's/^\(id\|service\|id_scope\|policy\) = /#&/' -e 's/^own_tpm = /#&/' \
        -e '1s/.*/# The configuration of this Birthmark station. To fill in: id, service, id_scope, policy; then the slots./' \
        docs/birthmark.toml
}

lay() { # MODE FILE TO
    install -D -m "$1" "$2" "$tree$3"
}

# The tree as it will be on the disk, without what belongs to one architecture.
tree_for() {
    architecture=$1
    lib=/usr/lib/birthmark
    rm -rf "$tree"
    mkdir -p "$tree"

    # shellcheck disable=SC2086
    "$java" -XX:TieredStopAtLevel=1 tools/JarsForPackage.java "$architecture" "$tree$lib/lib" "$tree$lib/native" \
        "$station/$main_jar" $libraries
    class_path=$lib/lib/$main_jar
    for jar in $libraries; do
        class_path=$class_path:$lib/lib/${jar##*/}
    done
    sed "s|@CLASS_PATH@|$class_path|" $pieces/jvm.options.in > target/deb/jvm.options
    lay 644 target/deb/jvm.options $lib/jvm.options
    lay 644 $pieces/classes.list $lib/classes.list
    lay 755 $pieces/class-archive $lib/class-archive
    lay 755 bin/birthmark-lamps-off $lib/birthmark-lamps-off
    lay 755 $pieces/birthmark /usr/bin/birthmark
    install -d -m 755 "$tree/var/cache/birthmark" "$tree/var/lib/birthmark"

    configuration > target/deb/birthmark.toml
    lay 644 target/deb/birthmark.toml /etc/birthmark/birthmark.toml
    install -d -m 700 "$tree/etc/birthmark/credentials"
    install -d -m 755 "$tree/etc/birthmark/ek-roots"

    for unit in birthmark.service birthmark-backup.service birthmark-backup.timer; do
        lay 644 systemd/$unit /usr/lib/systemd/system/$unit
    done
    lay 644 systemd/birthmark.preset /usr/lib/systemd/system-preset/80-birthmark.preset
    lay 644 systemd/birthmark.sysusers /usr/lib/sysusers.d/birthmark.conf
    lay 644 systemd/birthmark.tmpfiles /usr/lib/tmpfiles.d/birthmark.conf
    lay 644 systemd/udev/70-birthmark.rules /usr/lib/udev/rules.d/70-birthmark.rules

    for section in 1 8; do
        lay 644 target/deb/documents/birthmark.$section.gz /usr/share/man/man$section/birthmark.$section.gz
    done
    lay 644 target/deb/documents/birthmark.toml.5.gz /usr/share/man/man5/birthmark.toml.5.gz
    lay 644 target/deb/documents/birthmark.bash /usr/share/bash-completion/completions/birthmark

    doc=/usr/share/doc/birthmark
    for page in docs/*.md docs/birthmark.toml README.md NOTICE; do
        lay 644 "$page" "$doc/${page##*/}"
    done
    lay 644 $pieces/copyright $doc/copyright
    lay 644 "$station/bom.json" $doc/bom.json
    gzip -9 -n "$tree$doc/bom.json"
    gzip -9 -n -c CHANGELOG.md > "$tree$doc/NEWS.md.gz"
    printf 'birthmark (%s) stable; urgency=medium\n\n  * What is new is in NEWS.md.gz.\n\n -- %s  %s\n' \
        "$package_version" "$maintainer" \
        "$(date -R -d "@$SOURCE_DATE_EPOCH")" | gzip -9 -n > "$tree$doc/changelog.gz"
    lay 644 $pieces/lintian-overrides /usr/share/lintian/overrides/birthmark
}

control_for() {
    architecture=$1
    # As dpkg counts: each file in whole KiB, each folder as one.
    size=$(find "$tree" -type f -printf '%s\n' -o -printf '1024\n' | awk '{ kib += int(($1 + 1023) / 1024) } END { print kib }')
    (cd "$tree" && find . -type f ! -path './etc/*' -printf '%P\n' | sort | xargs -d '\n' md5sum) > target/deb/md5sums
    mkdir -p "$tree/DEBIAN"
    escaped=$(printf '%s' "$maintainer" | sed 's/[&\\/]/\\&/g')
    sed -e "s/@VERSION@/$package_version/" -e "s/@ARCHITECTURE@/$architecture/" -e "s/@INSTALLED_SIZE@/$size/" \
        -e "s/@MAINTAINER@/$escaped/" $pieces/control.in > "$tree/DEBIAN/control"
    echo /etc/birthmark/birthmark.toml > "$tree/DEBIAN/conffiles"
    lay 644 target/deb/md5sums /DEBIAN/md5sums
    lay 644 $pieces/templates /DEBIAN/templates
    lay 644 $pieces/triggers /DEBIAN/triggers
    for script in postinst prerm postrm; do
        lay 755 $pieces/$script /DEBIAN/$script
    done
}

mkdir -p target/deb
documents
cp "$station/bom.json" "target/birthmark_$package_version.bom.json"
for wanted in "${@:-amd64 arm64}"; do
    for architecture in $wanted; do
        tree=$root/target/deb/$architecture
        tree_for "$architecture"
        control_for "$architecture"
        find "$tree" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
        package=target/birthmark_${package_version}_$architecture.deb
        # One thread, or xz cuts its blocks by the number of processors. A higher level takes twice as long for 2 %.
        dpkg-deb --root-owner-group --threads-max=1 "-Z${DEB_COMPRESSION:-xz}" -z3 --build "$tree" "$package" > /dev/null
        echo "$package"
    done
done
