#!/usr/bin/env bash
# Makes the arm64 Debian that the board test boots: an ext4 file system without a kernel in it, and beside it two kernels
# with what they need to mount it.
#
#   tools/board-test/image.sh SUITE MIRROR DIR PACKAGES
#
# DIR is replaced when it is whole; then there are in it
#
#   root.ext4                          the Debian, with PACKAGES (separated by commas) and modules for both kernels
#   cloud.kernel, cloud.initrd         Debian's kernel for virtual machines: it knows the TPM of QEMU's board
#   board.kernel, board.initrd         Debian's kernel for boards, the one of a Raspberry Pi: it knows USB
#
# As root. Programs for arm64 run here while it is made: the kernel is told of qemu-user for that time, if it does not
# know it yet.
set -euo pipefail
export LC_ALL=C

suite=$1
mirror=$2
kept=$3
packages=$4

new=$kept.new
tree=$new/tree
formats=/proc/sys/fs/binfmt_misc
mounted=
registered=

remove_tree() {
    local each
    while read -r each; do
        umount -l "$each"
    done < <(awk -v tree="$1/" 'index($2, tree) == 1 { print $2 }' /proc/mounts | sort -r)
    rm -rf --one-file-system "$1"
}

clean_up() {
    local code=$?
    trap - EXIT
    [ -z "$registered" ] || echo -1 > "$formats/qemu-aarch64"
    [ -z "$mounted" ] || umount "$formats"
    [ ! -e "$new" ] || remove_tree "$new"
    exit "$code"
}

# Of what was not there, all is taken back at the end.
run_foreign() {
    if [ "$(dpkg --print-architecture)" = arm64 ]; then
        return
    fi
    if [ ! -e "$formats/status" ]; then
        mount -t binfmt_misc binfmt_misc "$formats"
        mounted=yes
    fi
    if ! arch-test arm64 > /dev/null; then
        cat /usr/lib/binfmt.d/qemu-aarch64.conf > "$formats/register"
        registered=yes
        arch-test arm64
    fi
}

# In the folder of the downloads: the newest kernels, which are below names that do not say which, and what an initrd needs.
# Nothing of it is installed: a kernel wants a builder of initrds beside it, which takes minutes in a foreign processor.
download() {
    cat <<'END_OF_HOOK'
set -eu
export APT_CONFIG="$MMDEBSTRAP_APT_CONFIG"
cd "$DOWNLOADS"
for name in linux-image-cloud-arm64 linux-image-arm64; do
    apt-get -q download "$(apt-cache depends "$name" | sed -n 's/^ *Depends: \(linux-image-.*\)/\1/p' | head -n 1)"
done
apt-get -q download busybox-static
END_OF_HOOK
}

bootstrap() {
    mkdir -p "$new/downloads"
    download > "$new/download"
    # Of a Debian that can be made again, nothing has to be on the disk before it goes on. Java's installation wants the
    # folder of pages to be there. The hooks are shells of mmdebstrap's, which gives them the folder.
    # shellcheck disable=SC2016
    DOWNLOADS=$new/downloads mmdebstrap --variant=minbase --architectures=arm64 --mode=root --format=directory \
        --include="$packages" --dpkgopt=force-unsafe-io \
        --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
        --dpkgopt='path-exclude=/usr/share/man/*/*.gz' \
        --setup-hook='mkdir -p "$1/usr/share/man/man1"' \
        --customize-hook="sh $new/download" \
        --customize-hook='rm -f "$1"/var/cache/apt/archives/*.deb "$1"/var/cache/apt/*.bin' \
        "$suite" "$tree" "deb $mirror $suite main"
    # For the board the exclusions would be exclusions from the package under test.
    rm -f "$tree/etc/dpkg/dpkg.cfg.d/99mmdebstrap"
}

# What the guest is, beside its packages.
furnish() {
    echo board > "$tree/etc/hostname"
    printf '%s\n' '127.0.0.1 localhost board' '10.0.2.2 dps.example.test' > "$tree/etc/hosts"
    printf '%s\n' '/dev/vda / ext4 defaults 0 1' > "$tree/etc/fstab"
    mkdir -p "$tree/etc/systemd/network"
    printf '%s\n' '[Match]' 'Name=eth0' '[Network]' 'Address=10.0.2.15/24' 'Gateway=10.0.2.2' \
        > "$tree/etc/systemd/network/80-board.network"
    chroot "$tree" systemctl enable systemd-networkd.service
    # It came with what looks at the TPM, and a station that has no such tools does not have it.
    rm -f "$tree"/usr/lib/udev/rules.d/*-tpm-udev.rules
    # A board's journal outlives a power cut.
    mkdir -p "$tree/var/log/journal"
    # Nobody is there to be asked.
    rm -f "$tree/etc/machine-id"
    printf 'uninitialized\n' > "$tree/etc/machine-id"
}

# KERNEL NAME MODULES…: its modules go into the tree, and those that are needed to find it into an initrd.
kernel() {
    local name=$1 of=$new/$1 version
    shift
    dpkg-deb -x "$(find "$new/downloads" -name "$KERNEL")" "$of"
    version=$(basename "$of"/boot/vmlinuz-*)
    version=${version#vmlinuz-}
    cp "$of/boot/vmlinuz-$version" "$new/$name.kernel"
    cp "$of/boot/config-$version" "$new/$name.config"
    depmod -b "$of" "$version"
    mkdir -p "$tree/lib/modules/$version"
    cp "$of/lib/modules/$version"/modules.{builtin,builtin.modinfo,order} "$tree/lib/modules/$version"
    local module file
    for module in "$@"; do
        modules_of "$of" "$version" "$module"
    done | sort -u | while read -r file; do
        install -D -m 644 "$file" "$tree${file#"$of"}"
    done
    depmod -b "$tree" "$version"
    initrd "$of" "$version" > "$new/$name.initrd"
    rm -rf "$of"
}

# FOLDER VERSION MODULE: the file of it and of those that it needs, in the order in which they are loaded. One that is
# built in has none.
modules_of() {
    modprobe --dirname "$1" --set-version "$2" --show-depends "$3" | sed -n 's/^insmod \([^ ]*\).*/\1/p'
}

initrd() { # FOLDER VERSION
    local box=$new/initrd module number=100 file
    rm -rf "$box"
    mkdir -p "$box"/{bin,dev,proc,sys,root,modules}
    dpkg-deb --fsys-tarfile "$(find "$new/downloads" -name 'busybox-static_*')" | tar -x -C "$box" --strip-components=2 \
        --wildcards '*/bin/busybox'
    find "$box" -name busybox ! -path "$box/bin/busybox" -exec mv {} "$box/bin/busybox" \;
    for module in virtio_pci virtio_blk ext4; do
        while read -r file; do
            number=$((number + 1))
            case $file in
                *.xz) xz --decompress --stdout "$file" > "$box/modules/$number-$(basename "$file" .xz)" ;;
                *) cp "$file" "$box/modules/$number-$(basename "$file")" ;;
            esac
        done < <(modules_of "$1" "$2" "$module")
    done
    # A module that two others need is there twice, and cannot be loaded the second time: that is passed over.
    cat > "$box/init" <<'END_OF_INIT'
#!/bin/busybox sh
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t sysfs sysfs /sys
/bin/busybox mount -t devtmpfs dev /dev
for module in /modules/*; do
    /bin/busybox insmod "$module" 2> /dev/null
done
until /bin/busybox mount -t ext4 -o rw /dev/vda /root 2> /dev/null; do
    /bin/busybox sleep 0.1
done
/bin/busybox umount /proc
/bin/busybox umount /sys
/bin/busybox mount --move /dev /root/dev
exec /bin/busybox switch_root /root /sbin/init
END_OF_INIT
    chmod 755 "$box/init"
    (cd "$box" && find . | cpio --quiet --create --format=newc | gzip -1)
    rm -rf "$box"
}

trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
trap 'exit 129' HUP
[ ! -e "$new" ] || remove_tree "$new"
mkdir -p "$new"
run_foreign
bootstrap
furnish
# Of QEMU's board: disk, network, the port of the guest's agent, chance, the TPM.
KERNEL='linux-image-*-cloud-arm64_*' kernel cloud virtio_pci virtio_blk virtio_net virtio_console virtio_rng tpm_tis
# The same, with USB instead of the TPM.
KERNEL='linux-image-*[0-9]-arm64_*' kernel board ext4 virtio_pci virtio_blk virtio_net virtio_console virtio_rng xhci_pci \
    usbhid hid_generic evdev
mke2fs -q -t ext4 -F -L board -d "$tree" "$new/root.ext4" 2G
remove_tree "$tree"
rm -rf "$new/downloads" "$new/download"
printf '%s\n' "$packages" > "$new/packages"
[ ! -e "$kept" ] || rm -rf --one-file-system "$kept"
mv "$new" "$kept"
