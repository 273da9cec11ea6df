#include "fuzz/target.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace vacancy::fuzz {
namespace {

std::map<std::string_view, Target>& all() {
    static std::map<std::string_view, Target> registered;
    return registered;
}

}  // namespace

const std::map<std::string_view, Target>& targets() { return all(); }

Registered::Registered(std::string_view name, Target target) { all().emplace(name, target); }

void expect(bool holds, std::string_view what) {
    if (holds) return;
    std::fprintf(stderr, "broken: %.*s\n", static_cast<int>(what.size()), what.data());
    std::abort();
}

std::string_view take_line(std::string_view& rest) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    return line;
}

}  // namespace vacancy::fuzz
