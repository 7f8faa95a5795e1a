#!/usr/bin/env bash
# Installs helm for `npm run test:helm` into .cache/bin, unless this version is there already.
#
#   scripts/helm.sh
#
# Needs Go. Without it this is an error in CI, and a word elsewhere: the tests are then skipped.
# To bump: change the version, run the tests.
set -euo pipefail

HELM=v3.22.0

root=$(cd "$(dirname "$0")/.." && pwd)
bin=$root/.cache/bin

if ! command -v go >/dev/null; then
  echo "helm $HELM cannot be installed: there is no Go" >&2
  if [ -n "${CI:-}" ]; then exit 1; fi
  exit 0
fi

# A binary of `go install` does not know its own version; Go does.
installed=$(go version -m "$bin/helm" 2>/dev/null | awk '$1 == "mod" { print $3 }') || true
if [ "$installed" = "$HELM" ]; then
  echo "helm $HELM is in .cache/bin"
  exit
fi
echo "install helm $HELM (helm.sh/helm/v3) into .cache/bin; it takes minutes the first time"
mkdir -p "$bin"
# Outside the repository: no go.mod must steer it.
cd "$bin"
GOBIN=$bin go install "helm.sh/helm/v3/cmd/helm@$HELM"
