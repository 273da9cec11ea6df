#pragma once
// Spare: the memory of the last answer, kept for the next one of the same thread. An answer of some
// kilobytes would otherwise be grown, copied and given back to the allocator for every request.

#include <string>

namespace vacancy::web {

/// Empty, with room for an answer.
[[nodiscard]] std::string take_spare();
/// Keeps the memory when it is worth it.
void give_spare(std::string&& used);

}  // namespace vacancy::web
