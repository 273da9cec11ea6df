#pragma once
// The configuration file: TOML, one key for each option of config.def.

#include "base/config/config.hpp"

#include <string>

namespace vacancy {

/// A file that cannot be read or parsed, or a key that is no option, is one clear sentence with its
/// line.
Result<void> take_file(Config& config, const std::string& file);

}  // namespace vacancy
