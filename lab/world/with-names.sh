#!/bin/sh
# with-names.sh FOLDER PROGRAM…: runs a program that finds the resolv.conf of FOLDER in /etc, and is not led past it by the machine's
# nsswitch.conf; needs a mount namespace of its own.
set -eu
mount --bind "$1/resolv.conf" /etc/resolv.conf
[ ! -e /etc/nsswitch.conf ] || mount --bind "$1/nsswitch.conf" /etc/nsswitch.conf
shift
exec "$@"
