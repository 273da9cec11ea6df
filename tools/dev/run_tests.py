#!/usr/bin/env python3
"""run_tests.py DIR KIND [FILTER]: runs what ctest knows in DIR, by label, and counts test cases.

A doctest binary counts with its cases, any other test counts as one; a binary that dies counts as
one failure more. A filter picks test cases by their names, or all of a binary by its name. The last
line is `N passed, N failed`.
"""
import concurrent.futures
import json
import os
import re
import signal
import subprocess
import sys
import time

# Of the crash rigs, a run of everything takes what a minute can pay; `./dev test rigs` takes a
# sample of all of them, `./dev rigs` every round.
QUICK_RIGS = "--source-file=*checker.cpp,*clock_jumps.cpp"
KINDS = ["unit", "fuzz", "store", "http", "stories", "sim", "rigs"]
# These share nothing and run side by side; the others share a database and a machine's patience.
ALONE_IN_THEIR_PROCESS = ["unit", "fuzz", "sim"]
# Begun first, so that the last one to end is a short one.
LONG = ["vacancy_unit_hotel", "vacancy_sim_tests"]
SUMMARY = re.compile(r"\[doctest\] test cases:\s*(\d+)\s*\|\s*(\d+) passed\s*\|\s*(\d+) failed")
EVIDENCE = ("evidence | ", "not run: ")  # what crash rigs say although all is well
LIMIT = "VACANCY_TEST_LIMIT_S"
LIMIT_S = int(os.environ.get(LIMIT, "1200"))


def listed(folder):
    out = subprocess.run(["ctest", "--show-only=json-v1"], cwd=folder, check=True,
                         stdout=subprocess.PIPE, text=True).stdout
    tests = []
    for test in json.loads(out)["tests"]:
        properties = {p["name"]: p["value"] for p in test.get("properties", [])}
        tests.append({"name": test["name"], "command": test.get("command"),
                      "labels": properties.get("LABELS", []),
                      "env": dict(e.split("=", 1) for e in properties.get("ENVIRONMENT", [])),
                      "cwd": properties.get("WORKING_DIRECTORY", folder)})
    return tests


def run(test, pattern, everything):
    command = list(test["command"])
    if everything and "rigs" in test["labels"]:
        command.append(QUICK_RIGS)
    if pattern and pattern not in test["name"]:
        command.append(f"--test-case=*{pattern}*")
    ours = {name: value for name, value in os.environ.items() if name != LIMIT}
    started = time.monotonic()
    try:
        done = subprocess.run(command, cwd=test["cwd"], env={**ours, **test["env"]},
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, timeout=LIMIT_S)
        text, status = done.stdout.decode(errors="replace"), done.returncode
        if status < 0:  # it may have had no breath left to say so itself
            text += f"\nended by {signal.Signals(-status).name}\n"
    except subprocess.TimeoutExpired as late:
        text = (late.stdout or b"").decode(errors="replace") + f"\nstopped after {LIMIT_S} s\n"
        status = -1
    passed, failed = counted(text, status)
    return {"test": test, "text": text, "passed": passed, "failed": failed,
            "seconds": time.monotonic() - started}


def counted(text, status):
    summary = None
    for summary in SUMMARY.finditer(text):
        pass
    if summary is None:
        return (1, 0) if status == 0 and "[doctest]" not in text else (0, 1)
    passed, failed = int(summary.group(2)), int(summary.group(3))
    if status != 0 and failed == 0:
        failed = 1
    return passed, failed


def show(result):
    name, seconds = result["test"]["name"], result["seconds"]
    if result["failed"]:
        print(result["text"], flush=True)
    elif result["passed"] == 0:
        return
    else:
        for line in result["text"].splitlines():
            if line.startswith(EVIDENCE):
                print(line, flush=True)
    print(f"{'FAILED' if result['failed'] else 'ok':6} {name}: {result['passed']} passed, "
          f"{result['failed']} failed in {seconds:.1f} s", flush=True)


def chosen_of(tests, kinds):
    """The tests of these kinds, the long ones first, and how many kinds have none."""
    chosen, missing = [], 0
    for kind in kinds:
        of_kind = [t for t in tests if kind in t["labels"]]
        if not of_kind:
            print(f"FAILED there are no {kind} tests", flush=True)
            missing += 1
        chosen += of_kind
    for test in chosen:
        if not test["command"]:
            sys.exit(f"run_tests: {test['name']} is not built")
    return sorted(chosen, key=lambda t: t["name"] not in LONG), missing


def main():
    folder = os.path.abspath(sys.argv[1])
    kind = sys.argv[2] if len(sys.argv) > 2 else "all"
    pattern = sys.argv[3] if len(sys.argv) > 3 else ""
    everything = kind == "all"
    kinds = KINDS if everything else [kind]
    tests = listed(folder)
    passed = failed = 0
    for group in ([k for k in kinds if k in ALONE_IN_THEIR_PROCESS],
                  *([k] for k in kinds if k not in ALONE_IN_THEIR_PROCESS)):
        if not group:
            continue
        chosen, missing = chosen_of(tests, group)
        failed += missing
        print(f"==> {', '.join(group)} tests", flush=True)
        shares = group[0] not in ALONE_IN_THEIR_PROCESS
        workers = 1 if shares else max(1, os.cpu_count() or 1)
        with concurrent.futures.ThreadPoolExecutor(workers) as pool:
            for result in pool.map(lambda t: run(t, pattern, everything), chosen):
                show(result)
                passed += result["passed"]
                failed += result["failed"]
    if passed + failed == 0:
        print(f"FAILED no test case matches '{pattern}'")
        failed = 1
    print(f"{passed} passed, {failed} failed", flush=True)
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
