#pragma once
// Which property a trace is about, read from its attributes.

#include "ops/api.hpp"

#include <string>

namespace vacancy::ops {

/// True when any attribute of any span names one of the view's properties.
[[nodiscard]] bool is_in(const View& view, const TraceParts& parts);
/// The property the trace is about; empty: none is named.
[[nodiscard]] std::string property_of(const TraceParts& parts);

}  // namespace vacancy::ops
