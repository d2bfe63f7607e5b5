#!/usr/bin/env bash
# Unpacks what the USB suite needs beside the machine's own packages, under FOLDER; installs nothing.
#   fetch.sh mock FOLDER     umockdev, which shows made-up devices to one process
#   fetch.sh kernel FOLDER   qemu, Debian's own kernel, busybox and udev, and from them a first file system
# Installing qemu by apt could remove packages that are here; unpacking it removes nothing.
set -euo pipefail
world=$1
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$2"
folder=$(cd "$2" && pwd)

say() { echo "$*" >&2; }

[ "$(dpkg --print-architecture 2>/dev/null)" = amd64 ] || {
    say "The USB suite runs on Debian for amd64: it takes qemu, a kernel and udev from its packages."
    exit 1
}

quiet=(-qq -o APT::Sandbox::User=root)
known() { apt-cache show --no-all-versions "$1" >/dev/null 2>&1; }

# The lists of packages may be absent on a fresh machine.
wanted=umockdev
[ "$world" = mock ] || wanted=qemu-system-x86
known "$wanted" || {
    sudo=()
    if [ "$(id -u)" -ne 0 ]; then sudo=(sudo); fi
    "${sudo[@]}" apt-get update -qq
}
known "$wanted" || {
    say "There is no package $wanted here; the USB suite takes it from Debian."
    exit 1
}

debs=$folder/debs
rm -rf "$debs"
mkdir -p "$debs/partial"

# get PACKAGE…: the packages alone
get() { (cd "$debs" && apt-get "${quiet[@]}" download "$@" >>"$folder/apt.log" 2>&1); }

unpack() { # FILE… into the folder $1
    local into=$1 file
    shift
    for file in "$@"; do dpkg-deb --extract "$file" "$into"; done
}

case $world in
mock)
    get umockdev libumockdev0 gir1.2-umockdev-1.0 libpcap0.8
    unpack "$folder" "$debs"/*.deb
    ;;
kernel)
    kernel=$(apt-cache depends linux-image-amd64 | sed -n 's/^ *Depends: \(linux-image-.*\)/\1/p' | head -n 1)
    [ -n "$kernel" ] || {
        say "linux-image-amd64 names no kernel; the USB suite takes one from Debian."
        exit 1
    }
    # What qemu needs and this machine lacks comes along; nothing is installed.
    apt-get "${quiet[@]}" --yes --no-install-recommends --download-only \
        -o Dir::Cache::archives="$debs" -o Debug::NoLocking=1 \
        install qemu-system-x86 >>"$folder/apt.log" 2>&1
    get "$kernel" busybox-static udev libkmod2 seabios qemu-system-data
    mkdir -p "$folder/root" "$folder/kernel"
    for deb in "$debs"/*.deb; do
        case $deb in
        */linux-image-*) unpack "$folder/kernel" "$deb" ;;
        *) unpack "$folder/root" "$deb" ;;
        esac
    done
    python3 "$here/first_files.py" "$folder"
    rm -rf "$folder/kernel"
    ;;
*)
    say "There is no world $world; there are mock and kernel."
    exit 1
    ;;
esac
rm -rf "$debs"
