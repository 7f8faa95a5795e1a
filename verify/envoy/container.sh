#!/bin/sh
# container.sh ETC BIN USER PROGRAM…: runs a program as the kubelet runs a container of the emitted pod: with its own /etc, in which
# the ConfigMap is mounted, a root that cannot be written to, and a numbered user without privileges.
set -eu
etc=$1 bin=$2 user=$3
shift 3
mount --bind "$bin" /usr/local/sbin
mount --bind "$etc" /etc
mount -o remount,bind,ro /
export PATH=/usr/local/sbin:/usr/bin:/bin
exec setpriv --reuid "$user" --regid "$user" --clear-groups --inh-caps=-all --bounding-set=-all --no-new-privs -- "$@"
