#include "hotel/routes/routes.hpp"
#include "hotel/setup.hpp"
#include "store/hotel_desk.hpp"

#include <algorithm>

using namespace vacancy;
using namespace vacancy::test;

namespace {

void at_the_desk(const std::function<void(DeskOn&)>& test) {
    ManualClock clock(opening);
    on_each(
        [&](TestStore& store) {
            DeskOn desk(store, clock, !store.is_postgres());
            test(desk);
        },
        {.clock = &clock});
}

template <class T>
T done(Task<Result<T>> task) {
    auto outcome = run_to_end(std::move(task));
    REQUIRE_MESSAGE(outcome.has_value(), (outcome ? std::string()
                                                  : std::string(outcome.error().sentence()) + " " +
                                                        outcome.error().detail));
    return std::move(*outcome);
}

template <class T>
std::optional<ErrorCode> refused(Task<Result<T>> task) {
    auto outcome = run_to_end(std::move(task));
    return outcome ? std::nullopt : std::optional(outcome.error().code);
}

hotel::InventoryCommand rooms_for_sale(const DeskOn& desk, int from, int nights, int capacity) {
    const auto stay = desk.doubles(from, nights);
    return {.property = DeskOn::property(),
            .change = {.room_type = *stay.room_type,
                       .nights = {stay.stay.arrival, stay.stay.departure},
                       .capacity = capacity}};
}

web::Request asking(std::string_view body, const web::Principal& principal) {
    web::Request request;
    request.body = body;
    request.principal = principal;
    request.path_parameters.emplace_back("property_id", DeskOn::property().text());
    return request;
}

const web::Route<hotel::Desk>& row(web::Method method, std::string_view pattern) {
    const auto rows = hotel::routes();
    const auto found = std::ranges::find_if(
        rows, [&](const auto& r) { return r.method == method && r.pattern == pattern; });
    REQUIRE(found != rows.end());
    return *found;
}

web::Reply call(DeskOn& desk, const web::Route<hotel::Desk>& route, const web::Request& request) {
    Step step = Step::silent();
    return run_to_end(route.handler(step, desk.desk, request));
}

}  // namespace

TEST_CASE("a new price is what the next search shows") {
    at_the_desk([](DeskOn& desk) {
        Step step = Step::silent();
        const auto stay = desk.doubles(10, 1);
        const std::vector<hotel::RateChange> change{
            {.property = DeskOn::property(),
             .rate_plan = *stay.rate_plan,
             .room_type = *stay.room_type,
             .nights = {stay.stay.arrival, stay.stay.departure},
             .rate = {.amount = 7'700}}};
        CHECK(done(hotel::set_rates(step, desk.desk, change)).nights == 1);
        CHECK(desk.price(stay) == Money{7'700 + 2 * 200, eur()});
    });
}

TEST_CASE("weekdays pick the nights of a range") {
    at_the_desk([](DeskOn& desk) {
        Step step = Step::silent();
        const auto stay = desk.doubles(0, 14);
        const std::vector<hotel::RuleChange> change{
            {.property = DeskOn::property(),
             .room_type = *stay.room_type,
             .nights = {stay.stay.arrival, stay.stay.departure, 1 << 5},
             .rule = {.closed = true}}};
        CHECK(done(hotel::set_restrictions(step, desk.desk, change)).nights == 2);
        // The first day on sale is a Sunday: the Saturdays are nights 6 and 13.
        CHECK(desk.price(desk.doubles(5, 1)).amount > 0);
        CHECK(desk.price(desk.doubles(6, 1)).amount == -1);
        CHECK(desk.price(desk.doubles(13, 1)).amount == -1);
    });
}

TEST_CASE("shrinking below what is sold is refused and names the nights") {
    at_the_desk([](DeskOn& desk) {
        Step step = Step::silent();
        for (int i = 0; i < 3; ++i)
            CHECK(desk.confirm(desk.held(desk.doubles(10, 2))) == std::nullopt);
        const auto command = rooms_for_sale(desk, 9, 4, 2);
        const auto outcome = run_to_end(hotel::set_inventory(step, desk.desk, command));
        REQUIRE_FALSE(outcome.has_value());
        CHECK(outcome.error().code == ErrorCode::inventory_oversold);
        CHECK(outcome.error().fields.size() == 2);
        CHECK(desk.left(desk.doubles(10, 2)) == 21);
    });
}

TEST_CASE("a preview lists nights and reservations and changes nothing") {
    at_the_desk([](DeskOn& desk) {
        Step step = Step::silent();
        for (int i = 0; i < 3; ++i)
            CHECK(desk.confirm(desk.held(desk.doubles(10, 2))) == std::nullopt);
        auto command = rooms_for_sale(desk, 9, 4, 2);
        command.preview = true;
        const auto impact = done(hotel::set_inventory(step, desk.desk, command));
        CHECK_FALSE(impact.applied);
        CHECK(impact.oversold.size() == 2);
        CHECK(impact.reservations.size() == 3);
        CHECK(desk.left(desk.doubles(10, 2)) == 21);
    });
}

TEST_CASE(
    "allowed, what is sold above the new number stays as overbooking and nothing more is sold") {
    at_the_desk([](DeskOn& desk) {
        Step step = Step::silent();
        for (int i = 0; i < 3; ++i)
            CHECK(desk.confirm(desk.held(desk.doubles(10, 2))) == std::nullopt);
        auto command = rooms_for_sale(desk, 9, 4, 2);
        command.allow_oversold = true;
        CHECK(done(hotel::set_inventory(step, desk.desk, command)).applied);
        CHECK(desk.left(desk.doubles(10, 1)) == 0);
        CHECK(desk.left(desk.doubles(9, 1)) == 2);
    });
}

TEST_CASE("a sell limit and an overbooking change what is left") {
    at_the_desk([](DeskOn& desk) {
        Step step = Step::silent();
        auto command = rooms_for_sale(desk, 10, 1, 24);
        command.change.capacity.reset();
        command.change.overbooking = 2;
        CHECK(done(hotel::set_inventory(step, desk.desk, command)).applied);
        CHECK(desk.left(desk.doubles(10, 1)) == 26);
        command.change.overbooking.reset();
        command.change.sell_limit = 5;
        CHECK(done(hotel::set_inventory(step, desk.desk, command)).applied);
        CHECK(desk.left(desk.doubles(10, 1)) == 5);
        command.change.sell_limit.reset();
        command.change.drop_sell_limit = true;
        CHECK(done(hotel::set_inventory(step, desk.desk, command)).applied);
        CHECK(desk.left(desk.doubles(10, 1)) == 26);
    });
}

TEST_CASE("nights beyond the window come on sale") {
    at_the_desk([](DeskOn& desk) {
        Step step = Step::silent();
        const auto command = rooms_for_sale(desk, 60, 5, 7);
        CHECK(done(hotel::set_inventory(step, desk.desk, command)).nights == 5);
        CHECK(desk.left(desk.doubles(62, 3)) == 7);
        CHECK(desk.price(desk.doubles(62, 1)).amount == -1);
    });
}

TEST_CASE("a change for a version that is not there any more is refused") {
    at_the_desk([](DeskOn& desk) {
        Step step = Step::silent();
        const auto types = done(hotel::room_types(step, desk.desk, DeskOn::property()));
        hotel::RoomType suite = types.back();
        suite.name = "Grand suite";
        CHECK(done(hotel::change_room_type(step, desk.desk, suite)).version == 2);
        CHECK(refused(hotel::change_room_type(step, desk.desk, suite)) ==
              ErrorCode::version_mismatch);
    });
}

TEST_CASE("a code cannot be used twice in a property") {
    at_the_desk([](DeskOn& desk) {
        Step step = Step::silent();
        const hotel::RoomType again{.property = DeskOn::property(), .code = "DBL", .name = "Again"};
        CHECK(refused(hotel::create_room_type(step, desk.desk, again)) ==
              ErrorCode::already_exists);
    });
}

TEST_CASE("a plan cannot be derived from a derived plan or from another property's") {
    at_the_desk([](DeskOn& desk) {
        Step step = Step::silent();
        const auto plans = done(hotel::rate_plans(step, desk.desk, DeskOn::property()));
        const auto derived =
            std::ranges::find_if(plans, [](const auto& p) { return p.derived.has_value(); });
        hotel::RatePlan plan{.property = DeskOn::property(), .code = "NEW", .name = "New"};
        plan.derived = hotel::Derivation{.parent = derived->id};
        CHECK(refused(hotel::create_rate_plan(step, desk.desk, plan)) ==
              ErrorCode::invalid_request);
        plan.derived = hotel::Derivation{.parent = RatePlanId::make(opening)};
        CHECK(refused(hotel::create_rate_plan(step, desk.desk, plan)) ==
              ErrorCode::rate_plan_not_found);
    });
}

TEST_CASE("a swap frees its own nights, takes the new ones and can be repeated") {
    at_the_desk([](DeskOn& desk) {
        Step step = Step::silent();
        const auto id = desk.held(desk.doubles(10, 2));
        CHECK(desk.confirm(id) == std::nullopt);
        while (desk.left(desk.doubles(11, 1)) > 0)
            CHECK(desk.confirm(desk.held(desk.doubles(11, 1))) == std::nullopt);
        hotel::SwapCommand swap{.reservation = id, .stay = desk.doubles(11, 2)};
        swap.total = done(hotel::swap_price(step, desk.desk, swap)).total;
        CHECK(refused(hotel::swap(step, desk.desk, swap, {})) == std::nullopt);
        CHECK(refused(hotel::swap(step, desk.desk, swap, {})) == std::nullopt);
        CHECK(desk.left(desk.doubles(10, 1)) == 24);
        CHECK(desk.left(desk.doubles(11, 1)) == 0);
        CHECK(desk.left(desk.doubles(12, 1)) == 23);
    });
}

TEST_CASE("a swap into nights that are sold out changes nothing") {
    at_the_desk([](DeskOn& desk) {
        Step step = Step::silent();
        const auto id = desk.held(desk.doubles(10, 2));
        CHECK(desk.confirm(id) == std::nullopt);
        hotel::SwapCommand swap{.reservation = id, .stay = desk.doubles(20, 2)};
        swap.total = done(hotel::swap_price(step, desk.desk, swap)).total;
        while (desk.left(desk.doubles(21, 1)) > 0) (void)desk.held(desk.doubles(21, 1));
        CHECK(refused(hotel::swap(step, desk.desk, swap, {})) ==
              ErrorCode::room_no_longer_available);
        CHECK(desk.left(desk.doubles(10, 2)) == 23);
        CHECK(desk.left(desk.doubles(20, 1)) == 24);
    });
}

TEST_CASE("a swap for another version of the reservation is refused") {
    at_the_desk([](DeskOn& desk) {
        Step step = Step::silent();
        const auto id = desk.held(desk.doubles(10, 2));
        CHECK(desk.confirm(id) == std::nullopt);
        const hotel::SwapCommand swap{.reservation = id,
                                      .stay = desk.doubles(20, 2),
                                      .total = desk.price(desk.doubles(20, 2)),
                                      .expected_version = 1};
        CHECK(refused(hotel::swap(step, desk.desk, swap, {})) == ErrorCode::version_mismatch);
    });
}

TEST_CASE("canceling is quoted by the terms the stay was sold with") {
    at_the_desk([](DeskOn& desk) {
        Step step = Step::silent();
        const auto id = desk.held(desk.doubles(10, 2));
        CHECK(desk.confirm(id) == std::nullopt);
        auto plans = done(hotel::rate_plans(step, desk.desk, DeskOn::property()));
        auto flexible = *std::ranges::find(plans, std::string("FLEX"), &hotel::RatePlan::code);
        flexible.cancellation.refundable = false;
        (void)done(hotel::change_rate_plan(step, desk.desk, flexible));
        const auto terms = done(hotel::cancel_terms(step, desk.desk, id));
        CHECK(terms.fee.is_zero());
        CHECK(terms.free_until == Instant::parse("2026-03-10T18:00:00Z").value());
    });
}

TEST_CASE("a book whose past has grown long is read again from the business date on") {
    ManualClock clock(opening);
    on_each(
        [&](TestStore& store) {
            clock.set(opening);
            DeskOn desk(store, clock);
            Step step = Step::silent();
            const auto* calendar = desk.calendars.find(DeskOn::property());
            clock.set(opening + std::chrono::hours{24 * 32});
            CHECK(run_to_end(hotel::roll_business_dates(step, desk.desk)).value() == 1);
            CHECK(calendar->book()->first == desk.first_day);
            clock.advance(std::chrono::hours{24});
            CHECK(run_to_end(hotel::roll_business_dates(step, desk.desk)).value() == 1);
            CHECK(calendar->book()->first == desk.first_day + 33);
            CHECK(desk.left(desk.doubles(40, 2)) == 24);
        },
        {.clock = &clock});
}

TEST_CASE("the business date follows the property's clock at four in the morning") {
    ManualClock clock(opening);
    on_each(
        [&](TestStore& store) {
            clock.set(opening);
            DeskOn desk(store, clock);
            Step step = Step::silent();
            clock.set(Instant::parse("2026-03-02T03:59:59Z").value());
            CHECK(run_to_end(hotel::roll_business_dates(step, desk.desk)).value() == 0);
            clock.set(Instant::parse("2026-03-02T04:00:00Z").value());
            CHECK(run_to_end(hotel::roll_business_dates(step, desk.desk)).value() == 1);
            CHECK(desk.price(desk.doubles(0, 1)).amount == -1);
            CHECK(desk.left(desk.doubles(1, 1)) == 24);
        },
        {.clock = &clock});
}

TEST_CASE("a manager of another account or property sees nothing to change") {
    at_the_desk([](DeskOn& desk) {
        const auto& list = row(web::Method::get, "/v1/properties/{property_id}/rate-plans");
        web::Principal manager{.role = web::Role::manager, .account = hotel::demo_account()};
        CHECK(call(desk, list, asking("", manager)).status == 200);
        manager.property = hotel::demo_property(1);
        CHECK(call(desk, list, asking("", manager)).status == 404);
        manager.property.reset();
        manager.account = AccountId::make(opening);
        CHECK(call(desk, list, asking("", manager)).status == 404);
    });
}

TEST_CASE("every row that changes something is for managers and admins alone, but for cleaning") {
    for (const auto& route : hotel::routes()) {
        CAPTURE(route.pattern);
        if (route.method == web::Method::get) continue;
        // Whoever cleans a room says so; what else of it they may change the handler judges.
        if (route.method == web::Method::patch && route.pattern.ends_with("/rooms/{room_number}"))
            continue;
        for (const auto role : {web::Role::guest, web::Role::agent, web::Role::host,
                                web::Role::housekeeper, web::Role::integration})
            CHECK_FALSE(route.access.allows(role));
        CHECK(route.access.allows(web::Role::admin));
    }
}

TEST_CASE("inventory is changed over HTTP, previewed first") {
    at_the_desk([](DeskOn& desk) {
        const auto& put = row(web::Method::put, "/v1/properties/{property_id}/inventory");
        const web::Principal admin{.role = web::Role::admin, .account = hotel::demo_account()};
        const auto stay = desk.doubles(10, 1);
        const std::string body = R"({"room_type_id":")" + stay.room_type->text() + R"(","from":")" +
                                 stay.stay.arrival.text() + R"(","to":")" +
                                 stay.stay.arrival.text() + R"(","capacity":3})";
        auto request = asking(body, admin);
        request.query.emplace_back("preview", "true");
        const auto preview = call(desk, put, request);
        CHECK(preview.body.find(R"("applied":false)") != std::string::npos);
        CHECK(desk.left(stay) == 24);
        CHECK(call(desk, put, asking(body, admin)).status == 200);
        CHECK(desk.left(stay) == 3);
        CHECK(call(desk, put, asking("{}", admin)).status == 400);
    });
}

TEST_CASE("a rate plan makes the round through JSON") {
    at_the_desk([](DeskOn& desk) {
        const auto& post = row(web::Method::post, "/v1/properties/{property_id}/rate-plans");
        const web::Principal admin{.role = web::Role::admin, .account = hotel::demo_account()};
        const std::string body =
            R"({"code":"LONG","name":"Long stay","meal_plan":"full_board","base_guests":1,)"
            R"("cancellation":{"refundable":true,"free_until_days":14,"free_until_time":"12:00",)"
            R"("fee":{"kind":"percent","percent_bp":8000}},"no_show":{"kind":"full"},)"
            R"("deposit":{"kind":"first_night"},"room_type_ids":[]})";
        const auto reply = call(desk, post, asking(body, admin));
        CHECK(reply.status == 201);
        CHECK(reply.body.find(R"("free_until_time":"12:00")") != std::string::npos);
        CHECK(reply.body.find(R"("percent_bp":8000)") != std::string::npos);
        Step step = Step::silent();
        const auto plans = done(hotel::rate_plans(step, desk.desk, DeskOn::property()));
        const auto found = std::ranges::find(plans, std::string("LONG"), &hotel::RatePlan::code);
        REQUIRE(found != plans.end());
        CHECK(found->no_show.kind == hotel::FeeKind::full);
        CHECK(found->cancellation.free_until_days == 14);
    });
}
