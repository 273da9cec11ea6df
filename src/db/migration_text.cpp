#include "db/migration_text.hpp"

#include <sodium.h>

#include <array>

namespace vacancy::db {
namespace {

std::string_view trimmed(std::string_view line) {
    const auto first = line.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) return {};
    return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

}  // namespace

std::vector<std::string> statements_of(std::string_view sql, std::string_view system) {
    constexpr std::string_view only = "-- only: ";
    std::vector<std::string> statements;
    std::string statement;
    bool wanted = true;
    while (!sql.empty()) {
        const auto end = std::min(sql.find('\n'), sql.size());
        const auto line = trimmed(sql.substr(0, end));
        sql.remove_prefix(std::min(end + 1, sql.size()));
        if (line.starts_with(only)) wanted = trimmed(line.substr(only.size())) == system;
        if (line.empty() || line.starts_with("--")) continue;
        statement.append(line).push_back('\n');
        if (!line.ends_with(';')) continue;
        if (wanted) statements.push_back(statement);
        statement.clear();
        wanted = true;
    }
    if (!statement.empty() && wanted) statements.push_back(statement);
    return statements;
}

std::string checksum_of(std::string_view sql) {
    std::string text(sql);
    std::erase(text, '\r');
    std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
    crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(text.data()),
                       text.size());
    std::array<char, crypto_hash_sha256_BYTES * 2 + 1> hex{};
    sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
    return hex.data();
}

}  // namespace vacancy::db
