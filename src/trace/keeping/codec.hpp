#pragma once
// A KeptTrace as bytes, for the trace store's file. The format is the store's own: a first byte for
// its version, then fields in order; numbers as variable-length integers.

#include "trace/kept_trace.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace vacancy::trace {

[[nodiscard]] std::string encode(const KeptTrace& trace);
/// Null when the bytes are damaged or of another version.
[[nodiscard]] std::shared_ptr<const KeptTrace> decode(std::string_view bytes);

}  // namespace vacancy::trace
