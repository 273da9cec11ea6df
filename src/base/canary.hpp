#pragma once
// Canaries: bugs that the simulator plants to prove that it would find them. They exist only in
// builds with VACANCY_CANARIES (the test presets); everywhere else `planted` is a constant false
// and nothing of them is in the binary. One is planted at a time, before anything runs; any thread.

#include <string_view>
#include <vector>

namespace vacancy::canary {

#ifdef VACANCY_CANARIES
inline std::string_view now{};                ///< the bug that is planted; empty: none
inline std::vector<const void*> forgotten{};  ///< what a planted bug never gives back
[[nodiscard]] inline bool planted(std::string_view name) { return now == name; }
inline void forget(const void* what) { forgotten.push_back(what); }
#else
[[nodiscard]] consteval bool planted(std::string_view) { return false; }
inline void forget(const void*) {}
#endif

}  // namespace vacancy::canary
