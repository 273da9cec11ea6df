#pragma once
// What both drivers do around one statement: its span, and its text for SQLite.

#include "db/sql.hpp"
#include "trace/step.hpp"

#include <string>
#include <string_view>

namespace vacancy::db {

/// `$1` becomes `?1`; quoted text, quoted names and comments stay as they are. SQLite would number
/// `$1` by first appearance.
[[nodiscard]] std::string with_numbered_parameters(std::string_view text);

/// "UPDATE night": the name of the statement's span.
[[nodiscard]] std::string span_name_of(const Sql& sql);

/// The CLIENT span of one statement; `end` closes it. One that is dropped ends as canceled.
class StatementSpan {
public:
    StatementSpan(Step& parent, const Sql& sql, std::string_view name, std::string_view system);
    void end(std::int64_t rows);
    void end(const Error& error, std::string_view status_code);

private:
    Step span_;
};

}  // namespace vacancy::db
