#pragma once
// Sender: carries encoded OTLP messages of one signal to one destination, by HTTP or gRPC. It
// belongs to the export thread, which alone calls `send`. A sender tries once; repeating is the
// exporter's business.

#include "trace/export/settings.hpp"

#include <atomic>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace vacancy::trace::otlp {

/// Until when a call may take; the exporter shortens it from another thread at shutdown.
class Patience {
public:
    using Clock = std::chrono::steady_clock;
    void end_by(Clock::time_point at) { end_ = at.time_since_epoch().count(); }
    [[nodiscard]] bool is_over() const { return Clock::now() >= end(); }
    [[nodiscard]] Clock::time_point end() const {
        return Clock::time_point(Clock::duration(end_.load()));
    }

private:
    std::atomic<Clock::rep> end_ = Clock::time_point::max().time_since_epoch().count();
};

/// What came of one try.
struct Answer {
    enum class Outcome : std::uint8_t {
        accepted,
        try_again,  ///< 429, 502, 503, 504, UNAVAILABLE and its like, no connection, no answer
        refused     ///< repeating would not help
    };
    Outcome outcome = Outcome::accepted;
    std::int64_t rejected = 0;  ///< accepted: items that the collector would not take
    std::optional<std::chrono::milliseconds> retry_after{};
    std::string why{};  ///< one line, without headers or addresses' credentials
};

class Sender {
public:
    virtual ~Sender() = default;
    /// Blocks until answered, until the destination's timeout or until `patience` is over.
    virtual Answer send(std::string_view message, const Patience& patience) = 0;
};

/// Never fails: an address that cannot be reached shows at `send`.
[[nodiscard]] std::unique_ptr<Sender> make_sender(Signal signal, const Destination& to);
[[nodiscard]] std::unique_ptr<Sender> make_http_sender(const Destination& to);
[[nodiscard]] std::unique_ptr<Sender> make_grpc_sender(Signal signal, const Destination& to);

/// The count in an Export…ServiceResponse; all three have the same fields.
[[nodiscard]] std::int64_t rejected_items(std::string_view response);

[[nodiscard]] inline std::string_view user_agent() { return "vacancy-otlp-exporter/0.1.0"; }

}  // namespace vacancy::trace::otlp
