#pragma once
// Reads a file, or the one file with that ending inside a zip.

#include "base/error.hpp"

#include <string>
#include <string_view>

namespace vacancy::replay {

/// At most 1 GiB; a missing, unreadable or damaged file is one clear sentence.
[[nodiscard]] Result<std::string> read_file_or_zip(const std::string& file,
                                                   std::string_view ending);

}  // namespace vacancy::replay
