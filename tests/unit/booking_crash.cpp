#include "support/shop_world.hpp"

#include <doctest/doctest.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <new>

using namespace vacancy;
using namespace vacancy::testing;

// A process is ended between any two steps; another one opens the same database and goes on. The
// gateway's ledger is in memory that both share.

namespace {

std::string crash_at;

void crash_when_named(std::string_view name) {
    if (name == crash_at) _exit(42);
}

struct SharedLedger {
    SharedLedger()
        : place(mmap(nullptr, sizeof(GatewayLedger), PROT_READ | PROT_WRITE,
                     MAP_SHARED | MAP_ANONYMOUS, -1, 0)),
          ledger(*new(place) GatewayLedger{}) {
        must(place != MAP_FAILED);
    }
    SharedLedger(const SharedLedger&) = delete;
    SharedLedger& operator=(const SharedLedger&) = delete;
    ~SharedLedger() { munmap(place, sizeof(GatewayLedger)); }
    void* place;
    GatewayLedger& ledger;
};

struct Scene {
    Directory directory;
    SharedLedger shared;
    std::string url = "sqlite:" + (directory.path / "shop.db").string();

    /// Runs `act` in a process that ends at `point`; answers whether it got there.
    template <class Act>
    bool crashes(const std::string& point, Act act) {
        const pid_t child = fork();
        if (child == 0) {
            crash_at = point;
            {
                World world(open_shop_db(url), shared.ledger);
                world.shop.crash_point = crash_when_named;
                act(world);
            }
            _exit(0);
        }
        int status = 0;
        waitpid(child, &status, 0);
        return WIFEXITED(status) && WEXITSTATUS(status) == 42;
    }
    /// The life of a process that ends well.
    template <class Act>
    void lives(Act act) {
        CHECK(!crashes("never", act));
    }
};

void check_agrees(World& world, const GatewayLedger& ledger) {
    CHECK(world.unfinished() == 0);
    CHECK(world.bookings("pending") == 0);
    CHECK(ledger.held() == 0);
    CHECK(world.our_held() == 0);
    CHECK(world.number("SELECT COUNT(*) FROM payment WHERE status = 'intended'") == 0);
    CHECK(world.our_kept() == ledger.kept());
    CHECK(world.rooms_taken() == world.bookings("confirmed"));
}

}  // namespace

TEST_CASE("killed between any two steps a booking ends confirmed and captured, or fully undone") {
    for (const char* point : {"create.after_lock", "create.after_authorize", "create.after_confirm",
                              "create.after_capture", "create.after_settle"}) {
        INFO(point);
        Scene scene;
        scene.lives([&](World& world) { prepare(*world.db); });
        CHECK(scene.crashes(point, [](World& world) { (void)world.book(buyer()); }));
        World world(open_shop_db(scene.url), scene.shared.ledger);
        CHECK(world.recover().has_value());
        check_agrees(world, scene.shared.ledger);
        const auto confirmed = world.bookings("confirmed");
        CHECK(confirmed + world.bookings("failed") == 1);
        CHECK(world.confirmations() == confirmed);
        CHECK(scene.shared.ledger.kept() == confirmed * 20'000);
    }
}

TEST_CASE("killed in the middle of a rollback the rollback is finished") {
    for (const char* point : {"create.after_give_up", "create.after_release"}) {
        INFO(point);
        Scene scene;
        scene.lives([&](World& world) { prepare(*world.db); });
        CHECK(scene.crashes(point, [](World& world) {
            world.supplier.refuse_next("confirm", ErrorCode::hold_expired);
            (void)world.book(buyer());
        }));
        World world(open_shop_db(scene.url), scene.shared.ledger);
        CHECK(world.recover().has_value());
        check_agrees(world, scene.shared.ledger);
        CHECK(world.bookings("failed") == 1);
        CHECK(scene.shared.ledger.kept() == 0);
    }
}

TEST_CASE("killed while canceling the fee is kept and the rest refunded once") {
    for (const char* point :
         {"cancel.after_cancel", "cancel.after_refund", "cancel.after_settle"}) {
        INFO(point);
        Scene scene;
        scene.lives([&](World& world) { prepare(*world.db); });
        CHECK(scene.crashes(point, [](World& world) {
            const auto booked = world.book(buyer());
            (void)world.cancel({.confirmation_code = booked->booking.confirmation_code});
        }));
        World world(open_shop_db(scene.url), scene.shared.ledger);
        CHECK(world.recover().has_value());
        check_agrees(world, scene.shared.ledger);
        CHECK(world.bookings("canceled") == 1);
        CHECK(scene.shared.ledger.kept() == 5'000);
    }
}

TEST_CASE("killed while changing a stay its price is what was paid") {
    for (const char* point : {"modify.after_intend", "modify.after_authorize", "modify.after_swap",
                              "modify.after_move", "modify.after_settle"}) {
        INFO(point);
        Scene scene;
        scene.lives([&](World& world) { prepare(*world.db); });
        CHECK(scene.crashes(point, [](World& world) {
            const auto booked = world.book(buyer());
            booking::ModifyBooking change{.confirmation_code = booked->booking.confirmation_code};
            change.check_out = LocalDate::of(2030, 3, 5);
            (void)world.modify(change);
        }));
        World world(open_shop_db(scene.url), scene.shared.ledger);
        CHECK(world.recover().has_value());
        check_agrees(world, scene.shared.ledger);
        CHECK(world.number("SELECT total_minor FROM booking") == scene.shared.ledger.kept());
    }
}

// Found by the simulator: recovery looked for the refunds of the booking's newest version, and the
// change's own stayed with us.
TEST_CASE("a cheaper change cut off before its refund gives it back, though canceled since") {
    Scene scene;
    scene.lives([&](World& world) { prepare(*world.db); });
    CHECK(scene.crashes("modify.after_swap", [](World& world) {
        booking::CreateBooking command = buyer();
        command.search.stay.departure = LocalDate::of(2030, 3, 5);
        const auto booked = world.book(command);
        booking::ModifyBooking change{.confirmation_code = booked->booking.confirmation_code};
        change.check_out = LocalDate::of(2030, 3, 2);
        (void)world.modify(change);
    }));
    World world(open_shop_db(scene.url), scene.shared.ledger);
    const std::string code = world.word("SELECT confirmation_code FROM booking");
    CHECK(world.cancel({.confirmation_code = code}).has_value());
    CHECK(world.recover().has_value());
    check_agrees(world, scene.shared.ledger);
    CHECK(world.number("SELECT COUNT(*) FROM payment_refund WHERE done = 0") == 0);
    CHECK(scene.shared.ledger.kept() == 5'000);
}
