#pragma once
// Gauges that the recorder itself feeds: the process and the accounts of spans.

#include "trace/metrics.hpp"

namespace vacancy::trace {

struct SpanAccounts;

void observe_process(Metrics& metrics);
void observe_accounts(Metrics& metrics, const SpanAccounts& accounts);

}  // namespace vacancy::trace
