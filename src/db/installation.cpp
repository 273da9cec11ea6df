#include "db/installation.hpp"

#include <fmt/format.h>

#include <array>

namespace vacancy::db {
namespace {

constexpr Sql make_once{"db.make_installation_secret", "INSERT", "installation",
                        "INSERT INTO installation (name, value) VALUES ($1, $2) "
                        "ON CONFLICT (name) DO NOTHING"};
constexpr Sql read{"db.read_installation_secret", "SELECT", "installation",
                   "SELECT value FROM installation WHERE name = $1"};

std::string random_hex() {
    std::array<std::uint8_t, 32> bytes{};
    fill_random(bytes);
    std::string hex;
    for (const auto byte : bytes) hex += fmt::format("{:02x}", byte);
    return hex;
}

}  // namespace

Result<Secret> installation_secret(Tx& tx, std::string_view name) {
    TRY_VOID(tx.run(make_once, name, random_hex()));
    TRY(const auto value, tx.first(read, [](const Row& row) { return row.text(0); }, name));
    must(value.has_value());
    return Secret(*value);
}

}  // namespace vacancy::db
