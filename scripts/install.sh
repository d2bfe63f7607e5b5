#!/usr/bin/env bash
# Installs what building Packbench needs of the system, and with `test` what its tests need besides.
# Rust and Node are not installed: where one is absent or too old, the one command that cures it is said.
set -euo pipefail
cd "$(dirname "$0")/.."

packages=(
    build-essential pkg-config perl cmake file git ca-certificates
    libwebkit2gtk-4.1-dev libgtk-3-dev librsvg2-dev libxdo-dev
    libusb-1.0-0-dev libudev-dev
    gstreamer1.0-plugins-base gstreamer1.0-plugins-good # sounds in the window
)
if [ "${1:-}" = test ]; then
    packages+=(xvfb xauth webkit2gtk-driver dbus python3-gi)
fi

is_installed() { dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed; }

install_packages() {
    local missing=() package sudo=()
    for package in "${packages[@]}"; do
        is_installed "$package" || missing+=("$package")
    done
    if [ ${#missing[@]} -eq 0 ]; then return 0; fi
    if [ "$(id -u)" -ne 0 ]; then sudo=(sudo); fi
    echo "Installing ${missing[*]}"
    "${sudo[@]}" apt-get update -qq
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
}

# at_least WANTED GIVEN: whether a version is as new as wanted.
at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

# version COMMAND...: the first version number it prints, empty when it is not there.
version() { "$@" 2>/dev/null | grep -oE '[0-9]+(\.[0-9]+)+' | head -n 1 || true; }

problems=0
# check NAME WANTED GIVEN CURE
check() {
    if [ -z "$3" ]; then
        echo "$1 is absent; $2 or newer is needed. This installs it:" >&2
    elif ! at_least "$2" "$3"; then
        echo "$1 is $3; $2 or newer is needed. This brings it:" >&2
    else
        return 0
    fi
    printf '\n    %s\n\n' "$4" >&2
    problems=$((problems + 1))
}

if command -v apt-get >/dev/null; then
    install_packages
else
    echo "This is no Debian or Ubuntu: what matches these packages must be there: ${packages[*]}" >&2
fi

# Cargo installed for this account may not be on the path of this shell yet.
export PATH="$PATH:$HOME/.cargo/bin"
rust_wanted=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
node_wanted=$(sed -n 's/.*"node": ">=\(.*\)".*/\1/p' ui/package.json)
if command -v rustup >/dev/null; then
    rust_cure="rustup update stable && rustup default stable"
else
    rust_cure="curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y && . \"\$HOME/.cargo/env\""
fi
check Rust "$rust_wanted" "$(version rustc --version)" "$rust_cure"
check Node "$node_wanted" "$(version node --version)" \
    "curl -fsSL https://deb.nodesource.com/setup_22.x | sudo -E bash - && sudo apt-get install -y nodejs"
check Python 3.9 "$(version python3 --version)" "sudo apt-get install -y python3"
exit "$problems"
