"""A rule: a named function over a tree that yields what is wrong, and where."""
import collections

Finding = collections.namedtuple("Finding", "path line text")
RULES = {}


def rule(judge):
    """Registers a rule by its function's name; its examples stand in tests/tidy/<name>/."""
    RULES[judge.__name__] = judge
    return judge


def our_code(tree):
    """C++ of the project that people wrote. Shims bear the names of the C library and of SQLite."""
    return (s for s in tree.sources("src/", "tests/", "bench/")
            if not s.is_generated and not s.path.startswith("tests/rigs/shim/"))


def our_source(tree):
    return (s for s in tree.sources("src/") if not s.is_generated)
