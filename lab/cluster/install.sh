#!/usr/bin/env bash
# What a node of Kubernetes is made of: Kubernetes, CoreDNS and ghz from their Go modules, etcd, containerd and what it needs from Debian's
# packages, of which nothing is installed but iptables; and Envoy as the lab has it.
set -euo pipefail
cd "$(dirname "$0")/../.."
. verify/support/install-lib.sh

mkdir -p "$CACHE"
version() { node -p "require('./lab/cluster/versions.json')['$1']"; }

needs ip iproute2
needs iptables iptables
for package in etcd-server containerd runc containernetworking-plugins; do debian_unpack "$package"; done
for program in kube-apiserver kube-controller-manager kube-scheduler kube-proxy kubelet kubectl; do
  kubernetes_program "$(pinned kubernetes kubernetes)" "$program"
done
go_install github.com/coredns/coredns "$(version coredns)"
CGO_ENABLED=0 go_install github.com/bojand/ghz/cmd/ghz "$(version ghz)"
if [ ! -x "$CACHE/pause/pause" ]; then
  echo "pause: from lab/cluster/pause"
  (cd lab/cluster/pause && GOWORK=off CGO_ENABLED=0 go build -trimpath -o "$OLDPWD/$CACHE/pause/pause" .)
fi
bash lab/setup.sh
