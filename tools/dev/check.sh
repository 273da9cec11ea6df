# Everything that judges without running the tests. Sourced by ./dev.

# Files that belong to the project: known to git, or new and not ignored.
project_files() {
    local file
    git ls-files -co --exclude-standard -- "$@" | while read -r file; do
        [ -f "$file" ] && echo "$file"
    done
}

run_fmt() {
    install_packages check
    local mode=(-i)
    [ "${1:-}" = --check ] && mode=(--dry-run --Werror)
    project_files '*.cpp' '*.hpp' ':!tests/tidy' |
        xargs -r -P "$(nproc)" -n 16 clang-format-19 --style=file "${mode[@]}" ||
        die "not formatted: run ./dev fmt"
    say "format: fine"
}

run_gen() {
    python3 tools/gen.py "$@" ||
        die "generated files are stale or could not be made: run ./dev gen"
    say "generated files: fine"
}

run_tidy() {
    command -v python3 >/dev/null || install_packages build
    python3 tools/tidy/tidy.py || die "the house rules are broken: see above"
    [ "${1:-}" = --deep ] || return 0
    install_packages build deep
    [ -f build/debug-asan/compile_commands.json ] || build_preset debug-asan
    local base changed
    base=$(git merge-base HEAD '@{upstream}' 2>/dev/null ||
        git rev-parse -q --verify HEAD~1 || true)
    changed=$(git diff --name-only --diff-filter=d ${base:+"$base"} -- \
        'src/*.cpp' 'tests/*.cpp' ':!tests/tidy')
    [ -n "$changed" ] || { say "clang-tidy: no changed files" && return 0; }
    echo "$changed" | xargs -r -P "$(build_jobs)" -n 1 clang-tidy-19 --quiet -p build/debug-asan ||
        die "clang-tidy complains: see above"
    say "clang-tidy: fine"
}

# lint_openapi FILE: the document that the server itself served.
lint_openapi() {
    command -v npm >/dev/null || install_packages npm
    export npm_config_cache=$root/build/npm-cache npm_config_update_notifier=false
    export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true
    if [ ! -x node_modules/.bin/redocly ] ||
        [ package-lock.json -nt node_modules/.package-lock.json ]; then
        say "installing the OpenAPI linter"
        npm ci --no-audit --no-fund --loglevel=error </dev/null ||
            die "npm could not install the OpenAPI linter"
    fi
    node_modules/.bin/redocly lint --config tools/dev/redocly.yaml "$1" </dev/null ||
        die "the OpenAPI document has faults: see above"
    say "openapi: fine"
}

# A release has no planted bugs; what it simulates is what is shipped.
run_simulator() {
    if grep -qa outbox_outside_transaction build/release/vacancy; then
        die "the release contains canaries"
    fi
    build/release/vacancy simulate --remember tests/sim/regressions "$@" ||
        die "a seed fails: the line above replays it"
}

run_ci() {
    local started=$SECONDS
    install_packages build test check
    run_fmt --check
    run_tidy
    run_gen --check
    ahead_too=(release)
    run_suites || die "tests failed: see above"
    build_preset release benches -DVACANCY_BENCH=ON
    run_simulator --seeds 1000 --fresh --list tests/sim/regressions
    tools/dev/smoke.sh build/release/vacancy build/openapi.json ||
        die "the smoke run failed: see above"
    smoke_bench || die "the load generator failed: see above"
    lint_openapi build/openapi.json
    say "ci took $(took $((SECONDS - started)))"
    awk '/^[0-9]+ passed, [0-9]+ failed$/ { passed += $1; failed += $3 }
        END { printf "%d passed, %d failed\n", passed, failed }' build/test.log
}
