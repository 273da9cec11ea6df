"""Writes the migrations as one C++ table: embed_migrations.py OUT.cpp FILE.sql..."""
import pathlib
import re
import sys


def main() -> None:
    out = pathlib.Path(sys.argv[1])
    files = sorted(map(pathlib.Path, sys.argv[2:]), key=lambda file: file.name)
    rows = []
    for file in files:
        match = re.fullmatch(r"(\d{4})_([a-z0-9_]+)\.sql", file.name)
        if not match:
            sys.exit(f"{file.name}: a migration is named 0001_words.sql")
        rows.append(f'    {{{int(match[1])}, "{match[2]}", R"~sql~({file.read_text()})~sql~"}},')
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(
        '#include "db/migrate.hpp"\n\nnamespace vacancy::db {\nnamespace {\n'
        "constexpr Migration rows[] = {\n" + "\n".join(rows) + "\n};\n}  // namespace\n"
        "std::span<const Migration> embedded_migrations() {\n    return rows;\n}\n"
        "}  // namespace vacancy::db\n")


main()
