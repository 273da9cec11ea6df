#!/usr/bin/env bash
# fresh_debian.sh DIR: what a stranger sees. Makes a bare Debian 12 in DIR from this machine's own
# mirror, clones the checkout into it, and runs ./dev up (until the demo answers) and ./dev test
# there from nothing. Prints how long each took. Needs root and debootstrap; DIR is removed first
# only if this script made it, and kept afterwards for a look.
set -euo pipefail

fail() {
    printf 'fresh_debian: %s\n' "$*" >&2
    exit 1
}

[ $# -ge 1 ] || fail "usage: fresh_debian.sh DIR [up|test|both]"
[ "$(id -u)" -eq 0 ] || fail "needs root"
command -v debootstrap >/dev/null || fail "needs debootstrap"
checkout=$(git -C "$(dirname "${BASH_SOURCE[0]}")" rev-parse --show-toplevel)
target=$1
what=${2:-both}
mark=$target/.made-by-fresh-debian
started=$SECONDS
mounted=()

if [ -e "$target" ]; then
    [ -e "$mark" ] || fail "$target exists and was not made by this script"
    ! grep -q " $(realpath "$target")/" /proc/mounts || fail "$target has mounts: unmount them"
    rm -rf --one-file-system "$target"
fi

clean_up() {
    local at
    for ((at = ${#mounted[@]} - 1; at >= 0; at--)); do umount "${mounted[at]}" || true; done
}
trap clean_up EXIT

# The mirror, and apt's own proxy settings, are the machine's.
mirror=$(apt-get indextargets --format '$(RELEASE) $(REPO_URI)' |
    awk '$1 == "bookworm" { print $2; exit }')
[ -n "$mirror" ] || fail "apt has no bookworm entry"
echo "==> debootstrap from this machine's mirror"
debootstrap --variant=minbase --include=ca-certificates,git bookworm "$target" "$mirror" \
    >"$target.log" 2>&1 || fail "debootstrap failed: see $target.log"
touch "$mark"
{ grep -ls Proxy /etc/apt/apt.conf.d/* || true; } | xargs -r cp -t "$target/etc/apt/apt.conf.d/"
cp -L /etc/resolv.conf "$target/etc/resolv.conf"
cp -L /etc/hosts "$target/etc/hosts"
bootstrapped=$SECONDS

mount_into() {
    mkdir -p "$target$1"
    mount "${@:2}" "$target$1" && mounted+=("$target$1")
}
mount_into /proc -t proc proc || echo "no /proc could be mounted: trying without"
mount_into /dev --bind /dev || fail "could not bind /dev"
mount_into /dev/shm -t tmpfs tmpfs || true

git clone -q "$checkout" "$target/root/vacancy"
if [ -d "$checkout/../shared/data" ]; then
    mkdir -p "$target/root/shared"
    cp -a "$checkout/../shared/data" "$target/root/shared/data"
fi

# Nothing of this machine's environment but what leads to the network. Replaces its (sub)shell, so
# that the process of `inside ... &` is the command itself.
inside() {
    local keep=()
    for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY; do
        if [ -n "${!name:-}" ]; then keep+=("$name=${!name}"); fi
    done
    exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 CI=true "${keep[@]}" \
        chroot "$target" bash -c "cd /root/vacancy && $1" </dev/null
}

took() { printf '%dm%02ds' $(($1 / 60)) $(($1 % 60)); }

if [ "$what" != test ]; then
    begun=$SECONDS
    inside 'exec ./dev up --listen 127.0.0.1:0' >"$target/up.log" 2>&1 &
    up=$!
    until [ -s "$target/root/vacancy/.demo/demo.json" ]; do
        kill -0 "$up" 2>/dev/null || { tail -n 30 "$target/up.log" >&2 && fail "./dev up ended"; }
        sleep 1
    done
    echo "==> ./dev up answered after $(took $((SECONDS - begun)))"
    tail -n 40 "$target/up.log"
    kill -TERM "$up"
    wait "$up" || true
fi
if [ "$what" != up ]; then
    begun=$SECONDS
    status=0
    (inside './dev test') >"$target/test.log" 2>&1 || status=$?
    echo "==> ./dev test ended with $status after $(took $((SECONDS - begun))); its last line:"
    tail -n 1 "$target/test.log"
    [ "$status" -eq 0 ] || { grep -n 'FAILED\|error' "$target/test.log" | head -n 40 && exit 1; }
fi
echo "==> debootstrap took $(took $((bootstrapped - started)))"
echo "==> all took $(took $((SECONDS - started)))"
