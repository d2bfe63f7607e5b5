#!/usr/bin/env bash
# Installs the programs that only tests need, into target/tools, unless they are there: those of `make test`, or
# with `fuzz` the one that builds fuzz targets.
# They are built without optimisation: each runs for seconds, and building is what takes long.
set -euo pipefail
cd "$(dirname "$0")/.."

install() { # name, version, further arguments
    local name=$1 version=$2
    shift 2
    if [ -x "target/tools/bin/$name" ]; then return; fi
    CARGO_PROFILE_DEV_DEBUG=0 cargo install --locked --debug --root target/tools \
        --target-dir target/tools/build --no-track "$@" --version "$version" "$name"
}

if [ "${1:-}" = fuzz ]; then
    install cargo-fuzz '~0.13'
else
    install cargo-deny '~0.20'
    # 3.0 is an alpha for another Tauri.
    install tauri-driver '^2'
fi
rm -rf target/tools/build
