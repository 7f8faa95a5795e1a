#!/bin/sh
# container.sh ETC BIN PROGRAM…: runs a program as the kubelet runs a container of the emitted pod: with its own /etc, in which the
# ConfigMap is mounted, and a root that cannot be written to.
set -eu
mount --bind "$2" /usr/local/sbin
mount --bind "$1" /etc
mount -o remount,bind,ro /
export PATH=/usr/local/sbin:/usr/bin:/bin
shift 2
exec "$@"
