#!/usr/bin/env bash
# kubeconform and kube-score, built from their Go modules, checkov from PyPI, and what they judge by: published schemas of Kubernetes and of
# the custom resources.
set -euo pipefail
. verify/support/install-lib.sh

# write_openapi MINOR: what this release of Kubernetes publishes of its API
write_openapi() {
  local source target="$CACHE/openapi/kubernetes-$1.json"
  if [ -e "$target" ]; then return; fi
  source=$(node -p 'require("./test/schemas/kubernetes-'"$1"'.json").source.replace(" ", "@")')
  echo "schemas of Kubernetes $1: from $source"
  mkdir -p "$CACHE/openapi"
  cp --no-preserve=mode "$(go_module "$source")/api/openapi-spec/swagger.json" "$target.part"
  mv "$target.part" "$target"
}

go_install github.com/yannh/kubeconform/cmd/kubeconform "$(pinned judges kubeconform)"
go_install github.com/zegl/kube-score/cmd/kube-score "$(pinned judges kube-score)"
pip_install_all checkov "$(pinned judges checkov)" verify/judges/checkov.txt
write_crds
for minor in $(pinned judges kubernetes); do write_openapi "$minor"; done
