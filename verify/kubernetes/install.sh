#!/usr/bin/env bash
# kube-apiserver, built from its Go module, etcd from Debian's packages, and the custom resources that we emit.
set -euo pipefail
. verify/support/install-lib.sh

release=$(pinned kubernetes kubernetes)

# The module's own go.mod points at folders that its dependents do not get; each is a module of its own too, with the same minor and patch.
# Everything else stays as the release has it, and go verifies it by the release's go.sum and the public checksum database.
build_apiserver() {
  local folder="$CACHE/kube-apiserver-$release" minor source
  if [ -x "$folder/kube-apiserver" ]; then
    echo "kube-apiserver $release: there already"
    return
  fi
  echo "kube-apiserver $release: from its Go module; takes about 10 minutes"
  minor=${release#v1.}
  source=$(go_module "k8s.io/kubernetes@$release")
  rm -rf "$folder" && mkdir -p "$folder/module"
  sed -E "s|^module .*|module apiserver|; s|=> \./staging/src/(.*)|=> \1 v0.$minor|" "$source/go.mod" >"$folder/module/go.mod"
  cat "$source/go.sum" >"$folder/module/go.sum"
  local version=k8s.io/component-base/version
  (
    cd "$folder/module"
    export GOWORK=off GOFLAGS=-mod=mod
    go mod edit -require "k8s.io/kubernetes@$release"
    go build -trimpath -o ../kube-apiserver.new \
      -ldflags "-s -w -X $version.gitVersion=$release -X $version.gitMajor=1 -X $version.gitMinor=${minor%.*} -X $version.gitTreeState=clean" \
      k8s.io/kubernetes/cmd/kube-apiserver
  )
  mv "$folder/kube-apiserver.new" "$folder/kube-apiserver"
}

build_apiserver
debian_unpack etcd-server
write_crds
