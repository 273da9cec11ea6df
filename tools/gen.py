#!/usr/bin/env python3
"""Makes what follows from telemetry/registry.yaml: the names in C++, the registry as JSON inside
the binary, and the reference page. `--check` changes nothing and fails when an output is stale."""
import argparse
import pathlib
import sys

import yaml

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from gen_telemetry import cpp, registry, reference  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parent.parent


def outputs():
    source = yaml.safe_load((ROOT / "telemetry/registry.yaml").read_text(encoding="utf-8"))
    names = registry.load(source)
    yield "src/trace/names.hpp", cpp.names_header(names)
    yield "src/trace/registry.cpp", cpp.registry_source(names)
    yield "docs/reference/telemetry.md", reference.page(names)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--check", action="store_true", help="fail when an output is stale")
    check = arguments.parse_args().check
    stale = []
    try:
        made = list(outputs())
    except registry.Invalid as fault:
        sys.exit(f"telemetry/registry.yaml: {fault}")
    for path, text in made:
        file = ROOT / path
        if file.exists() and file.read_text(encoding="utf-8") == text:
            continue
        if check:
            stale.append(path)
            continue
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        print(f"wrote {path}")
    if stale:
        sys.exit("stale, run ./dev gen: " + ", ".join(stale))


if __name__ == "__main__":
    main()
