#!/usr/bin/env bash
# Installs kustomize for `npm run study:precision` into .cache/bin, unless it is there already. Needs Go.
set -euo pipefail

KUSTOMIZE=v5.7.1

bin=$(cd "$(dirname "$0")/../.." && pwd)/.cache/bin
mkdir -p "$bin"
cd "$bin" # outside the repository: no go.mod must steer it
if go version -m kustomize 2>/dev/null | grep -q "mod.*$KUSTOMIZE"; then
  echo "kustomize $KUSTOMIZE is in .cache/bin"
else
  GOBIN=$bin go install "sigs.k8s.io/kustomize/kustomize/v5@$KUSTOMIZE"
fi
