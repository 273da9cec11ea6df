#pragma once
// What a caller's headers say about the trace it works for.

#include "trace/recorder.hpp"
#include "web/message.hpp"

namespace vacancy::web {

/// Fills `options.parent` and, of a caller who is believed (`options.trusted`), the baggage, as far
/// as OTEL_PROPAGATORS asks for them. The lines of a repeated tracestate or baggage header are one
/// list; two traceparents are none.
void take_caller_context(const Request& request, const trace::Propagators& propagators,
                         trace::RootOptions& options);

}  // namespace vacancy::web
