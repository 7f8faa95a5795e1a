#!/usr/bin/env bash
# The parts of istiod that read manifests, built from Istio's Go module with a program of ours around them: verify/istio/istiod.
# The first build takes some minutes.
#
# To bump: `go get istio.io/istio@VERSION && go mod tidy` there, and the version in engines.json. Istio tags no Go versions;
# what is offered are commits.
set -euo pipefail
. verify/support/install-lib.sh

command -v go >/dev/null || { echo 'go is missing: install Go 1.26 or newer' >&2 && exit 1; }
source=verify/istio/istiod
version=$(pinned istio module)
grep -qF "istio.io/istio $version" "$source/go.mod" || { echo "$source/go.mod must require istio.io/istio $version, as engines.json does" >&2 && exit 1; }

# Go reads the source's folder only: what it is built from is known by that.
name=istiod-$(cat "$source"/* | sha256sum | cut -c -12)
if [ -x "$CACHE/$name" ]; then
  echo "istiod $version: there already"
else
  echo "istiod $version: from its Go module"
  GOWORK=off GOFLAGS= go -C "$source" build -ldflags '-s -w' -o "$PWD/$CACHE/$name.new" .
  mv "$CACHE/$name.new" "$CACHE/$name"
fi
ln -sfn "$name" "$CACHE/istiod"
