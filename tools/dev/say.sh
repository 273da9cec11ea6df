# Words to the person in front of the terminal. Sourced by ./dev.

say() { printf '==> %s\n' "$*"; }

die() {
    printf 'dev: %s\n' "$*" >&2
    exit 1
}

# took SECONDS: a duration a person reads.
took() { printf '%dm%02ds' $(($1 / 60)) $(($1 % 60)); }
