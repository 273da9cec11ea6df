#!/usr/bin/env bash
# planted.sh REPLAY FUZZER CORPUS: the machinery sees what it is for. The replay must die of the
# planted bug, and libFuzzer must find that bug from a seed that does not show it.
set -euo pipefail

replay=$1 fuzzer=$2 corpus=$3
dir=$(mktemp -d /tmp/vacancy-fuzz.XXXXXX)
trap 'rm -rf "$dir"' EXIT

fail() {
    cat "$dir/log" >&2
    printf 'planted: %s\n' "$*" >&2
    exit 1
}

# catches WHAT COMMAND...
catches() {
    local what=$1
    shift
    if "$@" >"$dir/log" 2>&1; then fail "$what does not catch the planted bug"; fi
    grep -q 'AddressSanitizer: heap-buffer-overflow' "$dir/log" ||
        fail "$what failed for another reason"
}

"$replay" "$corpus" planted "$corpus/planted/harmless" >"$dir/log" 2>&1 ||
    fail "the harmless seed is not harmless"
catches "the replay of the corpus" "$replay" "$corpus" planted
mkdir "$dir/seeds"
cp "$corpus/planted/harmless" "$dir/seeds"
export VACANCY_FUZZ_TARGET=planted
catches libFuzzer "$fuzzer" -seed=1 -runs=2000000 -max_len=64 -artifact_prefix="$dir/" "$dir/seeds"
printf 'planted: caught by the corpus and by libFuzzer\n'
