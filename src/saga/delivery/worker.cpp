#include "saga/worker.hpp"

#include "saga/delivery/listeners.hpp"

namespace vacancy::outbox {

Step Worker::open_span(const Message& message) {
    const auto* own = deliverer_.span_for(message);
    const std::string name = "process " + message.channel;
    trace::RootOptions options{.parent = trace::parse_traceparent(message.traceparent)};
    if (own == nullptr) options.name = name;
    const trace::Link link{options.parent.value_or(trace::SpanContext{}), "message"};
    if (options.parent) options.links = std::span(&link, 1);
    Step step = recorder_.root(own != nullptr ? *own : span::message_process, options);
    step.set(attr::messaging_system, std::string_view("vacancy"));
    step.set(attr::messaging_destination_name, message.channel);
    step.set(attr::messaging_operation_name, std::string_view("process"));
    step.set(attr::messaging_operation_type, std::string_view("process"));
    step.set(attr::messaging_message_id, message.id.text());
    step.set(attr::vacancy_outbox_topic, message.topic);
    step.set(attr::vacancy_outbox_attempts, message.attempts + 1);
    return step;
}

Task<void> Worker::process(const Message& message) {
    Step step = open_span(message);
    Result<void> answer = fail(ErrorCode::internal);
    try {
        answer = co_await deliverer_.deliver(step, message);
    } catch (const std::exception&) {
        step.keep("deliverer_threw");
    } catch (const BrokenPromise&) {
        step.keep("deliverer_threw");
    }
    const int max_attempts = options_.max_attempts;
    auto body = [&message, &answer, max_attempts](db::Tx& tx) -> Result<void> {
        if (answer) return delivered(tx, message.id);
        return failed(tx, message.id, name_of(answer.error().code), max_attempts);
    };
    // When this cannot be written the lease ends and the message is delivered again.
    auto recorded = co_await db_.transact(step, body);
    if (!answer) {
        step.close(&answer.error());
    } else {
        step.close(recorded ? nullptr : &recorded.error());
    }
}

Task<bool> Worker::process_together(const std::vector<Message>& messages) {
    std::vector<Step> steps;
    steps.reserve(messages.size());
    for (const Message& message : messages) steps.push_back(open_span(message));
    const auto body = [this, &messages](db::Tx& tx) -> Result<void> {
        for (const Message& message : messages) {
            TRY_VOID(deliverer_.deliver_in(tx, message));
            TRY_VOID(delivered(tx, message.id));
        }
        return {};
    };
    Result<void> done = fail(ErrorCode::internal);
    Step job = recorder_.root(span::vacancy_job);
    job.set(attr::vacancy_count, messages.size());
    try {
        done = co_await db_.transact(job, body);
    } catch (const std::exception&) {  // whose fault it is shows when each is tried by itself
        job.keep("deliverer_threw");
    } catch (const BrokenPromise&) {
        job.keep("deliverer_threw");
    }
    job.close(done ? nullptr : &done.error());
    for (Step& step : steps) step.close(done ? nullptr : &done.error());
    co_return done.has_value();
}

Task<Result<int>> Worker::round() {
    // Looking around is no work of a guest's: an idle round leaves no trace.
    Step idle = Step::silent();
    auto body = [this](db::Tx& tx) {
        return take_due(tx, deliverer_.channel(), options_.limit, options_.lease);
    };
    auto taken = co_await db_.transact(idle, body);
    if (!taken) co_return std::unexpected(std::move(taken).error());
    const auto count = static_cast<int>(taken->size());
    const bool together = count > 1 && deliverer_.stays_inside();
    if (together && co_await process_together(*taken)) co_return count;
    for (const Message& message : *taken) {
        if (bell_ != nullptr && bell_->is_stopped()) break;
        co_await process(message);
    }
    co_return count;
}

/// On SQLite there is one process: a lease found at start belongs to one that has died. When this
/// fails the leases end by themselves.
Task<void> Worker::take_over() {
    if (db_.system_name() != "sqlite") co_return;
    Step idle = Step::silent();
    auto body = [this](db::Tx& tx) { return release_leases(tx, deliverer_.channel()); };
    [[maybe_unused]] const auto released = co_await db_.transact(idle, body);
}

Task<void> Worker::run(saga::Bell& bell) {
    bell_ = &bell;
    co_await take_over();
    const Listener listener(std::string(deliverer_.channel()), [&bell] { bell.ring(); });
    while (!bell.is_stopped()) {
        const auto taken = co_await round();
        if (!taken || *taken == 0) co_await bell.wait(options_.period);
    }
    bell_ = nullptr;
}

}  // namespace vacancy::outbox
