#!/bin/sh
# Fills assets/fonts with the label fonts, as assets/fonts/fonts.lock pins them.
# Takes them from what is installed, else from this system's packages, else from Debian's archive.
# Installs nothing, needs no root, and does nothing when they are there already.
set -eu
cd "$(dirname "$0")/../assets/fonts"
required="NotoSans-Regular.ttf NotoSans-Bold.ttf"
pool="http://deb.debian.org/debian/pool/main/f"
core_deb="$pool/fonts-noto/fonts-noto-core_20201225-1_all.deb"
cjk_deb="$pool/fonts-noto-cjk/fonts-noto-cjk_20220127+repack1-1_all.deb"

files() { sed -n 's/^[0-9a-f]\{64\}  //p' fonts.lock | sort -u; }
package_of() { case "$1" in *CJK*) echo cjk ;; *) echo core ;; esac; }

# A file is right when its hash is one of those that the lock allows for its name.
right() {
    [ -f "$1" ] || return 1
    hash=$(sha256sum "$1" | cut -d ' ' -f 1)
    grep -q "^$hash  $2\$" fonts.lock
}

missing() { for f in $(files); do right "$f" "$f" || echo "$f"; done; }

# Copies what is missing and right from under a folder.
take_from() {
    for f in $(missing); do
        find "$1" -name "$f" -type f 2>/dev/null | while read -r found; do
            if right "$found" "$f"; then
                cp "$found" ".$f.part" && chmod 644 ".$f.part" && mv ".$f.part" "$f"
                break
            fi
        done
    done
}

[ -n "$(missing)" ] || exit 0
take_from /usr/share/fonts
[ -n "$(missing)" ] || exit 0

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# apt's own downloader runs as another user where it can; it may need to read the folder.
chmod 755 "$work"
packages() { for f in $(missing); do package_of "$f"; done | sort -u; }
unpack() {
    for deb in "$work"/*.deb; do
        [ -f "$deb" ] || continue
        dpkg-deb -x "$deb" "$work/files" && rm -f "$deb"
    done
    if [ -d "$work/files" ]; then take_from "$work/files"; fi
}

for p in $(packages); do
    echo "Fetching the label fonts: fonts-noto-$p"
    (cd "$work" && apt-get -qq download "fonts-noto-$p" 2>"$work/log") \
        || { cat "$work/log" >&2; echo "If the list of packages is missing, run: sudo apt-get update" >&2; }
done
unpack

# Another release of the system packs other versions: those pinned stay in Debian's archive.
for p in $(packages); do
    eval "url=\$${p}_deb"
    echo "This system packs other versions of fonts-noto-$p; fetching the pinned one from Debian"
    /usr/lib/apt/apt-helper -qq download-file "$url" "$work/$p.deb" 2>"$work/log" || cat "$work/log" >&2
done
unpack

failed=0
for f in $(missing); do
    rm -f "$f"
    case " $required " in
    *" $f "*) echo "The label font $f could not be had in the pinned version; labels cannot be drawn without it." >&2; failed=1 ;;
    *) echo "The label font $f could not be had in the pinned version and is left out: labels that need it are stopped before printing." >&2 ;;
    esac
done
exit $failed
