#!/usr/bin/env bash
# Writes test/schemas/kubernetes-*.json: the Kubernetes API as published with the oldest and the newest minor version this
# library promises, trimmed to the kinds our tests meet. The schemas of custom resources come from import-crds.sh.
#
#   scripts/schemas.sh
#
# Needs Go (only to download modules, which go verifies by checksum) and `npm ci`. Running it twice changes nothing.
# To bump: change a version below, run, read the diff, run the tests. See docs/decisions/0002-imports-and-schemas.md.
set -euo pipefail

KUBERNETES=(v1.28.15 v1.33.13)

root=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Prints the folder a Go module was unpacked to. Runs outside the repository: no go.mod must steer it.
module_dir() {
  (cd "$work" && go mod download -json "$1") | node -p 'JSON.parse(require("fs").readFileSync(0, "utf8")).Dir'
}

mkdir -p "$root/test/schemas"
for version in "${KUBERNETES[@]}"; do
  minor=${version#v}
  minor=${minor%.*}
  echo "write test/schemas/kubernetes-$minor.json from k8s.io/kubernetes $version"
  dir=$(module_dir "k8s.io/kubernetes@$version")
  "$root/node_modules/.bin/tsx" "$root/scripts/schemas.ts" kubernetes "k8s.io/kubernetes $version" \
    "$dir/api/openapi-spec/v3" >"$work/kubernetes.json"
  mv "$work/kubernetes.json" "$root/test/schemas/kubernetes-$minor.json"
done
