#!/bin/sh
# Builds the packages out of what is built and looks at them as a stranger would: twice the same bytes, everything in
# its place, root's, with the right modes; pages that render; a configuration that says what to fill in; nothing that has
# to be unpacked; no error of lintian's, where there is one. Takes about a minute.
#
#   tools/check-deb.sh [xz]        with xz: the packages as they are shipped, not only what is in them; slower
set -eu

root=$(dirname "$(dirname "$(readlink -f "$0")")")
cd "$root"
java=${JAVA_HOME:-$(tools/jdks.sh --chosen)}/bin/java

export DEB_COMPRESSION="${1:-none}"

failed=0
wrong() {
    echo "check-deb: $*" >&2
    failed=1
}

if ! command -v dpkg-deb > /dev/null; then
    echo "check-deb: skipped: there is no dpkg-deb on this system" >&2
    exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

tools/build-deb.sh amd64 arm64 > "$work/built"
first=$(sed -n 1p "$work/built")
cp "$first" "$work/first.deb"
tools/build-deb.sh amd64 > /dev/null
cmp "$work/first.deb" "$first" || wrong "the same source gave another $first"

# Who passes the package on stands in it, and in its changelog; who has not said so right is told.
MAINTAINER='Line & Press/3 <line@plant.example>' tools/build-deb.sh amd64 > /dev/null
dpkg-deb --field "$first" Maintainer | grep -qx 'Line & Press/3 <line@plant.example>' \
    || wrong "MAINTAINER is not the package's maintainer"
dpkg-deb --fsys-tarfile "$first" | tar -xO ./usr/share/doc/birthmark/changelog.gz | gzip -dc \
    | grep -q '^ -- Line & Press/3 <line@plant.example>  ' || wrong "MAINTAINER does not sign the changelog"
MAINTAINER=nobody tools/build-deb.sh amd64 > /dev/null 2> "$work/refused" && wrong "a maintainer without an address is taken"
grep -q 'MAINTAINER is "Name <address>", not "nobody"' "$work/refused" || wrong "a wrong MAINTAINER is not explained"
cp "$work/first.deb" "$first"

while read -r package; do
    dpkg-deb --contents "$package" > "$work/contents"
    awk '$2 != "root/root"' "$work/contents" | grep . && wrong "$package: not all of it is root's"
    sed 's/.* \.\//\//; s/ -> .*//' "$work/contents" > "$work/paths"
    while read -r path; do
        grep -qxF -e "$path" "$work/paths" || wrong "$package: there is no $path"
    done <<'END'
/usr/bin/birthmark
/usr/lib/birthmark/birthmark-lamps-off
/usr/lib/birthmark/class-archive
/usr/lib/birthmark/classes.list
/usr/lib/birthmark/jvm.options
/usr/lib/birthmark/native/libjnidispatch.so
/usr/lib/birthmark/native/libpkcs11wrapper.so
/usr/lib/birthmark/native/libsqlitejdbc.so
/etc/birthmark/birthmark.toml
/etc/birthmark/credentials/
/etc/birthmark/ek-roots/
/var/lib/birthmark/
/usr/lib/systemd/system/birthmark.service
/usr/lib/systemd/system/birthmark-backup.service
/usr/lib/systemd/system/birthmark-backup.timer
/usr/lib/systemd/system-preset/80-birthmark.preset
/usr/lib/sysusers.d/birthmark.conf
/usr/lib/tmpfiles.d/birthmark.conf
/usr/lib/udev/rules.d/70-birthmark.rules
/usr/share/man/man1/birthmark.1.gz
/usr/share/man/man5/birthmark.toml.5.gz
/usr/share/man/man8/birthmark.8.gz
/usr/share/bash-completion/completions/birthmark
/usr/share/doc/birthmark/bom.json.gz
/usr/share/doc/birthmark/copyright
END
    grep -q '^drwx------ .* \./etc/birthmark/credentials/$' "$work/contents" \
        || wrong "$package: others can look into /etc/birthmark/credentials"
    grep -E '/lib/(native/)?.*\.(dll|dylib|jnilib)$' "$work/paths" && wrong "$package: native code of other systems"
done < "$work/built"

arm64=$(sed -n 2p "$work/built")
dpkg-deb --contents "$arm64" > "$work/contents"
grep -q 'native/libpi4j-gpiod.so' "$work/contents" || wrong "$arm64: a Raspberry Pi has GPIO lines"

dpkg-deb --extract "$first" "$work/tree"
lib=$work/tree/usr/lib/birthmark

# The JDK's own reader of jars, as unzip may not be there.
cat > "$work/Jars.java" <<'END'
import java.util.zip.ZipFile;

class Jars {
  public static void main(String[] jars) throws java.io.IOException {
    for (String jar : jars) {
      try (ZipFile file = new ZipFile(jar)) {
        file.stream()
            .map(entry -> entry.getName())
            .filter(name -> name.matches(".*\\.(so|dll|dylib|jnilib|a)|META-INF/[^/]*\\.(SF|RSA|DSA|EC)"))
            .forEach(name -> System.out.println(jar + ": " + name));
      }
    }
  }
}
END
"$java" -XX:TieredStopAtLevel=1 "$work/Jars.java" "$lib"/lib/*.jar | grep . && wrong "signed, or with something to unpack"

# Where the libraries look for their native parts.
cat > "$work/Natives.java" <<'END'
class Natives {
  public static void main(String[] arguments) throws ReflectiveOperationException {
    Class.forName("com.sun.jna.Native");
    System.loadLibrary("pkcs11wrapper");
  }
}
END

# The station of the package, run where it was unpacked to, with nowhere to unpack anything to.
sed -i "s|/usr/lib/birthmark|$lib|g" "$lib/jvm.options"
birthmark() {
    "$java" "@$lib/jvm.options" -Djava.io.tmpdir="$work/nowhere" io.birthmark.station.Main "$@"
}

"$java" "@$lib/jvm.options" -Djava.io.tmpdir="$work/nowhere" "$work/Natives.java" 2> "$work/said" \
    || { cat "$work/said" >&2; wrong "JNA or the PKCS#11 wrapper does not find its library"; }

config=$work/tree/etc/birthmark/birthmark.toml
if birthmark config check --config "$config" > "$work/said" 2>&1; then
    wrong "the configuration of the package must not be good as it is: a station would start as the example"
fi
for key in station.id dps.service dps.id_scope dps.policy; do
    grep -q "$key: " "$work/said" || wrong "config check does not ask for $key"
done
[ "$(grep -c . "$work/said")" -eq 4 ] || { cat "$work/said" >&2; wrong "config check has other things to say"; }

sed -i -e 's/^#\(id\|service\|id_scope\|policy\) = /\1 = /' -e "s|^#state = .*|state = \"$work/state\"|" \
    -e "s|^#control = .*|control = \"$work/control\"|" -e "s|^#credentials = .*|credentials = \"$work/credentials\"|" "$config"
install -d -m 700 "$work/state" "$work/credentials"
echo c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2U= | install -m 600 /dev/stdin "$work/credentials/dps-policy-key"
birthmark config check --config "$config" > "$work/said" 2>&1 || { cat "$work/said" >&2; wrong "the example is not good"; }
birthmark devices --config "$config" > "$work/said" 2>&1 \
    || { cat "$work/said" >&2; wrong "the journal cannot be opened from the package's own natives"; }

for page in man1/birthmark.1 man8/birthmark.8 man5/birthmark.toml.5; do
    gunzip -c "$work/tree/usr/share/man/$page.gz" > "$work/page"
    # As manual pages are looked at: UTF-8, in 80 columns.
    if command -v groff > /dev/null; then
        groff -man -Kutf8 -Tutf8 -ww -rLL=80n "$work/page" > /dev/null 2> "$work/said"
        [ ! -s "$work/said" ] || { cat "$work/said" >&2; wrong "$page does not render"; }
    fi
done

completion=$work/tree/usr/share/bash-completion/completions/birthmark
bash -n "$completion" || wrong "the completion is no bash"
shellcheck "$completion" || wrong "shellcheck is not content with the completion"

# Names of classes that are gone are passed over when the archive is made; many are a slow start.
"$java" -XX:TieredStopAtLevel=1 -cp "$lib/lib/*" tools/ClassListCheck.java systemd/package/classes.list \
    || wrong "too many classes of systemd/package/classes.list are gone; run \"make class-list\""

if command -v lintian > /dev/null; then
    # A package made for this look only is not compressed, and is not meant to be.
    quick=
    [ "$DEB_COMPRESSION" != none ] \
        || quick=uses-no-compression-for-control-tarball,uses-no-compression-for-data-tarball
    lintian --allow-root --fail-on error ${quick:+"--suppress-tags=$quick"} "$first" || wrong "lintian has found errors"
else
    echo "check-deb: lintian is not installed; its check is skipped" >&2
fi

exit "$failed"
