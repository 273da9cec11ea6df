// Interfaces, their letters and the rooms' keys, on both databases.

#include "hotel/desk/room_keys.hpp"
#include "hotel/store/interfaces/interfaces.hpp"
#include "store/hotel_desk.hpp"

using namespace vacancy;
using namespace vacancy::test;

namespace {

using hotel::store::InterfaceName;

hotel::Interface cable(const std::string& name, hotel::InterfaceKind kind) {
    return {.property = DeskOn::property(),
            .name = name,
            .kind = kind,
            .listen = "127.0.0.1:0",
            .time_zone = "Europe/Lisbon"};
}

/// A house with an encoder, a telephone and a till that is not in use.
void with_cables(const std::function<void(TestStore&, DeskOn&)>& test) {
    ManualClock clock(opening);
    on_each(
        [&](TestStore& store) {
            DeskOn desk(store, clock, !store.is_postgres());
            Step step = Step::silent();
            const auto made = store.db().transact_now(step, [](db::Tx& tx) -> Result<void> {
                auto till = cable("till", hotel::InterfaceKind::point_of_sale);
                till.enabled = false;
                for (const auto& each : {cable("keys", hotel::InterfaceKind::keys),
                                         cable("phones", hotel::InterfaceKind::telephone), till})
                    TRY_VOID(hotel::store::insert_interface(tx, each));
                return {};
            });
            REQUIRE(made.has_value());
            test(store, desk);
        },
        {.clock = &clock});
}

template <class T>
T done(TestStore& store, const std::function<Result<T>(db::Tx&)>& body) {
    Step step = Step::silent();
    auto outcome = store.db().transact_now(step, body);
    REQUIRE_MESSAGE(outcome.has_value(), (outcome ? std::string() : outcome.error().detail));
    return std::move(*outcome);
}

void tell(TestStore& store, const hotel::InterfaceNews& news) {
    Step step = Step::silent();
    REQUIRE(
        store.db()
            .transact_now(step, [&](db::Tx& tx) { return hotel::store::write_letters(tx, news); })
            .has_value());
}

std::vector<hotel::InterfaceLetter> letters(TestStore& store, const std::string& name) {
    return done<std::vector<hotel::InterfaceLetter>>(store, [&](db::Tx& tx) {
        return hotel::store::letters_for(tx, InterfaceName{DeskOn::property(), name}, 10);
    });
}

hotel::RoomKey key_for(const ReservationId& reservation) {
    return {.property = DeskOn::property(),
            .room_number = "101",
            .reservation = reservation,
            .interface = "keys",
            .keys = 2,
            .valid_from = opening,
            .valid_until = opening + std::chrono::hours{24}};
}

template <class T>
T run(Task<Result<T>> task) {
    auto outcome = run_to_end(std::move(task));
    REQUIRE(outcome.has_value());
    if constexpr (!std::is_void_v<T>) return std::move(*outcome);
}

bool is_of(TestStore& store, const ReservationId& guest) {
    Step step = Step::silent();
    const hotel::RoomKey key = key_for(guest);
    return run(hotel::room_key_of(step, store.db(), key)).has_value();
}

}  // namespace

TEST_CASE("news are written for every interface in use but the one that told them") {
    with_cables([](TestStore& store, DeskOn&) {
        tell(store, {.property = DeskOn::property(),
                     .kind = hotel::LetterKind::room_status,
                     .room_number = "101",
                     .told_by = "phones"});
        CHECK(letters(store, "keys").size() == 1);
        CHECK(letters(store, "phones").empty());
        CHECK(letters(store, "till").empty());
    });
}

TEST_CASE("a letter carries what is true of its guest and room when it is read") {
    with_cables([](TestStore& store, DeskOn& desk) {
        const ReservationId guest = desk.held(desk.doubles(0, 2));
        tell(store, {.property = DeskOn::property(),
                     .kind = hotel::LetterKind::guest_in,
                     .reservation = guest,
                     .room_number = "101"});
        const auto told = letters(store, "keys");
        REQUIRE(told.size() == 1);
        REQUIRE(told[0].guest.has_value());
        CHECK(told[0].guest->name.reveal() == "Ada Invented");
        CHECK(told[0].guest->number == hotel::guest_number(guest));
        CHECK(told[0].guest->stay.arrival == desk.first_day);
        CHECK(told[0].housekeeping.has_value());
    });
}

TEST_CASE("what was told is forgotten for that interface only") {
    with_cables([](TestStore& store, DeskOn&) {
        tell(store, {.property = DeskOn::property(), .kind = hotel::LetterKind::night_begins});
        const auto told = letters(store, "keys");
        REQUIRE(told.size() == 1);
        Step step = Step::silent();
        REQUIRE(store.db()
                    .transact_now(step,
                                  [&](db::Tx& tx) {
                                      return hotel::store::forget_letter(
                                          tx, {DeskOn::property(), "keys"}, told[0].id);
                                  })
                    .has_value());
        CHECK(letters(store, "keys").empty());
        CHECK(letters(store, "phones").size() == 1);
    });
}

TEST_CASE("letters that nobody came for go when their time is over") {
    with_cables([](TestStore& store, DeskOn&) {
        tell(store, {.property = DeskOn::property(), .kind = hotel::LetterKind::night_ends});
        const auto purge = [&](Instant before) {
            return done<std::int64_t>(
                store, [&](db::Tx& tx) { return hotel::store::purge_letters(tx, before, 100); });
        };
        CHECK(purge(opening) == 0);
        CHECK(purge(opening + std::chrono::hours{1}) == 2);
    });
}

TEST_CASE("settings are changed at the version they were read at") {
    with_cables([](TestStore& store, DeskOn&) {
        auto keys = cable("keys", hotel::InterfaceKind::keys);
        keys.listen = "127.0.0.1:5010";
        const auto update = [&] {
            return done<bool>(store,
                              [&](db::Tx& tx) { return hotel::store::update_interface(tx, keys); });
        };
        CHECK(update());
        CHECK_FALSE(update());
    });
}

TEST_CASE("a desk's encoder is that of its workstation, or the first; others have metal keys") {
    with_cables([](TestStore& store, DeskOn&) {
        Step step = Step::silent();
        const hotel::EncoderQuery here{DeskOn::property(), "9"};
        const auto encoder = run(hotel::encoder_for(step, store.db(), here));
        REQUIRE(encoder.has_value());
        CHECK(encoder->name == "keys");
        const hotel::EncoderQuery elsewhere{hotel::demo_property(1), {}};
        CHECK_FALSE(run(hotel::encoder_for(step, store.db(), elsewhere)).has_value());
    });
}

TEST_CASE("a room's keys are the last stay's they were made for") {
    with_cables([](TestStore& store, DeskOn&) {
        Step step = Step::silent();
        const auto first = ReservationId::make(opening);
        const auto second = ReservationId::make(opening);
        const hotel::RoomKey one = key_for(first);
        const hotel::RoomKey two = key_for(second);
        CHECK_FALSE(run(hotel::take_room_key(step, store.db(), one)).has_value());
        CHECK(run(hotel::take_room_key(step, store.db(), two))->reservation == first);
        CHECK_FALSE(is_of(store, first));
        CHECK(is_of(store, second));
    });
}

TEST_CASE("the first guest's keys cannot be erased any more once the second has keys") {
    with_cables([](TestStore& store, DeskOn&) {
        Step step = Step::silent();
        const auto first = ReservationId::make(opening);
        const auto second = ReservationId::make(opening);
        const hotel::RoomKey one = key_for(first);
        const hotel::RoomKey two = key_for(second);
        (void)run(hotel::take_room_key(step, store.db(), one));
        run(hotel::erase_room_key_later(step, store.db(), one));
        CHECK(run(hotel::room_keys_to_erase(step, store.db(), one)).size() == 1);
        (void)run(hotel::take_room_key(step, store.db(), two));
        CHECK(run(hotel::room_keys_to_erase(step, store.db(), one)).empty());
        run(hotel::erase_room_key_later(step, store.db(), one));
        run(hotel::forget_room_key(step, store.db(), one));
        CHECK(is_of(store, second));
    });
}
