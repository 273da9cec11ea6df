#pragma once
// Who holds a lease: this process, by a name made at its first use. Any thread, except for the
// simulator's.

#include <string>

namespace vacancy::saga {

[[nodiscard]] const std::string& process_owner();
/// The simulator's: what follows runs as if in a process that was started anew.
void become_another_process();

}  // namespace vacancy::saga
