"""A reader of C++ declarations: good enough for house rules, far from a compiler.

It walks the tokens of namespace and class scopes, steps over bodies, and yields what is declared.
"""
import re

LEX = re.compile(r"[A-Za-z_]\w*|\d[\w.']*|::|->|<=>|&&|\|\||[-+*/%^&|=!<>]=|\S")
IDENTIFIER = re.compile(r"[A-Za-z_]\w*$")
NOT_NAMES = {"requires", "noexcept", "decltype", "explicit", "alignas", "sizeof", "static_assert",
             "__attribute__", "if", "while", "for", "switch", "return", "throw"}
CLOSING = {"(": ")", "{": "}", "[": "]"}


class Declaration:
    """kind: function (with a body), declared (without), type, enumerator, member."""

    def __init__(self, kind, name, line, **more):
        self.kind, self.name, self.line = kind, name, line
        self.length = more.get("length", 0)
        self.parameters = more.get("parameters", 0)
        self.access = more.get("access", "public")
        self.owner = more.get("owner", "")
        self.overrides = more.get("overrides", False)


class Scope:
    def __init__(self, kind, name="", access="public"):
        self.kind, self.name, self.access = kind, name, access


def declarations(source):
    return list(_Reader(source).read())


class _Reader:
    def __init__(self, source):
        self.tokens = []
        for number, line in enumerate(source.code_without_preprocessor().split("\n"), 1):
            self.tokens += [(t, number) for t in LEX.findall(line)]
        self.scopes = [Scope("namespace")]
        self.statement = []

    def read(self):
        at = 0
        while at < len(self.tokens):
            token = self.tokens[at][0]
            if token in ("(", "["):
                end = self._match(at)
                self.statement += self.tokens[at:end + 1]
                at = end + 1
                continue
            if token == "{":
                found, at = self._open(at)
                yield from found
            elif token == "}":
                if len(self.scopes) > 1:
                    self.scopes.pop()
                self.statement = []
            elif token == ";":
                yield from self._end_statement()
                self.statement = []
            elif token == ":" and self._words() in (["public"], ["private"], ["protected"]):
                self.scopes[-1].access = self._words()[0]
                self.statement = []
            else:
                self.statement.append(self.tokens[at])
            at += 1

    def _words(self):
        return [t for t, _ in self.statement]

    def _match(self, at):
        depth, opening = 0, self.tokens[at][0]
        closing = CLOSING[opening]
        for end in range(at, len(self.tokens)):
            if self.tokens[end][0] == opening:
                depth += 1
            elif self.tokens[end][0] == closing:
                depth -= 1
                if depth == 0:
                    return end
        return len(self.tokens) - 1

    def _open(self, at):
        head = clean(self.statement)
        kind, name = classify(head)
        end = self._match(at)
        if kind == "initializer":
            self.statement += [("{", self.tokens[at][1]), ("}", self.tokens[end][1])]
            return [], end
        line = self.statement[0][1] if self.statement else self.tokens[at][1]
        self.statement = []
        scope = self.scopes[-1]
        if kind == "namespace":
            self.scopes.append(Scope("namespace"))
            return [], at
        if kind == "type":
            access = "private" if "class" in words(head) else "public"
            self.scopes.append(Scope("type", name, access))
            return [Declaration("type", name, line)], at
        if kind == "enum":
            return [Declaration("type", name, line)] + self._enumerators(at, end), end
        last = self.tokens[end][1]
        owner = scope.name or qualifier(head)
        return [Declaration("function", name, line, length=last - line + 1, owner=owner,
                            overrides="override" in words(head), parameters=parameters(head),
                            access=scope.access)], end

    def _enumerators(self, at, end):
        found, fresh, depth = [], True, 0
        for token, line in self.tokens[at + 1:end]:
            depth += {"(": 1, "{": 1, ")": -1, "}": -1}.get(token, 0)
            if token == "," and depth == 0:
                fresh = True
            elif fresh and IDENTIFIER.match(token):
                found.append(Declaration("enumerator", token, line))
                fresh = False
        return found

    def _end_statement(self):
        head = clean(self.statement)
        names = words(head)
        if not names or names[0] in ("using", "typedef", "friend", "static_assert", "namespace",
                                     "extern", "template", "return", "export"):
            return
        line, scope = head[0][1], self.scopes[-1]
        kind, name = classify(head, ended=True)
        if kind == "function":
            yield Declaration("declared", name, line, parameters=parameters(head),
                              overrides="override" in names, access=scope.access,
                              owner=scope.name or qualifier(head))
        elif scope.kind == "type" and kind == "initializer" and len(names) > 1:
            member = member_name(head)
            if member and not {"constexpr", "class", "struct", "enum"} & set(names):
                yield Declaration("member", member, line, owner=scope.name, access=scope.access)


def words(head):
    return [t for t, _ in head]


def clean(statement):
    """The statement without attributes and template heads, with operators as one token."""
    out, at = [], 0
    while at < len(statement):
        token, line = statement[at]
        following = statement[at + 1][0] if at + 1 < len(statement) else ""
        if token == "[" and following == "[":
            while at < len(statement) and not (
                    statement[at][0] == "]" and at + 1 < len(statement)
                    and statement[at + 1][0] == "]"):
                at += 1
            at += 2
        elif token == "template" and following == "<":
            at = closing_angle(statement, at + 1) + 1
        elif token == "operator":
            at += 1
            name = ""
            if [t for t, _ in statement[at:at + 2]] == ["(", ")"]:
                name, at = "()", at + 2
            while at < len(statement) and statement[at][0] != "(":
                name += statement[at][0]
                at += 1
            out.append(("operator" + name, line))
        else:
            out.append((token, line))
            at += 1
    return out


def closing_angle(statement, at):
    depth = 0
    for end in range(at, len(statement)):
        depth += {"<": 1, ">": -1}.get(statement[end][0], 0)
        if depth == 0:
            return end
    return len(statement) - 1


def groups(head):
    """Indexes of '(' that open a parameter list: after a name, outside template arguments."""
    angle = paren = 0
    for at, (token, _) in enumerate(head):
        before = head[at - 1][0] if at else ""
        if paren == 0 and token == "<" and IDENTIFIER.match(before):
            angle += 1
        elif paren == 0 and token == ">" and angle:
            angle -= 1
        elif token == "(":
            named = IDENTIFIER.match(before) or before.startswith("operator")
            pointer = at + 1 < len(head) and head[at + 1][0] == "*"
            if paren == 0 and angle == 0 and named and not pointer and before not in NOT_NAMES:
                yield at
            paren += 1
        elif token == ")":
            paren -= 1


def classify(head, ended=False):
    names = words(head)
    opening = next(groups(head), None)
    before = names if opening is None else names[:opening]
    if "namespace" in before or names == ["extern"] or names[:1] == ["TEST_SUITE"]:
        return "namespace", ""
    for word in ("enum", "class", "struct", "union"):
        if word in before and not ended:
            return ("enum" if word == "enum" else "type"), type_name(names, names.index(word))
    if opening is None or "=" in before:
        return "initializer", ""
    last = names[-1]
    if not ended and in_constructor_list(head, opening) and last not in (")", "}"):
        return "initializer", ""
    return "function", head[opening - 1][0]


def type_name(names, at):
    """The name after `struct` and its like; the last part of a qualified one."""
    name = ""
    while at + 1 < len(names):
        at += 1
        if names[at] == "alignas":
            at = names.index(")", at)
        elif names[at] in ("<", ":", "final") or name and names[at - 1] != "::" != names[at]:
            break
        elif IDENTIFIER.match(names[at]) and names[at] not in ("class", "struct"):
            name = names[at]
    return name


def qualifier(head):
    """`Desk` of `Desk::Desk(` and of `Desk::~Desk(`."""
    names = words(head)[:next(groups(head), 0) - 1]
    if names and names[-1] == "~":
        names.pop()
    return names[-2] if len(names) > 1 and names[-1] == "::" else ""


def in_constructor_list(head, opening):
    depth = 0
    for token, _ in head[opening:]:
        depth += {"(": 1, ")": -1}.get(token, 0)
        if depth == 0 and token == ":":
            return True
    return False


def parameters(head):
    opening = next(groups(head), None)
    depth, angle, commas, seen = 0, 0, 0, False
    for at in range(opening, len(head)):
        token, before = head[at][0], head[at - 1][0]
        if token in "([{":
            depth += 1
        elif token in ")]}":
            depth -= 1
            if depth == 0:
                break
        elif depth == 1 and token == "<" and IDENTIFIER.match(before):
            angle += 1
        elif token == ">" and angle:
            angle -= 1
        elif token == "," and depth == 1 and angle == 0:
            commas += 1
        if at > opening:
            seen = True
    return commas + 1 if seen else 0


def member_name(head):
    names, angle = [], 0
    for token in words(head):
        angle += {"<": 1, ">": -1}.get(token, 0)
        if angle == 0:
            names.append(token)
    for stop in ("=", "{", "[", ":"):
        if stop in names:
            names = names[:names.index(stop)]
    return names[-1] if names and IDENTIFIER.match(names[-1]) else ""
