"""The files of a tree as the rules see them: raw lines, and C++ with comments and strings apart."""
import os
import re
import subprocess

TEXT = re.compile(r"\.(cpp|hpp|def|py|sh|sql|cmake|md|yaml|yml|json|toml|txt|ts|css|html|ini)$")
TOKEN = re.compile(
    r'(?P<comment>//[^\n]*|/\*.*?\*/)'
    r'|(?P<string>(?:u8|[uUL])?R"(?P<mark>[^()\\ \n]*)\(.*?\)(?P=mark)"'
    r'|(?:u8|[uUL])?"(?:\\.|[^"\\\n])*")'
    r"|(?P<char>(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+')", re.S)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)
PREPROCESSOR = re.compile(r"^[ \t]*#(?:[^\n\\]|\\.|\\\n)*", re.M)


class Source:
    """One file. `code` has the text's own length and lines, with comments and strings blank."""

    def __init__(self, root, path):
        self.path = path
        with open(os.path.join(root, path), encoding="utf-8", errors="replace") as file:
            self.text = file.read()
        self.lines = self.text.split("\n")
        if self.lines and self.lines[-1] == "":
            self.lines.pop()
        self.is_cpp = path.endswith((".cpp", ".hpp"))
        self.is_header = path.endswith(".hpp")
        head = "\n".join(self.lines[:3])
        self.is_generated = bool(re.search(r"\b[Gg]enerated (by|from)\b|made by tools/", head))
        self.comments, self.strings, self.includes = [], [], []
        self.code = self._split() if self.is_cpp else ""

    def line_of(self, offset):
        return self.text.count("\n", 0, offset) + 1

    def _split(self):
        for found in INCLUDE.finditer(self.text):
            self.includes.append((self.line_of(found.start()), found.group(2),
                                  found.group(1) == "<"))
        parts, at = [], 0
        for found in TOKEN.finditer(self.text):
            parts.append(self.text[at:found.start()])
            parts.append(re.sub(r"[^\n]", " ", found.group()))
            at = found.end()
            line = self.line_of(found.start())
            if found.group("comment"):
                self.comments.append((line, found.group()))
            elif found.group("string") and not INCLUDE.match(self.lines[line - 1]):
                self.strings.append((line, string_value(found.group())))
        parts.append(self.text[at:])
        return "".join(parts)

    def code_without_preprocessor(self):
        return PREPROCESSOR.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), self.code)


def string_value(literal):
    raw = re.match(r'(?:u8|[uUL])?R"([^(]*)\((.*)\)\1"$', literal, re.S)
    return raw.group(2) if raw else literal[literal.index('"') + 1:-1]


class Tree:
    """The project, or one example of tests/tidy/, which looks like a small project."""

    def __init__(self, root, house, paths=None):
        self.root, self.house = root, house
        self.paths = sorted(paths if paths is not None else walked(root))
        self._sources = {}

    def sources(self, *prefixes, suffix=(".cpp", ".hpp")):
        for path in self.paths:
            if path.startswith(prefixes or ("",)) and path.endswith(suffix):
                yield self.source(path)

    def texts(self):
        for path in self.paths:
            name = os.path.basename(path)
            if TEXT.search(path) or "." not in name.lstrip(".") or path.startswith(".ci/"):
                yield self.source(path)

    def source(self, path):
        if path not in self._sources:
            self._sources[path] = Source(self.root, path)
        return self._sources[path]

    def has(self, path):
        return path in self.paths


def walked(root):
    found = []
    for folder, _, files in os.walk(root):
        found += [os.path.relpath(os.path.join(folder, f), root) for f in files]
    return found


def project_paths(root):
    """What git knows or would take; the examples are judged on their own."""
    out = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=root, check=True,
                         stdout=subprocess.PIPE, text=True).stdout
    return [p for p in out.splitlines()
            if not p.startswith("tests/tidy/") and os.path.isfile(os.path.join(root, p))]
