#pragma once
// Driver: what both databases share. It brings a transaction from a coroutine (or a blocked thread)
// to a database thread and back; how it runs there is the driver's own.

#include "db/driver/job.hpp"

namespace vacancy::db {

class Driver : public Database {
public:
    /// The longest a transaction has waited for its turn since this was last asked.
    [[nodiscard]] virtual std::chrono::nanoseconds longest_wait() = 0;

protected:
    Driver(const DatabaseOptions& options)
        : clock_(options.clock != nullptr ? *options.clock : system_clock()) {}

    /// Takes the job for a database thread; false when too many are waiting already.
    [[nodiscard]] virtual bool submit(Job& job) = 0;
    /// Which queue such a job waits in, as telemetry calls it.
    [[nodiscard]] virtual std::string_view queue_of(const Job& job) const = 0;
    /// Runs it at once on this thread (inline execution); false: hand it to `submit`.
    virtual bool run_here(Job& job) = 0;

    Task<std::optional<Error>> perform(Step& step, Access access, Work work) final;
    std::optional<Error> perform_now(Step& step, Access access, Work work) final;

    const Clock& clock_;

private:
    [[nodiscard]] Step open_span(Step& step) const;
    void start(Job& job);
};

/// One clear line on the error output, then the process stops at once, so that a restart recovers
/// from what is durable: after a failed write nobody knows what the file holds.
[[noreturn]] void stop_process(std::string_view why);

}  // namespace vacancy::db
