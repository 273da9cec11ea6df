#pragma once
// The last words of a process whose disk fails. Any thread; nothing is unwound.

#include <string_view>

namespace vacancy {

/// Says why on stderr and ends the process at once, so that a restart recovers from what is on
/// disk.
[[noreturn]] void stop_process(std::string_view why);

}  // namespace vacancy
