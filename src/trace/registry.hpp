#pragma once
// The registry at run time: lists of what names.hpp declares, and the whole of it as JSON.

#include "trace/defs.hpp"

namespace vacancy::trace {

[[nodiscard]] std::span<const MetricDef* const> all_metrics();  ///< by MetricDef::index
[[nodiscard]] std::span<const ScopeDef* const> all_scopes();
[[nodiscard]] std::span<const AttributeTwin> attribute_twins();
/// What /v1/telemetry/registry answers.
[[nodiscard]] std::string_view registry_json();

}  // namespace vacancy::trace
