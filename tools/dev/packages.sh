# Debian packages that Vacancy is built on. Sourced by ./dev.

packages_build="clang-19 lld-19 cmake ninja-build pkg-config python3 python3-yaml
    ca-certificates tzdata zlib1g-dev libzip-dev libboost1.83-dev libboost-json1.83-dev
    libboost-url1.83-dev libsqlite3-dev libpq-dev libfmt-dev libhowardhinnant-date-dev
    libcli11-dev libtomlplusplus-dev libcurl4-openssl-dev libsodium-dev libical-dev
    libutf8proc-dev libabsl-dev
    libpango1.0-dev libcairo2-dev libqrencode-dev fonts-dejavu-core
    libgrpc++-dev protobuf-compiler-grpc libprotobuf-dev protobuf-compiler
    libopentelemetry-proto-dev doctest-dev"
packages_test="libclang-rt-19-dev llvm-19 postgresql-15 sqlite3 curl strace poppler-utils"
packages_check="clang-format-19 git"
packages_bench="opentelemetry-cpp-dev redis-server redis-tools"
packages_deep="clang-tidy-19"
packages_npm="nodejs npm"

# install_packages GROUP...: nothing to do costs one dpkg-query and no network.
install_packages() {
    local group names="" missing
    for group in "$@"; do
        group="packages_$group"
        names+=" ${!group}"
    done
    # shellcheck disable=SC2086
    missing=$(packages_missing $names)
    [ -z "$missing" ] && return 0
    say "packages to install:" $missing
    command -v apt-get >/dev/null || die "needs Debian packages and has no apt-get: $missing"
    [ "$(. /etc/os-release && echo "${VERSION_CODENAME:-}")" = bookworm ] ||
        die "installs packages on Debian 12 (bookworm) only; install these yourself: $missing"
    as_root true || die "installing packages needs root: run as root or install sudo"
    ensure_backports
    no_database_service
    say "apt-get update"
    apt_run update -q || die "apt-get update failed: see above"
    # shellcheck disable=SC2086
    apt_run install -y -q --no-install-recommends $missing ||
        die "apt-get install failed: see above"
}

packages_missing() {
    # dpkg-query fails when a name is unknown to it, which is the very thing that is asked here.
    { dpkg-query -W -f='${Package} ${db:Status-Status}\n' "$@" 2>/dev/null || true; } |
        awk -v wanted="$*" '
            $2 == "installed" { have[$1] = 1 }
            END {
                n = split(wanted, name, " ")
                for (i = 1; i <= n; i++) if (!(name[i] in have)) printf "%s ", name[i]
            }'
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif ! command -v sudo >/dev/null; then
        return 1
    elif [ -t 0 ]; then
        sudo "$@"
    else
        sudo -n "$@"
    fi
}

apt_run() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o Dpkg::Use-Pty=0 \
        -o DPkg::Lock::Timeout=300 "$@" </dev/null
}

# Boost 1.83 and the OTLP classes are in bookworm-backports. The machine's own main entry, with
# its mirror, options and key, is written again for that suite.
ensure_backports() {
    apt-get indextargets 2>/dev/null | grep -qx 'Release: bookworm-backports' && return 0
    local entry
    entry=$(backports_entry)
    [ -n "$entry" ] || die "/etc/apt has no 'bookworm main' entry: add bookworm-backports yourself"
    local kind=list
    case "$entry" in Types:*) kind=sources ;; esac
    local file=/etc/apt/sources.list.d/vacancy-backports.$kind
    say "adding bookworm-backports from this machine's own mirror: $file"
    printf '%s\n' "$entry" | as_root tee "$file" >/dev/null || die "could not write $file"
}

# VACANCY_APT_DIR lets a test point at other sources.
backports_entry() {
    local dir=${VACANCY_APT_DIR:-/etc/apt} file entry=""
    for file in "$dir"/sources.list "$dir"/sources.list.d/*.list; do
        [ -f "$file" ] || continue
        entry=$(awk '/^deb[ \t]/ {
            line = $0; sub(/[ \t]#.*/, "", line); sub(/^deb[ \t]+/, "", line); options = ""
            if (match(line, /^\[[^]]*\][ \t]*/)) {
                options = substr(line, 1, RLENGTH); line = substr(line, RLENGTH + 1)
                sub(/[ \t]+$/, " ", options)
            }
            n = split(line, word, /[ \t]+/)
            if (word[2] != "bookworm") next
            for (i = 3; i <= n; i++) if (word[i] == "main") {
                print "deb " options word[1] " bookworm-backports main"; exit
            }
        }' "$file")
        [ -n "$entry" ] && break
    done
    if [ -z "$entry" ]; then
        for file in "$dir"/sources.list.d/*.sources; do
            [ -f "$file" ] || continue
            entry=$(awk 'BEGIN { RS = ""; FS = "\n" } {
                main = suite = 0; enabled = 1; out = ""
                for (i = 1; i <= NF; i++) {
                    if ($i ~ /^#/) continue
                    if ($i ~ /^Enabled:[ \t]*no/) enabled = 0
                    if ($i ~ /^Suites:/ && ($i " ") ~ /[ \t]bookworm[ \t]/) suite = 1
                    if ($i ~ /^Components:/ && ($i " ") ~ /[ \t]main[ \t]/) main = 1
                    if ($i ~ /^Types:/) $i = "Types: deb"
                    if ($i ~ /^Suites:/) $i = "Suites: bookworm-backports"
                    if ($i ~ /^Components:/) $i = "Components: main"
                    if ($i ~ /^Types:/) out = $i (out == "" ? "" : "\n" out)
                    else out = out (out == "" ? "" : "\n") $i
                }
                if (main && suite && enabled) { print out; exit }
            }' "$file")
            [ -n "$entry" ] && break
        done
    fi
    printf '%s' "$entry"
}

# Tests start their own PostgreSQL; installing the package must not start a service.
no_database_service() {
    [ -e /etc/postgresql-common/createcluster.conf ] && return 0
    as_root mkdir -p /etc/postgresql-common
    echo 'create_main_cluster = false' |
        as_root tee /etc/postgresql-common/createcluster.conf >/dev/null
}
