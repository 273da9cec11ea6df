#pragma once
// Worker: takes the due messages of one channel out of the outbox, gives each to its Deliverer and
// records what came of it. Delivery is at least once: a crash between the two repeats it with the
// same message id.

#include "saga/outbox.hpp"
#include "saga/running/bell.hpp"
#include "trace/recorder.hpp"

namespace vacancy::outbox {

/// A way out of the house for one channel; owned by `main`.
class Deliverer {
public:
    virtual ~Deliverer() = default;
    [[nodiscard]] virtual std::string_view channel() const = 0;
    /// An error means: try again later. Bounded in time, shorter than the lease.
    virtual Task<Result<void>> deliver(Step& step, const Message& message) = 0;
    /// True: what it does are rows of this database alone, by `deliver_in`. Then all that were
    /// taken are delivered, and marked so, in one transaction: exactly once.
    [[nodiscard]] virtual bool stays_inside() const { return false; }
    virtual Result<void> deliver_in(db::Tx& /*tx*/, const Message& /*message*/) {
        return fail(ErrorCode::internal, "this channel leaves the house");
    }
    /// The CONSUMER span of this message; null: the generic "process {channel}".
    [[nodiscard]] virtual const trace::SpanDef* span_for(const Message& /*message*/) const {
        return nullptr;
    }
};

struct WorkerOptions {
    int limit = 16;                  ///< messages taken at once
    std::chrono::seconds lease{60};  ///< longer than `limit` deliveries take
    int max_attempts = 12;           ///< then a dead letter
    std::chrono::milliseconds period{1000};
};

class Worker {
public:
    Worker(trace::Recorder& recorder, db::Database& db, Deliverer& deliverer,
           WorkerOptions options = {})
        : recorder_(recorder), db_(db), deliverer_(deliverer), options_(options) {}

    /// Delivers what is due now; how many were taken. An error: the store does not answer.
    Task<Result<int>> round();
    /// Rounds until `bell.stop()`; sleeps between them until a commit rings or the period is over.
    /// The message in delivery is finished first.
    Task<void> run(saga::Bell& bell);

private:
    Task<void> take_over();
    Task<void> process(const Message& message);
    /// All of them or none; false: none, each has to be tried by itself.
    [[nodiscard]] Task<bool> process_together(const std::vector<Message>& messages);
    [[nodiscard]] Step open_span(const Message& message);

    trace::Recorder& recorder_;
    db::Database& db_;
    Deliverer& deliverer_;
    WorkerOptions options_;
    saga::Bell* bell_ = nullptr;
};

}  // namespace vacancy::outbox
