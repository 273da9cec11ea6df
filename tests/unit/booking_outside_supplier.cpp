#include "support/shop_world.hpp"

#include <doctest/doctest.h>

#include <functional>

using namespace vacancy;
using namespace vacancy::testing;
using booking::Along;
using booking::HoldOutcome;

// A supplier outside our database: what it has is in memory that outlives the shop, and our records
// are made in transactions of their own.

namespace {

enum class Stay : int { none, held, confirmed };
enum class Fails : int {
    never,
    refuses,
    sold_out,
    loses_before,
    loses_after,
    dies_before,
    dies_after
};

/// Ends everything that runs at once, as a power cut would: no verb and no saga answers it.
struct Died {};

struct OutsideState {
    Stay stay = Stay::none;
};

class OutsideSupplier final : public FakeSupplier {
public:
    OutsideSupplier(db::Database& db, OutsideState& state)
        : FakeSupplier(db), db_(db), out_(state) {}
    [[nodiscard]] bool is_apart() const override { return true; }
    Fails hold_fails = Fails::never;
    Fails confirm_fails = Fails::never;

    Task<Result<HoldOutcome>> hold(Step& step, const booking::HoldRequest&,
                                   const Along& along) override {
        CO_TRY_VOID(co_await db_.transact(step, along));
        if (hold_fails == Fails::sold_out)
            co_return HoldOutcome{.contention_reason = "no_rooms_left"};
        CO_TRY_VOID(asked(hold_fails, Stay::held));
        co_return HoldOutcome{.acquired = true, .hold = HoldId::make({1})};
    }
    Task<Result<void>> confirm(Step& step, ReservationId, const Along& along) override {
        CO_TRY_VOID(asked(confirm_fails, Stay::confirmed));
        co_return co_await db_.transact(step, along);
    }
    Task<Result<bool>> release(Step& step, ReservationId, const Along& along) override {
        const bool had = out_.stay != Stay::none;
        out_.stay = Stay::none;
        CO_TRY_VOID(co_await db_.transact(step, along));
        co_return had;
    }

private:
    Result<void> asked(Fails how, Stay to) {
        if (how == Fails::refuses) return fail(ErrorCode::sold_out);
        if (how == Fails::loses_before) return fail(ErrorCode::outcome_unknown);
        if (how == Fails::dies_before) throw Died{};
        out_.stay = to;
        if (how == Fails::dies_after) throw Died{};
        if (how == Fails::loses_after) return fail(ErrorCode::outcome_unknown);
        return {};
    }

    db::Database& db_;
    OutsideState& out_;
};

/// A shop whose supplier is outside.
struct OutsideShop {
    OutsideShop(std::unique_ptr<db::Database> db, GatewayLedger& ledger, OutsideState& state)
        : world(std::move(db), ledger),
          supplier(*world.db, state),
          shop{.db = *world.db,
               .supplier = supplier,
               .till = world.till,
               .clock = system_clock(),
               .timers = real_timers(),
               .step_deadline = std::chrono::milliseconds(200)} {}
    Result<booking::Confirmed> book() {
        const auto command = buyer();
        return world.run_at<booking::Confirmed>(shop, [&](Step& step, booking::Shop& place) {
            return booking::create_booking(step, place, command);
        });
    }
    void recover() {
        Step step = Step::silent();
        const db::Sql due{"test.outside_due", "UPDATE", "saga",
                          "UPDATE saga SET next_attempt_at = 0, lease_until = 0"};
        must(world.db->transact_now(step, [&](db::Tx& tx) { return tx.run(due); }).has_value());
        must(world
                 .run_at<saga::RecoverReport>(shop,
                                              [&](Step&, booking::Shop& place) {
                                                  return booking::recover(world.watched.recorder,
                                                                          place);
                                              })
                 .has_value());
    }
    World world;
    OutsideSupplier supplier;
    booking::Shop shop;
};

struct Scene {
    Directory directory;
    GatewayLedger ledger;
    OutsideState state;
    std::string url = "sqlite:" + (directory.path / "shop.db").string();

    Scene() { prepare(*open_shop_db(url)); }
    std::unique_ptr<OutsideShop> open() {
        return std::make_unique<OutsideShop>(open_shop_db(url), ledger, state);
    }
    /// Nothing is left anywhere: no room, no money, no saga.
    void check_all_given_back(OutsideShop& shop) {
        CHECK(state.stay == Stay::none);
        CHECK(ledger.kept() == 0);
        CHECK(shop.world.our_held() == 0);
        CHECK(shop.world.unfinished() == 0);
        CHECK(shop.world.bookings("failed") == 1);
        CHECK(shop.world.confirmations() == 0);
    }
    /// Books until it ends in the middle of asking the supplier; only what is durable is left.
    void dies(const std::function<void(OutsideSupplier&)>& arrange) {
        const auto shop = open();
        arrange(shop->supplier);
        CHECK_THROWS_AS((void)shop->book(), Died);
    }
};

}  // namespace

TEST_CASE("a supplier outside our database confirms, and the stay is paid and announced once") {
    Scene scene;
    const auto shop = scene.open();
    const auto booked = shop->book();
    REQUIRE(booked.has_value());
    CHECK(scene.state.stay == Stay::confirmed);
    CHECK(scene.ledger.kept() == 20'000);
    CHECK(shop->world.confirmations() == 1);
    CHECK(shop->world.unfinished() == 0);
}

TEST_CASE("a supplier outside that has nothing left closes the intent that was journaled") {
    for (const Fails how : {Fails::sold_out, Fails::refuses}) {
        Scene scene;
        const auto shop = scene.open();
        shop->supplier.hold_fails = how;
        const auto booked = shop->book();
        REQUIRE(!booked.has_value());
        CHECK(booked.error().kind() == ErrorKind::conflict);
        CHECK(scene.ledger.count == 0);
        scene.check_all_given_back(*shop);
    }
}

TEST_CASE("a lost answer to the hold of a supplier outside is undone, whether it acted or not") {
    for (const Fails how : {Fails::loses_before, Fails::loses_after}) {
        Scene scene;
        const auto shop = scene.open();
        shop->supplier.hold_fails = how;
        CHECK(!shop->book().has_value());
        CHECK(scene.ledger.count == 0);
        scene.check_all_given_back(*shop);
    }
}

TEST_CASE("a lost answer to the confirmation of a supplier outside gives room and money back") {
    for (const Fails how : {Fails::loses_before, Fails::loses_after, Fails::refuses}) {
        Scene scene;
        const auto shop = scene.open();
        shop->supplier.confirm_fails = how;
        CHECK(!shop->book().has_value());
        scene.check_all_given_back(*shop);
    }
}

TEST_CASE("a process that dies while a supplier outside is asked leaves nothing once recovered") {
    for (const Fails how : {Fails::dies_before, Fails::dies_after}) {
        for (const bool at_hold : {true, false}) {
            Scene scene;
            scene.dies([&](OutsideSupplier& supplier) {
                (at_hold ? supplier.hold_fails : supplier.confirm_fails) = how;
            });
            const auto shop = scene.open();
            shop->recover();
            INFO(static_cast<int>(how), at_hold);
            scene.check_all_given_back(*shop);
        }
    }
}
