#pragma once
// From the arena of a trace that has ended to what outlives it. Recorder's thread only.

#include "trace/recording/policy.hpp"
#include "trace/recording/trace.hpp"

#include <memory>

namespace vacancy::trace {

/// The trace past policy, mask and twins; `reason` goes to its local root unless empty.
[[nodiscard]] std::shared_ptr<const KeptTrace> kept_from(const Trace& trace, const Policy& policy,
                                                         std::string_view reason);

/// The measurements of a kept trace become exemplars of their buckets.
void give_exemplars(const Trace& trace);

/// The ERROR record that goes with an exception event.
[[nodiscard]] std::shared_ptr<const LogRecord> record_of(const KeptTrace& trace,
                                                         const KeptSpan& span,
                                                         const KeptEvent& event);

}  // namespace vacancy::trace
