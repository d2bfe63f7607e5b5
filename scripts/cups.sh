#!/usr/bin/env bash
# Unpacks CUPS for the tests of print queues, which start a private print server of their own. Nothing is
# installed, and a CUPS that runs here is left alone. Kept in $PACKBENCH_CACHE (else target/).
set -euo pipefail
cd "$(dirname "$0")/.."

home=${PACKBENCH_CACHE:-$PWD/target}/cups
if [ -f "$home/complete" ] && [ -d "$home/tree" ]; then exit 0; fi

could_not_unpack() {
    printf '%s\n' "$1" >&2
    exit 1
}

command -v apt-get >/dev/null && command -v dpkg >/dev/null ||
    could_not_unpack "CUPS is unpacked from Debian's or Ubuntu's packages, and this is neither."

sudo=()
if [ "$(id -u)" -ne 0 ]; then sudo=(sudo); fi
apt-cache show cups-daemon >/dev/null 2>&1 || "${sudo[@]}" apt-get update -qq

# The libraries have other names in newer releases.
known() {
    local package
    for package in "$@"; do
        if apt-cache show "$package" >/dev/null 2>&1; then
            echo "$package"
            return
        fi
    done
    could_not_unpack "None of these packages is known: $*"
}
packages=(cups cups-daemon cups-client cups-core-drivers "$(known libcups2t64 libcups2)" "$(known libpaper1 libpaper2)")

work=$home.new
rm -rf "$home" "$work"
mkdir -p "$work/packages" "$work/tree"
download() { (cd "$work/packages" && apt-get download -qq "${packages[@]}" 2>"$work/download.log"); }
# Lists may be older than the packages they name.
download || { "${sudo[@]}" apt-get update -qq && download; } || could_not_unpack "CUPS cannot be fetched: $(cat "$work/download.log")"
for package in "$work"/packages/*.deb; do
    dpkg -x "$package" "$work/tree"
done
cp -n "$work"/tree/usr/lib/cups/backend-available/* "$work/tree/usr/lib/cups/backend/"

libraries=$(dirname "$(find "$work/tree/usr/lib" -name 'libcups.so.2' | head -n 1)")
ln -sfn "${libraries#"$work"/tree/}" "$work/tree/libraries"
missing=$(LD_LIBRARY_PATH=$libraries ldd "$work/tree/usr/sbin/cupsd" | sed -n 's/^\s*\(\S*\) => not found/\1/p')
if [ -n "$missing" ]; then could_not_unpack "CUPS needs libraries that are not here: $missing"; fi

rm -rf "$work/packages" "$work/tree/usr/share/doc" "$work/tree/usr/share/man" "$work/tree/usr/share/locale"
touch "$work/complete"
mv "$work" "$home"
