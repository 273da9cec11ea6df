"""Carries openapi/ in the binary as one C++ table: embed_openapi.py OUT.cpp FILE.json..."""
import json
import pathlib
import sys


def main() -> None:
    out, files = pathlib.Path(sys.argv[1]), sorted(map(pathlib.Path, sys.argv[2:]))
    schemas, queries = [], []
    for file in files:
        try:
            content = json.loads(file.read_text())
        except json.JSONDecodeError as wrong:
            sys.exit(f"{file}: {wrong}")
        if file.parent.name == "schemas":
            text = json.dumps(content, separators=(",", ":"), ensure_ascii=False)
            schemas.append(f'    {{"{file.stem}", R"~json~({text})~json~"}},')
        else:
            for operation, parameters in content.items():
                text = json.dumps(parameters, separators=(",", ":"), ensure_ascii=False)
                queries.append(f'    {{"{operation}", R"~json~({text})~json~"}},')
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(
        '#include "web/openapi/document.hpp"\n\n#include <array>\n\n'
        "namespace vacancy::web {\nnamespace {\n"
        + table("schemas", schemas) + table("queries", queries) + "}  // namespace\n"
        "std::span<const Described> embedded_schemas() { return schemas; }\n"
        "std::span<const Described> embedded_queries() { return queries; }\n"
        "}  // namespace vacancy::web\n")


def table(name: str, rows: list[str]) -> str:
    head = f"constexpr std::array<Described, {len(rows)}> {name}{{{{"
    return "\n".join([head, *rows, "}};", ""])


main()
