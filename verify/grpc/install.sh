#!/usr/bin/env bash
# What the programs in Python need, from PyPI; those in Node, Go and Java get it when they are built, each with its own tool.
set -euo pipefail
. verify/support/install-lib.sh

needs ip iproute2
needs go golang
needs javac default-jdk-headless
needs mvn maven
for package in grpcio grpcio-health-checking protobuf typing_extensions; do
  pip_install "$package" "$(pinned grpc "$package")"
done
