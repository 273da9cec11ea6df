#!/usr/bin/env python3
"""The house rules. First every rule must catch its own examples in tests/tidy/, then the project
is judged. `tidy.py --list` names the rules; `tidy.py RULE...` judges by these only."""
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import places  # noqa: E402,F401  (the modules register their rules)
import sizes  # noqa: E402,F401
import words  # noqa: E402,F401
from house import House  # noqa: E402
from rule import RULES  # noqa: E402
from tree import Tree, project_paths  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def main():
    if "--list" in sys.argv:
        print("\n".join(sorted(RULES)))
        return 0
    chosen = {name: RULES[name] for name in sys.argv[1:] or sorted(RULES)}
    with open(os.path.join(ROOT, "src", "README.md"), encoding="utf-8") as file:
        house = House(file.read())
    blind = list(blind_rules(chosen, house))
    project = Tree(ROOT, house, project_paths(ROOT))
    broken = [(found, name) for name, judge in chosen.items() for found in judge(project)]
    for text in blind:
        print(f"tests/tidy: {text}")
    for found, name in sorted(broken):
        print(f"{found.path}:{found.line}: {found.text} [{name}]")
    if not blind and not broken:
        print(f"==> tidy: {len(chosen)} rules hold in {len(project.paths)} files")
    return 1 if blind or broken else 0


def blind_rules(chosen, house):
    """A rule that lets one of its bad examples pass, or takes a good one, judges nothing."""
    for name, judge in chosen.items():
        folder = os.path.join(ROOT, "tests", "tidy", name)
        cases = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
        if not any(not case.startswith("good") for case in cases):
            yield f"the rule {name} has no failing example"
        for case in cases:
            found = list(judge(Tree(os.path.join(folder, case), house)))
            if case.startswith("good") and found:
                yield f"the rule {name} refuses its good example {case}: {found[0].text}"
            if not case.startswith("good") and not found:
                yield f"the rule {name} does not catch its example {case}"


if __name__ == "__main__":
    sys.exit(main())
