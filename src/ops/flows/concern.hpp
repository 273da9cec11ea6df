#pragma once
// Which property a trace is about, read from its attributes.

#include "base/id.hpp"
#include "ops/api.hpp"

#include <string>

namespace vacancy::ops {

/// True when any attribute of any span names the property.
[[nodiscard]] bool concerns(const TraceParts& parts, const PropertyId& property);
/// The property the trace is about; empty: none is named.
[[nodiscard]] std::string property_of(const TraceParts& parts);

}  // namespace vacancy::ops
