"""Names, spelling and comments."""
import os
import re

from cpp import declarations
from rule import Finding, our_code, our_source, rule

SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*_?$")
PASCAL = re.compile(r"[A-Z][A-Za-z0-9]*$")
MACRO = re.compile(r"[A-Z][A-Z0-9_]*$")
CAMEL = re.compile(r"(?<!::)\b[a-z][a-z0-9]*[A-Z]\w*|\bm_[a-z]\w*"
                   r"|\b[A-Z]\w*(?:Impl|Manager|Helper)\b"
                   r"|\b(?:class|struct)\s+I[A-Z][a-z]\w*")
# Names of C libraries that have no better ones.
FOREIGN = re.compile(r"(in|de)flate[A-Z]\w*$|u(Int|Long)$|compressBound$|pg[A-Z]\w*$")
BRITISH = re.compile(
    r"\b\w*(cancelled|cancelling|behaviour|colour|favour|honour|neighbour|catalogue|centre|"
    r"authoris|initialis|normalis|serialis|recognis|organis|optimis|minimis|maximis|summaris)\w*",
    re.I)
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK|not implemented yet)\b")
CODE_IN_COMMENT = re.compile(
    r"^//+\s*(?:(?:[\w:<>*&]+\s+)?[\w:.>-]+(?:<[^>]*>)?\([^()]*\)\s*[;{]\s*$"
    r"|(?:auto|const|return|int|bool|if|for|while)\b[^.]*[;{]\s*$"
    r"|[\w.:>-]+(?:\[\w+\])?\s*[-+|&]?=\s*[^=].*;\s*$|\}\s*;?\s*$|#\s*include\b|co_await\b.*;\s*$)")
REGISTRY_HOST = re.compile(
    r"(?<![\w.-])(?:registry|deb|pypi|crates|proxy|mirrors?|snapshot|ftp|packages|index)"
    r"\.[a-z0-9-]+\.(?:[a-z]+\.)*(?:org|com|net|io|dev|test|example)\b")
# A measured duration is no money, wherever it stands.
FLOATING = re.compile(r"\b(double|float)\b(?!\s+\w+_(ms|s)\b)")
MONEY = re.compile(r"(money|rate|folio|posting|payment|price|pricing|tax|fee|till|refund|deposit)")
EMPTY_CATCH = re.compile(r"\bcatch\s*\([^)]*\)\s*\{\s*\}")
REGISTERED = re.compile(r"(booking|pms|reservation|payment)\.[a-z_]+(\.[a-z_]+)*$")
CONFIGURED = re.compile(r"(VACANCY|OTEL)_[A-Z_]+$")


@rule
def names(tree):
    for source in our_code(tree):
        stem = os.path.basename(source.path).rsplit(".", 1)[0]
        if not SNAKE.match(stem):
            yield Finding(source.path, 1, f"the file name {stem} is not snake_case")
        for found in declarations(source):
            text = judge_name(found)
            if text:
                yield Finding(source.path, found.line, text)
        code = source.code_without_preprocessor()
        for number, line in enumerate(code.split("\n"), 1):
            for hit in CAMEL.findall(line):
                if FOREIGN.match(hit):
                    continue
                yield Finding(source.path, number, f"{hit}: snake_case, and no Impl, Manager, "
                              "Helper, m_ or I prefix")


def judge_name(found):
    name = found.name
    if found.kind == "type":
        known = not name or PASCAL.match(name) or name in ("hash", "formatter")
        return None if known else f"the type {name} is not PascalCase"
    if found.kind in ("function", "declared"):
        if found.overrides or name.startswith("operator") or SNAKE.match(name) or MACRO.match(name):
            return None
        if name == found.owner:
            return None
        return f"the function {name} is not snake_case"
    if found.kind == "enumerator":
        return None if SNAKE.match(name) else f"the enumerator {name} is not snake_case"
    if found.access == "private" and not name.endswith("_"):
        return f"the private member {name} does not end in _"
    return None


@rule
def spelling(tree):
    for source in tree.texts():
        if source.path.endswith(("package-lock.json", "LICENSE", "tidy/words.py")):
            continue
        for number, line in enumerate(source.lines, 1):
            found = BRITISH.search(line)
            # CamelCase and capitals are names that other libraries gave.
            if found and found.group() in (found.group().lower(), found.group().capitalize()):
                yield Finding(source.path, number, f"American spelling: {found.group()}")


@rule
def unfinished(tree):
    for source in tree.texts():
        for number, line in enumerate(source.lines, 1):
            found = UNFINISHED.search(line)
            if found and not source.path.endswith((".json", "LICENSE", "tidy/words.py")):
                yield Finding(source.path, number, f"unfinished: {found.group()}")


@rule
def commented_out_code(tree):
    for source in our_code(tree):
        for number, comment in source.comments:
            if comment.startswith("//") and not comment.startswith("///") \
                    and source.lines[number - 1].lstrip().startswith("//") \
                    and CODE_IN_COMMENT.match(comment):
                yield Finding(source.path, number, "commented-out code: remove it, git keeps it")


@rule
def registry_hosts(tree):
    for source in tree.texts():
        for number, line in enumerate(source.lines, 1):
            found = REGISTRY_HOST.search(line)
            if found:
                yield Finding(source.path, number,
                              f"{found.group()}: hosts of registries come from the machine")


@rule
def floating_money(tree):
    for source in our_source(tree):
        stem = os.path.basename(source.path)
        if not (MONEY.search(stem) or source.path.startswith("src/payments/")):
            continue
        for number, line in enumerate(source.code.split("\n"), 1):
            if FLOATING.search(line):
                yield Finding(source.path, number, "money is whole minor units, never floating")


@rule
def empty_catch(tree):
    for source in our_source(tree):
        for found in EMPTY_CATCH.finditer(source.code):
            body = source.text[found.start():found.end()]
            if "//" not in body and "/*" not in body:
                yield Finding(source.path, source.line_of(found.start()),
                              "an error is swallowed without a word")


@rule
def registered_names(tree):
    known = registry_names(tree)
    for source in our_source(tree):
        dotted_here = any(tree.house.owns(names, source.path)
                          for names in ("registry_names", "dotted_names"))
        config_here = tree.house.owns("config_names", source.path)
        for line, value in source.strings:
            if not dotted_here and (REGISTERED.match(value) or value in known):
                yield Finding(source.path, line, f'"{value}" comes from the registry only')
            if not config_here and CONFIGURED.match(value):
                yield Finding(source.path, line, f'"{value}" comes from the list of settings only')


def registry_names(tree):
    """Dotted names of telemetry/registry.yaml, as values of name: or as keys themselves."""
    if not tree.has("telemetry/registry.yaml"):
        return set()
    text = tree.source("telemetry/registry.yaml").text
    dotted = r"['\"]?([a-z_]+(?:\.[a-z_]+)+)"
    named = re.findall(r"\b(?:name|key|id):\s*" + dotted, text)
    return set(named) | set(re.findall(r"^\s+" + dotted + r"['\"]?:", text, re.M))


@rule
def header_opening(tree):
    for source in tree.sources("src/"):
        if not source.is_header:
            continue
        if "#pragma once" not in source.lines[:3]:
            yield Finding(source.path, 1, "a header begins with #pragma once")
        elif not source.is_generated and not any(
                line.startswith("//") for line in source.lines[:4]):
            yield Finding(source.path, 1, "a header says what it is, who owns it, which thread")


@rule
def error_names(tree):
    if not tree.has("src/base/errors.def"):
        return
    listed = tree.source("src/base/errors.def").text
    codes = set(re.findall(r"^ERROR_CODE\((\w+_\w+)", listed, re.M))
    for source in our_source(tree):
        # Inside a room the same word may be a state or a reason; at the doors it is the code.
        if not source.path.startswith("src/web/") and "/routes/" not in source.path:
            continue
        for line, value in source.strings:
            if value in codes:
                yield Finding(source.path, line,
                              f'"{value}" is an error: name_of(ErrorCode::{value})')
