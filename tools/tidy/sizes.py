"""How big things may be. The limits stand in src/README.md."""
import collections
import os

from cpp import declarations
from rule import Finding, our_code, rule


@rule
def line_length(tree):
    limit = tree.house.limits["line"]
    for source in tree.texts():
        if source.is_generated or not source.path.endswith(
                (".cpp", ".hpp", ".def", ".py", ".sh", ".sql", ".cmake", "CMakeLists.txt")):
            continue
        for number, line in enumerate(source.lines, 1):
            if len(line) > limit:
                yield Finding(source.path, number, f"{len(line)} columns, at most {limit}")


@rule
def function_length(tree):
    limit = tree.house.limits["function"]
    for source in our_code(tree):
        for found in declarations(source):
            if found.kind == "function" and found.length > limit:
                yield Finding(source.path, found.line,
                              f"{found.name} has {found.length} lines, at most {limit}")


@rule
def parameter_count(tree):
    limit = tree.house.limits["parameters"]
    for source in our_code(tree):
        for found in declarations(source):
            named = found.kind in ("function", "declared") and not found.overrides
            if named and found.parameters > limit:
                yield Finding(source.path, found.line, f"{found.name} has {found.parameters} "
                              f"parameters, at most {limit}: make a struct of them")


@rule
def file_length(tree):
    limit = tree.house.limits["file"]
    for source in tree.texts():
        wanted = source.path.endswith((".cpp", ".py", ".sh", ".def"))
        if wanted and not source.is_generated and len(source.lines) > limit:
            yield Finding(source.path, limit, f"{len(source.lines)} lines, at most {limit}")


@rule
def header_length(tree):
    limit = tree.house.limits["header"]
    for source in our_code(tree):
        if source.is_header and len(source.lines) > limit:
            yield Finding(source.path, limit, f"{len(source.lines)} lines, at most {limit}")


@rule
def folder_size(tree):
    limit = tree.house.limits["folder"]
    folders = collections.defaultdict(set)
    for path in tree.paths:
        folder, name = os.path.split(path)
        if folder.startswith("src") and name != "README.md":
            folders[folder].add(name.rsplit(".", 1)[0])
    for folder, names in folders.items():
        if len(names) > limit:
            yield Finding(folder, 0, f"{len(names)} files, at most {limit}")
