"""Who may know what: the allow-table of src/README.md, and what may stand in one place only."""
import re

from rule import Finding, our_code, our_source, rule

# A library by the beginning of its include; anything else in <> is the standard's or the system's.
LIBRARIES = [
    ("boost/beast", "beast"), ("boost/asio", "asio"), ("boost/json", "json"),
    ("boost/url", "url"), ("boost/", "boost"), ("fmt/", "fmt"), ("date/", "date"),
    ("sodium", "sodium"), ("toml++", "toml++"), ("CLI/", "cli11"), ("curl/", "curl"),
    ("google/protobuf", "protobuf"), ("opentelemetry/", "protobuf"), ("grpc", "grpc"),
    ("zlib", "zlib"), ("zip.h", "zip"), ("sqlite3", "sqlite"), ("libpq", "pq"),
    ("libical", "ical"), ("pango/", "pango"), ("cairo", "cairo"), ("qrencode", "qrencode"),
    ("absl/", "absl"), ("doctest/", "doctest"),
]
SQL = re.compile(
    r"^\s*(SELECT\s|select\s.*\sfrom\s|(?i:insert\s+(or\s+\w+\s+)?into\s|delete\s+from\s"
    r"|update\s+\w+\s+set\s|create\s+(table|index)\s|alter\s+table\s|with\s+\w+\s+as\s*\())",
    re.S)
NEVER = {
    "co_await": re.compile(r"\bco_await\b"),
    "step": re.compile(r"\bStep\b"),
    "json": re.compile(r"\bjson::"),
    "clock": re.compile(r"\b(system_clock|steady_clock|Clock)\b"),
    "beast": re.compile(r"\bbeast::"),
    "http": re.compile(r"\bhttp::|\bHttp[A-Z]\w*|\bweb::"),
}
OWNED = {
    "system_clock": re.compile(r"\b(system_clock::now|high_resolution_clock|gettimeofday|"
                               r"CLOCK_REALTIME|std::time\(|(?<![\w:.>])time\(nullptr\))"),
    "random": re.compile(r"\b(random_device|mt19937(_64)?|default_random_engine|s?rand\(|getrandom|"
                         r"randombytes\w*|RAND_bytes|arc4random\w*)"),
    "getenv": re.compile(r"\b(secure_)?getenv\b|\benviron\b"),
    "stdout": re.compile(r"\b(std::(cout|cerr|clog)|STDOUT_FILENO|STDERR_FILENO|fmt::print(ln)?|"
                         r"stdout|stderr|puts|printf|fprintf)\b"),
    "co_spawn": re.compile(r"\bco_spawn\b"),
}


def numbered(pattern, text):
    for number, line in enumerate(text.split("\n"), 1):
        found = pattern.search(line)
        if found:
            yield number, found.group()


def library_of(include):
    return next((name for start, name in LIBRARIES if include.startswith(start)), "std")


@rule
def on_the_map(tree):
    for source in tree.sources("src/"):
        if tree.house.address(source.path) is None:
            yield Finding(source.path, 1, "src/README.md shows no such room or floor")


@rule
def includes(tree):
    for source in tree.sources("src/"):
        address = tree.house.address(source.path)
        for line, name, angled in source.includes if address else []:
            if angled:
                text = judge_library(address[1], library_of(name))
            else:
                text = judge_ours(tree.house, address, source.path, name)
            if text:
                yield Finding(source.path, line, text)


def judge_library(floor, library):
    if library == "std" or library in floor.libraries or "all" in floor.libraries:
        return None
    return f"the floor {floor.name} does not use {library}"


def judge_ours(house, address, path, name):
    room, floor = address
    target = house.address("src/" + name)
    if target is None:
        return f'"{name}" is no path below src/ that the map shows'
    if "all" in floor.may:
        return None
    target_room, target_floor = target
    if target_floor.name in ("base", "trace", "db", "saga", "web", "outside", "main"):
        if target_floor.name in floor.may:
            return None
    elif target_room == room:
        if "self" in floor.may or "self/" + target_floor.name in floor.may:
            return None
        if target_floor is floor:
            return None
    elif target_floor.name in floor.may:
        if room not in house.rooms or target_room in house.rooms[room]:
            return None
        return f"{room} does not use {target_room}"
    return f"the floor {floor.name} may not include {target_floor.name} of {target_room}"


@rule
def floor_contents(tree):
    for source in our_source(tree):
        address = tree.house.address(source.path)
        for word in sorted(address[1].never) if address else []:
            if word == "sql":
                for line, value in source.strings:
                    if SQL.search(value):
                        yield Finding(source.path, line, f"{address[1].name} contains no SQL")
                continue
            for line, text in numbered(NEVER[word], source.code):
                yield Finding(source.path, line, f"{address[1].name} never contains {text.strip()}")


@rule
def one_place(tree):
    for source in our_source(tree):
        for thing, pattern in OWNED.items():
            if tree.house.owns(thing, source.path):
                continue
            for line, text in numbered(pattern, source.code):
                where = ", ".join(tree.house.owners[thing])
                yield Finding(source.path, line, f"{text} stands only in {where}")


@rule
def beast_files(tree):
    limit = tree.house.limits["beast_files"]
    using = [s for s in tree.sources("src/") if any(library_of(n) == "beast"
                                                    for _, n, _ in s.includes)]
    for source in using[limit:]:
        yield Finding(source.path, 1, f"Beast is in {len(using)} files, at most {limit}")


@rule
def json_in_header(tree):
    for source in our_code(tree):
        if not source.is_header or not source.path.startswith("src/"):
            continue
        for line, name, _ in source.includes:
            if name.startswith("boost/json"):
                yield Finding(source.path, line, "JSON is never in a header")


@rule
def room_readme(tree):
    rooms = {p.split("/")[1] for p in tree.paths if p.startswith("src/") and p.count("/") > 1}
    for room in sorted(rooms):
        if not tree.has(f"src/{room}/README.md"):
            yield Finding(f"src/{room}", 0, "a room has a README.md")


@rule
def sql_built(tree):
    for source in our_source(tree):
        for line, value in source.strings:
            around = source.lines[line - 1]
            if SQL.search(value) and (re.search(r"fmt::format\(|\.append\(|\+=", around)
                                      or re.search(r'"\s*\+\s*\w', around)):
                yield Finding(source.path, line, "SQL is a named constant, never built")


TYPE = re.compile(r"^(?:struct|class|enum class) (\w+)(?: final)?(?: :[^{;]*)? \{", re.M)
NAMESPACE = re.compile(r"^namespace ([\w:]+) \{", re.M)
UNNAMED = re.compile(r"^namespace \{$.*?^\}  // namespace$", re.M | re.S)


@rule
def one_definition(tree):
    """Two types of one name in one namespace: each file is right, the program is not, and neither
    compiler nor linker says so."""
    first = {}
    for source in our_source(tree):
        code = source.code
        for hidden in UNNAMED.finditer(source.text):  # comments say where it ends
            blank = re.sub(r"[^\n]", " ", hidden.group())
            code = code[:hidden.start()] + blank + code[hidden.end():]
        namespace = NAMESPACE.search(code)
        for found in TYPE.finditer(code):
            name = (namespace.group(1) if namespace else "", found.group(1))
            other = first.setdefault(name, source.path)
            if other != source.path:
                yield Finding(source.path, source.line_of(found.start()),
                              f"{'::'.join(name)} is another type in {other}")
