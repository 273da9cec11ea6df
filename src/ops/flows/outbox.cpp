#include "saga/outbox.hpp"

#include "ops/api.hpp"

namespace vacancy::ops {
namespace {

constexpr int most_letters = 10'000;

OutboxLetter shown(const outbox::Letter& letter) {
    const outbox::Message& message = letter.message;
    const auto began = trace::parse_traceparent(message.traceparent);
    return {.id = message.id.text(),
            .channel = message.channel,
            .topic = message.topic,
            .subject = message.subject,
            .version = message.version,
            .state = letter.state,
            .attempts = message.attempts,
            .last_error = letter.last_error,
            .created_at = message.created_at,
            .trace_id = began ? began->trace_id.text() : ""};
}

}  // namespace

Task<Result<Page<OutboxLetter>>> see_outbox(Step& step, Watch& watch, const SeeOutbox& command) {
    CO_TRY(const std::size_t begin, begin_of(command.cursor));
    const auto body = [&](db::Tx& tx) -> Result<std::vector<OutboxLetter>> {
        TRY(const auto letters,
            outbox::letters(tx, command.dead ? "dead" : "waiting", most_letters));
        std::vector<OutboxLetter> found;
        for (const outbox::Letter& letter : letters) found.push_back(shown(letter));
        return found;
    };
    CO_TRY(std::vector<OutboxLetter> letters, co_await watch.db.read(step, body));
    co_return page_of(std::move(letters), begin, command.limit);
}

Task<Result<void>> send_again(Step& step, Watch& watch, const MessageId& letter) {
    const auto body = [&](db::Tx& tx) { return outbox::retry(tx, letter); };
    co_return co_await watch.db.transact(step, body);
}

}  // namespace vacancy::ops
