#!/usr/bin/env bash
# promtool of Prometheus 2 and 3, the ones that the rules are tested with.
set -euo pipefail
bash scripts/promtool.sh
