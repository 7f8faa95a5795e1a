#!/usr/bin/env bash
# What `npm run lab:check` needs besides the lab: a browser, and Envoy.
set -euo pipefail
cd "$(dirname "$0")/../.."
. verify/support/install-lib.sh

needs ip iproute2
needs chromium chromium
bash lab/setup.sh
