#pragma once
// Rows: what a database answers to somebody from outside: SQL text in, words out. It uses the
// databases' own libraries and nothing of the product.

#include <string>
#include <vector>

namespace vacancy::rigs {

using Row = std::vector<std::string>;

/// "sqlite:PATH" or "postgres://…"; throws when the database does not answer.
[[nodiscard]] std::vector<Row> rows(const std::string& url, const std::string& sql);
[[nodiscard]] long long number(const std::string& url, const std::string& sql);
/// The rig's own hand in the database, while no server runs (a doctored input, a minute that
/// passes).
void change(const std::string& url, const std::string& sql);

}  // namespace vacancy::rigs
