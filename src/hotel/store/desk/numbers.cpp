#include "hotel/store/desk/numbers.hpp"

namespace vacancy::hotel::store {
namespace {

constexpr db::Sql next_sql{
    "hotel.next_number", "INSERT", "paper_number",
    "INSERT INTO paper_number (property_id, kind, last_number) VALUES ($1, $2, 1)"
    " ON CONFLICT (property_id, kind) DO UPDATE SET last_number = paper_number.last_number + 1"
    " RETURNING last_number"};

constexpr db::Sql last_sql{
    "hotel.last_number", "SELECT", "paper_number",
    "SELECT last_number FROM paper_number WHERE property_id = $1 AND kind = $2"};

std::int64_t read_number(const db::Row& row) { return row.integer(0); }

}  // namespace

Result<std::int64_t> last_number(db::Tx& tx, const PropertyId& property, std::string_view kind) {
    TRY(const auto number, tx.first(last_sql, read_number, property, kind));
    return number.value_or(0);
}

Result<std::int64_t> next_number(db::Tx& tx, const PropertyId& property, std::string_view kind) {
    TRY(const auto number, tx.first(next_sql, read_number, property, kind));
    must(number.has_value());
    return *number;
}

}  // namespace vacancy::hotel::store
