# Configure, build and run what was built. Sourced by ./dev.

# One compiler may take about 1.5 GiB: more jobs than memory allows would end in the OOM killer.
build_jobs() {
    [ -n "${VACANCY_JOBS:-}" ] && echo "$VACANCY_JOBS" && return
    local cores kib limit jobs
    cores=$(nproc)
    kib=$(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo 2>/dev/null)
    kib=${kib:-$((cores * 1572864))}
    if limit=$(cat /sys/fs/cgroup/memory.max 2>/dev/null) && [ "$limit" != max ]; then
        [ $((limit / 1024)) -lt "$kib" ] && kib=$((limit / 1024))
    fi
    jobs=$((kib / 1572864))
    [ "$jobs" -gt "$cores" ] && jobs=$cores
    [ "$jobs" -lt 1 ] && jobs=1
    echo "$jobs"
}

# build_preset PRESET [TARGET [CMAKE_OPTION...]]
build_preset() {
    local preset=$1 target=${2:-all} dir=build/$1 log=build/$1/configure.log started=$SECONDS
    shift
    [ $# -gt 0 ] && shift
    local options=("$@") jobs
    if command -v ccache >/dev/null; then
        export CCACHE_DIR=$root/build/ccache CCACHE_MAXSIZE=${CCACHE_MAXSIZE:-4G}
        options+=(-DCMAKE_CXX_COMPILER_LAUNCHER=ccache -DCMAKE_C_COMPILER_LAUNCHER=ccache)
    fi
    mkdir -p "$dir"
    if [ ! -f "$dir/build.ninja" ] || [ CMakePresets.json -nt "$dir/build.ninja" ] ||
        [ "${options[*]}" != "$(cat "$dir/configured_with" 2>/dev/null)" ]; then
        say "configuring $dir"
        cmake --preset "$preset" "${options[@]}" >"$log" 2>&1 || {
            tail -n 30 "$log" >&2
            die "cmake could not configure $dir: see above or $log"
        }
        printf '%s' "${options[*]}" >"$dir/configured_with"
    fi
    jobs=$(build_jobs)
    say "building $target in $dir with $jobs jobs"
    cmake --build "$dir" --target "$target" -j "$jobs" || die "the build in $dir failed: see above"
    say "built $dir in $(took $((SECONDS - started)))"
}

check_kind() {
    case "$1" in
    all | unit | fuzz | store | http | stories | sim | rigs) ;;
    *) die "unknown kind of test: $1 (unit, fuzz, store, http, stories, sim, rigs or all)" ;;
    esac
}

# run_fuzzer TARGET [--seconds N]: goes on where the corpus ends. What it finds, and what reaches
# new code, stays in build/fuzz; a finding joins the corpus with a name that says what it is.
run_fuzzer() {
    local target=${1:-} seconds=600
    [ -n "$target" ] || die "which target? one of: $(ls tests/fuzz/corpus | tr '\n' ' ')"
    [ "${2:-}" = --seconds ] && seconds=${3:?how many seconds?}
    local corpus=tests/fuzz/corpus/$target found=build/fuzz/found/$target
    [ -d "$corpus" ] || die "no such target: $target"
    local options=(-max_total_time="$seconds" -max_len=16384 -timeout=20 -rss_limit_mb=4096)
    [ -f "tests/fuzz/$target.dict" ] && options+=(-dict="tests/fuzz/$target.dict")
    mkdir -p "$found"
    export ASAN_SYMBOLIZER_PATH=/usr/lib/llvm-19/bin/llvm-symbolizer
    export UBSAN_OPTIONS=print_stacktrace=1
    VACANCY_FUZZ_TARGET=$target build/fuzz/vacancy_fuzz "${options[@]}" \
        -artifact_prefix="$found-" "$found" "$corpus" ||
        die "$target: the input is in build/fuzz/found"
    say "$target: nothing found in $seconds s"
}

# run_tests DIR [KIND [FILTER]]: the last line is `N passed, N failed`.
run_tests() {
    local dir=$1 kind=${2:-all} filter=${3:-}
    if [ -z "${VACANCY_DATA:-}" ] && [ -d ../shared/data ]; then
        VACANCY_DATA=$(cd ../shared/data && pwd)
        export VACANCY_DATA
    fi
    export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_stack_use_after_return=1:strict_string_checks=1}
    export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
    export LSAN_OPTIONS=${LSAN_OPTIONS:-suppressions=$root/tests/leaks.supp:print_suppressions=0}
    local symbolizer=/usr/lib/llvm-19/bin/llvm-symbolizer
    [ -x "$symbolizer" ] && export ASAN_SYMBOLIZER_PATH=$symbolizer
    if [ "$kind" = unit ] || [ "$kind" = fuzz ]; then
        python3 tools/dev/run_tests.py "$dir" "$kind" "$filter"
    else
        tools/dev/with_postgres.sh python3 tools/dev/run_tests.py "$dir" "$kind" "$filter"
    fi
}

# The benchmarks are built by CI and not run, but for two seconds of light load.
smoke_bench() {
    say "the load generator, for two seconds"
    VACANCY_BINARY=$root/build/release/vacancy \
        build/release/bench/bench_load free,search=3,booking=1 100 2 8
}

# The rivals' programs come with packages_bench; every run is against a PostgreSQL of its own.
run_benches() {
    local bench name ran=0
    export VACANCY_BINARY=$root/build/release/vacancy
    for bench in build/release/bench/*; do
        name=$(basename "$bench")
        [ -f "$bench" ] && [ -x "$bench" ] || continue
        [ $# -gt 0 ] && [ "$name" != "bench_$1" ] && continue
        [ $# -eq 0 ] && [ "$name" = bench_load ] && continue
        say "$name"
        tools/dev/with_postgres.sh "$bench" "${@:2}" || die "$name failed"
        ran=$((ran + 1))
    done
    [ "$ran" -gt 0 ] || die "no such benchmark: ${1:-none is built}"
}

ahead_too=()

# build_ahead PRESET...: builds what comes later while tests wait for timers and disks. Last in line
# for the cores; where it fails, the build whose turn it is then says so.
build_ahead() {
    local preset
    renice -n 19 "$BASHPID" >/dev/null || true
    for preset in "$@"; do
        case "$preset" in
        tsan) build_preset tsan tests_tsan ;;
        release) build_preset release benches -DVACANCY_BENCH=ON ;;
        *) die "nothing is known to build ahead of $preset" ;;
        esac
    done
}

start_building_ahead() {
    say "building $* meanwhile; what it says is in build/ahead.log"
    set -m # a process group of its own, so that nothing of it outlives us
    build_ahead "$@" >build/ahead.log 2>&1 </dev/null &
    ahead=$!
    set +m
    trap 'kill -- "-$ahead" 2>/dev/null || true' EXIT
}

wait_for_building_ahead() {
    wait "$ahead" || say "what was built ahead failed: see build/ahead.log"
    trap - EXIT
}

# run_suites [KIND [FILTER]]: what ./dev test and ./dev ci run, the same for both. The last line is
# `N passed, N failed` of all of it. "tsan" is the server under ThreadSanitizer. `ahead_too` names
# presets that the caller builds afterwards.
run_suites() {
    local kind=${1:-all} filter=${2:-} status=0 target
    mkdir -p build
    : >build/test.log
    if [ "$kind" != tsan ]; then
        check_kind "$kind"
        target=tests_$kind
        [ "$kind" = all ] && target=all
        build_preset debug-asan "$target"
        if [ "$kind$filter" = all ]; then start_building_ahead tsan "${ahead_too[@]}"; fi
        run_tests build/debug-asan "$kind" "$filter" | tee -a build/test.log || status=1
        if [ "$kind$filter" = all ]; then wait_for_building_ahead; fi
    fi
    if [ "$kind" = tsan ] || [ "$kind$filter" = all ]; then
        build_preset tsan tests_tsan
        export TSAN_OPTIONS=${TSAN_OPTIONS:-exitcode=66:second_deadlock_stack=1}
        run_tests build/tsan tsan "$filter" | tee -a build/test.log || status=1
    fi
    awk '/^[0-9]+ passed, [0-9]+ failed$/ { passed += $1; failed += $3 }
        END { printf "%d passed, %d failed\n", passed, failed }' build/test.log
    return "$status"
}
