#pragma once
// A supplier with one kind of room that lives in the test's database, like our own hotel does, and
// fails on demand.

#include "booking/supplier.hpp"
#include "trace/task.hpp"

#include <map>
#include <string>

namespace vacancy::testing {

class FakeSupplier : public booking::Supplier {
public:
    explicit FakeSupplier(db::Database& db, int rooms = 2) : db_(db), rooms_(rooms) {}

    static Result<void> make_table(db::Tx& tx) {
        TRY_VOID(tx.run(db::Sql{"fake.table", "CREATE", "fake_stay",
                                "CREATE TABLE fake_stay (reservation TEXT PRIMARY KEY, state TEXT "
                                "NOT NULL)"}));
        return {};
    }

    /// The next call of that verb answers this instead of acting.
    void refuse_next(const std::string& verb, ErrorCode code) { refusals_[verb] = code; }
    /// The next call of that verb acts, and its answer is this.
    void lose_next(const std::string& verb, ErrorCode code) { losses_[verb] = code; }
    void show_more_than_there_is() { lies_ = true; }

    RoomTypeId room_type = RoomTypeId::make({1});
    RoomTypeId dear_type = RoomTypeId::make({2});
    RatePlanId rate_plan = RatePlanId::make({1});
    AccountId account = AccountId::make({1});
    Money price_a_night{10'000, eur()};
    Money fee{5'000, eur()};
    std::optional<Money> ahead{};  ///< due when booking, whatever the stay; absent: all of it
    booking::StayRequest last_swapped{};

    Task<Result<booking::Availability>> availability(Step& step, const booking::StayRequest& asked,
                                                     bool) override {
        CO_TRY_VOID(refusal("availability"));
        const auto body = [&](db::Tx& tx) { return taken(tx); };
        CO_TRY(const auto used, co_await db_.read(step, body));
        booking::Availability found;
        const int left = lies_ ? 1 : rooms_ - static_cast<int>(used);
        if (left > 0) {
            found.offers.push_back(offer(asked, room_type, left));
            found.offers.push_back(offer(asked, dear_type, left));
        }
        co_return found;
    }
    Task<Result<booking::Offer>> price(Step&, const booking::StayRequest& asked) override {
        CO_TRY_VOID(refusal("price"));
        co_return offer(asked, *asked.room_type, 1);
    }
    Task<Result<booking::HoldOutcome>> hold(Step& step, const booking::HoldRequest& request,
                                            const booking::Along& along) override {
        CO_TRY_VOID(refusal("hold"));
        const auto body = [&](db::Tx& tx) -> Result<booking::HoldOutcome> {
            TRY(const auto used, taken(tx));
            if (used >= rooms_)
                return booking::HoldOutcome{.contention_reason = "no_rooms_left",
                                            .competing_reservation = "somebody"};
            TRY_VOID(tx.run(insert_sql, request.reservation));
            TRY_VOID(along(tx));
            return booking::HoldOutcome{.acquired = true, .hold = HoldId::make(tx.now())};
        };
        auto held = co_await db_.transact(step, body);
        if (const auto lost = loss("hold")) co_return fail(*lost);
        co_return held;
    }
    Task<Result<void>> confirm(Step& step, ReservationId id, const booking::Along& along) override {
        co_return co_await change(step, "confirm", {id, "held", "confirmed"}, along);
    }
    Task<Result<bool>> release(Step& step, ReservationId id, const booking::Along& along) override {
        CO_TRY_VOID(refusal("release"));
        const auto body = [&](db::Tx& tx) -> Result<bool> {
            TRY(const auto rows, tx.run(update_sql, id, "held", "released"));
            TRY_VOID(along(tx));
            return rows == 1;
        };
        auto released = co_await db_.transact(step, body);
        if (const auto lost = loss("release")) co_return fail(*lost);
        co_return released;
    }
    Task<Result<booking::CancelTerms>> cancel_terms(Step&, ReservationId) override {
        co_return booking::CancelTerms{.fee = fee, .paid_total = fee, .policy = "half a night"};
    }
    Task<Result<void>> cancel(Step& step, ReservationId id, const booking::Along& along) override {
        co_return co_await change(step, "cancel", {id, "confirmed", "canceled"}, along);
    }
    Task<Result<booking::Offer>> swap_price(Step&, const booking::SwapRequest& asked) override {
        co_return offer(asked.stay, *asked.stay.room_type, 1);
    }
    Task<Result<void>> swap(Step& step, const booking::SwapRequest& asked,
                            const booking::Along& along) override {
        last_swapped = asked.stay;
        co_return co_await change(step, "swap", {asked.reservation, "confirmed", "confirmed"},
                                  along);
    }

    /// Held or confirmed stays.
    Result<std::int64_t> taken(db::Tx& tx) {
        const auto integer = [](const db::Row& row) { return row.integer(0); };
        TRY(const auto count, tx.first(count_sql, integer));
        return count.value_or(0);
    }

private:
    static constexpr db::Sql insert_sql{"fake.insert", "INSERT", "fake_stay",
                                        "INSERT INTO fake_stay VALUES ($1, 'held')"};
    static constexpr db::Sql update_sql{
        "fake.update", "UPDATE", "fake_stay",
        "UPDATE fake_stay SET state = $3 WHERE reservation = $1 AND state = $2"};
    static constexpr db::Sql count_sql{
        "fake.count", "SELECT", "fake_stay",
        "SELECT CAST(COUNT(*) AS BIGINT) FROM fake_stay WHERE state IN ('held', 'confirmed')"};

    struct Change {
        ReservationId id;
        std::string_view from;
        std::string_view to;
    };
    Task<Result<void>> change(Step& step, std::string verb, Change wanted,
                              const booking::Along& along) {
        CO_TRY_VOID(refusal(verb));
        const auto body = [&](db::Tx& tx) -> Result<void> {
            TRY(const auto rows, tx.run(update_sql, wanted.id, wanted.from, wanted.to));
            if (rows != 1) return fail(ErrorCode::illegal_transition);
            return along(tx);
        };
        auto changed = co_await db_.transact(step, body);
        if (const auto lost = loss(verb)) co_return fail(*lost);
        co_return changed;
    }
    booking::Offer offer(const booking::StayRequest& asked, RoomTypeId type, int left) {
        const Money listed = type == room_type ? price_a_night : times(price_a_night, 2);
        const Money night = asked.agreed_rate.value_or(listed);
        booking::Offer made{.room_type = type,
                            .rate_plan = rate_plan,
                            .rooms_left = left,
                            .total = times(night, asked.stay.nights()),
                            .due_at_booking = ahead,
                            .room_type_name = "Double room",
                            .rate_plan_name = "Flexible",
                            .meal_plan = "breakfast",
                            .account = account,
                            .cancellation_policy = "half a night"};
        for (LocalDate day = asked.stay.arrival; day < asked.stay.departure; ++day)
            made.nights.push_back({day, night});
        return made;
    }
    Result<void> refusal(const std::string& verb) {
        const auto at = refusals_.find(verb);
        if (at == refusals_.end()) return {};
        const ErrorCode code = at->second;
        refusals_.erase(at);
        return fail(code);
    }
    std::optional<ErrorCode> loss(const std::string& verb) {
        const auto at = losses_.find(verb);
        if (at == losses_.end()) return std::nullopt;
        const ErrorCode code = at->second;
        losses_.erase(at);
        return code;
    }

    db::Database& db_;
    int rooms_;
    bool lies_ = false;
    std::map<std::string, ErrorCode> refusals_;
    std::map<std::string, ErrorCode> losses_;
};

}  // namespace vacancy::testing
