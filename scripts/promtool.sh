#!/usr/bin/env bash
# Installs what `npm run test:rules` runs: promtool of Prometheus 2, from Debian, and of Prometheus 3, built from its Go
# module. They differ: range selectors of Prometheus 3 leave out the sample at their left end.
#
#   scripts/promtool.sh
#
# Prints what it installs. Where a tool cannot be installed it says how to get it, and fails. Run twice, it does nothing.
# To bump: change the version in verify/engines.json, run, run the tests. See docs/decisions/0003-rules.md.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
PROMETHEUS_3=$(node -p 'require(process.argv[1]).prometheus.module' "$root/verify/engines.json") # modules of Prometheus 3.x.y are called v0.3xx.y
cache=$root/.cache/promtool-$PROMETHEUS_3

# Runs a command as root, if there is a way.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

fail() {
  echo "$1" >&2
  exit 1
}

install_2() {
  if ! command -v promtool >/dev/null; then
    command -v apt-get >/dev/null || fail "promtool is missing, and there is no apt-get: install Prometheus 2 so that promtool is in PATH"
    echo 'install the Debian package prometheus, for promtool'
    as_root apt-get update -qq
    # Only the tool is wanted: nothing may start.
    as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends prometheus >/dev/null ||
      fail 'promtool cannot be installed: install the package prometheus as root'
  fi
  promtool --version | head -n 1
}

# Builds in the module itself, so that its own go.sum and replacements hold; without service discovery, which is most of it.
install_3() {
  if [ ! -x "$cache/promtool" ]; then
    command -v go >/dev/null || fail "promtool of Prometheus 3 is built from its Go module: install Go 1.26 or newer"
    echo "build promtool of github.com/prometheus/prometheus@$PROMETHEUS_3"
    mkdir -p "$cache"
    local source
    source=$(cd "$cache" && GOWORK=off go mod download -json "github.com/prometheus/prometheus@$PROMETHEUS_3" |
      node -p 'JSON.parse(require("fs").readFileSync(0, "utf8")).Dir')
    local version=github.com/prometheus/common/version.Version=${PROMETHEUS_3/v0.3/3.}
    GOWORK=off go -C "$source" build -tags remove_all_sd -ldflags "-X $version" -o "$cache/promtool.new" ./cmd/promtool
    mv "$cache/promtool.new" "$cache/promtool"
  fi
  ln -sfn "promtool-$PROMETHEUS_3/promtool" "$root/.cache/promtool3"
  "$root/.cache/promtool3" --version | head -n 1
}

mkdir -p "$root/.cache"
install_2
install_3
