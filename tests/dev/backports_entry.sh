#!/usr/bin/env bash
# The backports entry is written from the machine's own main entry, in its own format.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
source tools/dev/say.sh
source tools/dev/packages.sh
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export VACANCY_APT_DIR=$dir

# expect WHAT EXPECTED: compares with the entry for what stands in $dir, and empties it.
expect() {
    local got
    got=$(backports_entry)
    [ "$got" = "$2" ] || die "$1: got '$got'"
    rm -rf "${dir:?}"/*
    mkdir -p "$dir/sources.list.d"
}

mkdir -p "$dir/sources.list.d"
expect "nothing is made from nothing" ""

echo 'deb http://mirror.invalid/debian bookworm main' >"$dir/sources.list"
expect "one line" 'deb http://mirror.invalid/debian bookworm-backports main'

cat >"$dir/sources.list" <<'TEXT'
# deb http://old.invalid/debian bookworm main
deb-src http://mirror.invalid/debian bookworm main
deb http://security.invalid/debian-security bookworm-security main
deb [arch=amd64 signed-by=/x.gpg]  http://mirror.invalid/debian  bookworm contrib main # ours
TEXT
expect "one line with options" \
    'deb [arch=amd64 signed-by=/x.gpg] http://mirror.invalid/debian bookworm-backports main'

cat >"$dir/sources.list.d/debian.sources" <<'TEXT'
Types: deb
URIs: http://security.invalid/debian-security
Suites: bookworm-security
Components: main

# the main archive
Enabled: no
Types: deb
URIs: http://off.invalid/debian
Suites: bookworm
Components: main

URIs: http://mirror.invalid/debian
Types: deb deb-src
Suites: bookworm bookworm-updates
Components: main non-free-firmware
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc
TEXT
expect "deb822 with its key" 'Types: deb
URIs: http://mirror.invalid/debian
Suites: bookworm-backports
Components: main
Signed-By:
 -----BEGIN PGP PUBLIC KEY BLOCK-----
 .
 abc'
echo "ok"
