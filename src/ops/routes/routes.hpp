#pragma once
// The doors of the ops room.

#include "ops/watch.hpp"
#include "web/route.hpp"

#include <span>
#include <string>

namespace vacancy::ops {

[[nodiscard]] std::span<const web::Route<Watch>> routes();
/// A trace as /v1/ops/traces/{trace_id} answers it.
[[nodiscard]] std::string trace_json(
    std::span<const std::shared_ptr<const trace::KeptTrace>> parts);

}  // namespace vacancy::ops
