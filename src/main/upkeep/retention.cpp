#include "main/upkeep/retention.hpp"

#include "booking/cards.hpp"
#include "hotel/desk/interfaces.hpp"
#include "hotel/feed.hpp"
#include "notices/store/endpoints.hpp"
#include "payments/api.hpp"
#include "saga/outbox.hpp"
#include "saga/saga.hpp"

#include <algorithm>
#include <functional>
#include <string_view>
#include <vector>

namespace vacancy {
namespace {

constexpr int most_batches = 20;  // of a kind in a round

/// A kind of row that goes: `batch` deletes at most so many of them in its transaction.
struct Kind {
    std::string_view name;
    std::function<Result<std::int64_t>(db::Tx&, int limit)> batch;
};

/// What is not at rest: nothing younger than that goes.
struct AtWork {
    Instant saga{INT64_MAX};
    Instant message{INT64_MAX};
};

Result<AtWork> find_work(db::Tx& tx) {
    AtWork work;
    TRY(const auto saga, saga::oldest_unfinished(tx));
    TRY(const auto message, outbox::oldest_undelivered(tx));
    if (saga) work.saga = *saga;
    if (message) work.message = *message;
    return work;
}

std::vector<Kind> kinds_of(const Config& config, const AtWork& work) {
    const Instant now = system_clock().now();
    const auto past = [now](std::int64_t days) { return now - std::chrono::hours{24 * days}; };
    const Instant sagas = past(config.keep_sagas_days);
    const Instant messages = past(config.keep_messages_days);
    const Instant told = std::min(past(config.keep_events_days), work.message);
    const Instant heard = std::min(past(config.keep_events_days), work.saga);
    const Instant holds = std::min(past(config.keep_holds_days), work.saga);
    const Instant cards = past(config.keep_cards_days);
    return {
        {"sagas", [=](db::Tx& tx, int n) { return saga::purge_finished(tx, sagas, n); }},
        {"messages", [=](db::Tx& tx, int n) { return outbox::purge_delivered(tx, messages, n); }},
        {"partner_events", [=](db::Tx& tx, int n) { return notices::purge_events(tx, told, n); }},
        {"gateway_events",
         [=](db::Tx& tx, int n) { return payments::purge_gateway_events(tx, heard, n); }},
        {"holds", [=](db::Tx& tx, int n) { return hotel::purge_holds(tx, holds, n); }},
        {"card_tokens",
         [=](db::Tx& tx, int n) {
             return booking::forget_cards(tx, {.before = cards, .quiet = work.saga, .limit = n});
         }},
        {"interface_letters",
         [=](db::Tx& tx, int n) { return hotel::purge_letters(tx, messages, n); }},
        {"inventory_changes", [](db::Tx& tx, int n) { return hotel::purge_feed(tx, n); }},
    };
}

Task<Result<std::int64_t>> purge_kind(Step& step, House& house, const Kind& kind) {
    const int limit = static_cast<int>(house.config().retention_batch);
    std::int64_t gone = 0;
    for (int batch = 0; batch < most_batches; ++batch) {
        const auto body = [&](db::Tx& tx) { return kind.batch(tx, limit); };
        CO_TRY(const std::int64_t rows, co_await house.db().transact(step, body));
        gone += rows;
        if (rows < limit) break;
    }
    if (gone == 0) co_return gone;
    step.count(metric::vacancy_retention_purged, {kind.name}, gone);
    house.recorder().log().write(step, trace::Severity::info, "Rows past their time are gone",
                                 {trace::attribute(attr::vacancy_retention_kind, kind.name),
                                  trace::attribute(attr::vacancy_count, gone)});
    co_return gone;
}

}  // namespace

Task<Result<std::int64_t>> purge(Step& step, House& house) {
    const auto body = [](db::Tx& tx) { return find_work(tx); };
    CO_TRY(const AtWork work, co_await house.db().read(step, body));
    const auto kinds = kinds_of(house.config(), work);
    std::int64_t gone = 0;
    for (const Kind& kind : kinds) {
        CO_TRY(const std::int64_t rows, co_await purge_kind(step, house, kind));
        gone += rows;
    }
    step.set(attr::vacancy_count, gone);
    co_return gone;
}

}  // namespace vacancy
