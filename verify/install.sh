#!/usr/bin/env bash
# Installs the engines that `npm run verify` runs, into .cache/verify, at the versions of engines.json:
#
#   verify/install.sh            all
#   verify/install.sh envoy      some
#
# What is there already is left alone. How an engine is installed says verify/<engine>/install.sh.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ $# -eq 0 ]; then
  mapfile -t engines < <(node -p 'Object.keys(require("./verify/engines.json")).join("\n")')
else
  engines=("$@")
fi
mkdir -p .cache/verify
for engine in "${engines[@]}"; do
  bash "verify/$engine/install.sh"
done
