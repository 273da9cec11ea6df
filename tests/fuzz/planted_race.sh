#!/usr/bin/env bash
# planted_race.sh PROGRAM: ThreadSanitizer sees a planted race, and makes the program fail for it.
set -euo pipefail

if said=$("$1" 2>&1); then
    printf 'planted_race: a race is no failure\n%s\n' "$said" >&2
    exit 1
fi
grep -q 'WARNING: ThreadSanitizer: data race' <<<"$said" || {
    printf 'planted_race: it failed for another reason\n%s\n' "$said" >&2
    exit 1
}
printf 'planted_race: caught\n'
