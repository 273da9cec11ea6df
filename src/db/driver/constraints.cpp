#include "db/driver/constraints.hpp"

namespace vacancy::db {
namespace {

struct Known {
    std::string_view name;
    ErrorCode code;
};

constexpr Known known[] = {
#define CONSTRAINT(name, code) {name, ErrorCode::code},
#include "db/constraints.def"
#undef CONSTRAINT
};

}  // namespace

ErrorCode code_of_violation(Violation violation, std::string_view name) {
    for (const Known& each : known)
        if (each.name == name) return each.code;
    return violation == Violation::unique ? ErrorCode::already_exists
                                          : ErrorCode::constraint_violated;
}

std::string_view constraint_in(std::string_view sqlite_message) {
    constexpr std::string_view mark = "constraint failed: ";
    const auto at = sqlite_message.find(mark);
    return at == std::string_view::npos ? std::string_view{}
                                        : sqlite_message.substr(at + mark.size());
}

}  // namespace vacancy::db
