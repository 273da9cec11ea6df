#pragma once
// The sandbox: the outside world as one process of its own with real sockets. A payment gateway
// shaped like Stripe's PaymentIntents, a mail sink, a receiver for partner webhooks, a key encoder,
// and faults on demand. Its ledger, inbox and keys live in a directory and survive a restart.

#include "base/guarded.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace vacancy::trace {
class Recorder;
}

namespace vacancy::outside {

struct SandboxOptions {
    std::string listen = "127.0.0.1:0";
    std::string smtp = "127.0.0.1:0";
    std::string data;              ///< directory of ledger and inbox; made when absent
    std::string webhook_url{};     ///< where payment events go; empty: nowhere
    Secret webhook_secret{};       ///< signs payment events and checks partner events
    std::string keys{};            ///< where the key encoder connects to; empty: nowhere yet
    std::string faults_file{};     ///< JSON list of faults, as POST /faults takes them
    bool die_with_parent = false;  ///< ends when the process that started it ends, however it ends
    int threads = 1;
    /// Where its two lines go: "listening on http://…" and "smtp on …".
    std::function<void(std::string_view line)> announce{};
};

/// A running sandbox. The recorder outlives it.
class Sandbox {
public:
    /// Binds, reads what stands in the directory and serves on threads of its own. Throws
    /// std::runtime_error with one clear line when an address is taken or a file cannot be used.
    Sandbox(const SandboxOptions& options, trace::Recorder& recorder);
    ~Sandbox();  ///< requests in flight get two seconds
    Sandbox(const Sandbox&) = delete;
    Sandbox& operator=(const Sandbox&) = delete;

    [[nodiscard]] std::string base_url() const;      ///< http://127.0.0.1:43210
    [[nodiscard]] std::string smtp_address() const;  ///< 127.0.0.1:43211

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Serves until SIGTERM or SIGINT; answers the process's exit code (1, after one announced line,
/// when it cannot run). The recorder outlives the call.
int run_sandbox(const SandboxOptions& options, trace::Recorder& recorder);

}  // namespace vacancy::outside
