#!/usr/bin/env bash
# Proves ./run and ./test on a bare Debian 12 that has only git, in a chroot under an empty
# environment: a used machine hides what is missing. Needs root and debootstrap.
# usage: tools/bare.sh [run|test]...   (default: run test)
set -euo pipefail
cd "$(dirname "$0")/.."
base=${CHUHAI_BARE_BASE:-.bare/base}
root=${CHUHAI_BARE_ROOT:-.bare/root}
if [ ! -d "$base/usr" ]; then
  mkdir -p "$base"
  debootstrap --variant=minbase --include=git,ca-certificates bookworm "$base" ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"}
fi
rm -rf "$root"
cp -a "$base" "$root"
git clone -q . "$root/chuhai"
mount --bind /proc "$root/proc"
mount --bind /dev "$root/dev"
trap 'umount "$root/proc" "$root/dev"' EXIT
cp /etc/resolv.conf "$root/etc/resolv.conf"
for command in "${@:-run test}"; do
  for step in $command; do
    echo "== ./$step on a bare Debian 12"
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root chroot "$root" bash -c "cd /chuhai && ./$step"
  done
done
