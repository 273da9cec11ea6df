#pragma once
// The `console` exporters of OTEL_TRACES_EXPORTER and its kin: every message as one line of JSON.

#include "trace/otlp/sender.hpp"

#include <functional>
#include <memory>
#include <string_view>

namespace vacancy::trace {

/// `write` gets lines without their end; none: they go nowhere, and count as exported.
[[nodiscard]] std::unique_ptr<otlp::Sender> make_console_sender(
    Signal signal, std::function<void(std::string_view)> write);

}  // namespace vacancy::trace
