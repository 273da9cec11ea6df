#pragma once
// Who holds a lease: this process, by a name made at its first use.

#include <string>

namespace vacancy::saga {

[[nodiscard]] const std::string& process_owner();

}  // namespace vacancy::saga
