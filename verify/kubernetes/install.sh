#!/usr/bin/env bash
# kube-apiserver, built from its Go module, etcd from Debian's packages, and the custom resources that we emit.
set -euo pipefail
. verify/support/install-lib.sh

kubernetes_program "$(pinned kubernetes kubernetes)" kube-apiserver
debian_unpack etcd-server
write_crds
