#include "db/driver/statement.hpp"

namespace vacancy::db {
namespace {

/// Where the quoted text or comment that begins at `at` ends; `at` itself when none does.
std::size_t end_of_quoted(std::string_view text, std::size_t at) {
    const auto after = [&](std::string_view mark, std::size_t from) {
        const auto found = text.find(mark, from);
        return found == std::string_view::npos ? text.size() : found + mark.size();
    };
    if (text[at] == '\'') return after("'", at + 1);
    if (text[at] == '"') return after("\"", at + 1);
    if (text.substr(at, 2) == "--") return after("\n", at);
    if (text.substr(at, 2) == "/*") return after("*/", at + 2);
    return at;
}

}  // namespace

std::string with_numbered_parameters(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size();) {
        const std::size_t end = end_of_quoted(text, i);
        if (end > i) {
            out.append(text.substr(i, end - i));
            i = end;
            continue;
        }
        out.push_back(text[i] == '$' ? '?' : text[i]);
        ++i;
    }
    return out;
}

std::string span_name_of(const Sql& sql) {
    std::string name(sql.operation);
    if (!sql.table.empty()) name.append(" ").append(sql.table);
    return name;
}

StatementSpan::StatementSpan(Step& parent, const Sql& sql, std::string_view name,
                             std::string_view system)
    : span_(parent.open(span::db_statement, name)) {
    if (!span_.is_recording()) return;
    span_.set(attr::db_system_name, system);
    span_.set(attr::db_operation_name, sql.operation);
    if (!sql.table.empty()) span_.set(attr::db_collection_name, sql.table);
    if (!sql.name.empty()) span_.set(attr::db_query_summary, sql.name);
    span_.set(attr::db_query_text, sql.text);
}

void StatementSpan::end(std::int64_t rows) {
    span_.set(attr::vacancy_sql_rows, rows);
    span_.close(nullptr);
}

void StatementSpan::end(const Error& error, std::string_view status_code) {
    if (!status_code.empty()) span_.set(attr::db_response_status_code, status_code);
    span_.close(&error);
}

}  // namespace vacancy::db
