#pragma once
// demo.json: all that a newcomer, or a program in their place, needs to use the demo town.

#include "base/error.hpp"
#include "main/house/house.hpp"

#include <map>
#include <string>

namespace vacancy {

/// Role → API key.
using DemoKeys = std::map<std::string, std::string>;

/// The keys of an earlier start, from its demo.json; empty when there was none.
[[nodiscard]] DemoKeys read_demo_keys(const std::string& file);

struct DemoFacts {
    std::string base_url;
    std::string sandbox_url;
    DemoKeys keys;
};
/// Replaces the file at once, readable by its owner only: it holds keys.
Result<void> write_demo_file(const std::string& file, const DemoFacts& facts, House& house);

}  // namespace vacancy
