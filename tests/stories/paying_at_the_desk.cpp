// Guests pay by card in the middle of their stay: taken once, declined without a trace on the
// folio, found out after a crash, and reckoned with when they leave.

#include "stories/rack_house.hpp"

#include <csignal>

using namespace vacancy::testing;

namespace {

RackHouse& house() {
    static RackHouse house;
    return house;
}

struct Guest {
    json::value booking;
    std::string room;
    std::string folio;
};

std::string money(std::int64_t minor) {
    return R"({"amount":)" + std::to_string(minor) + R"(,"currency":")" +
           house().town().wish().currency + "\"}";
}

/// In the house, with a dinner to pay.
Guest guest_in(RackHouse& own, std::int64_t dinner = 6'000) {
    const json::value booking = own.books(1);
    const json::value in = own.checks_in(booking);
    Guest guest{booking, text_at(in, "/room"), text_at(in, "/folio_id")};
    const Answer charged =
        own.post(own.path("/folios/" + guest.folio + "/postings"),
                 R"({"kind":"charge","code":"dinner","amount":)" + money(dinner) + "}");
    REQUIRE(charged.status == 201);
    return guest;
}

std::string by_card(const std::string& amount, const std::string& token) {
    return R"({"kind":"payment","code":"card")" + (amount.empty() ? "" : R"(,"amount":)" + amount) +
           (token.empty() ? "" : R"(,"payment":{"method":"card","token":")" + token + "\"}") + "}";
}

Answer pays(RackHouse& own, const Guest& guest, const std::string& body) {
    return own.post(own.path("/folios/" + guest.folio + "/postings"), body);
}

json::value folio_of(RackHouse& own, const Guest& guest) {
    return own.get(own.path("/folios/" + guest.folio)).json();
}

/// What the gateway has taken for the stay, and kept.
std::int64_t taken(RackHouse& own, const Guest& guest) {
    std::int64_t sum = 0;
    for (const json::value& line : own.town().ledger(text_at(guest.booking, "/reservation_id")))
        sum += number_at(line, "/captured") - number_at(line, "/refunded");
    return sum;
}

}  // namespace

TEST_CASE("a card that pays in the middle of a stay leaves the rest for the check-out") {
    const Guest guest = guest_in(house());
    const std::int64_t before = taken(house(), guest);
    const std::int64_t held = house().held(guest.booking);
    const Answer paid = pays(house(), guest, by_card(money(2'000), "tok_approved"));
    CAPTURE(paid.body);
    REQUIRE(paid.status == 201);
    CHECK(number_at(paid.json(), "/amount/amount") == -2'000);
    CHECK(taken(house(), guest) == before + 2'000);
    CHECK(house().held(guest.booking) == held);
    CHECK(house().post(house().path("/rooms/" + guest.room + "/check-out"), "{}").status == 200);
    const json::value folio = folio_of(house(), guest);
    CHECK(number_at(folio, "/balance/amount") == 0);
    CHECK(taken(house(), guest) == number_at(folio, "/charges/amount"));
    CHECK(house().held(guest.booking) == 0);
}

TEST_CASE("without a sum and a card, the card on file pays all that is owed") {
    const Guest guest = guest_in(house(), 60'000);  // beyond what was paid ahead
    const std::int64_t owed = number_at(folio_of(house(), guest), "/balance/amount");
    REQUIRE(owed > 0);
    const Answer paid = pays(house(), guest, by_card("", ""));
    CAPTURE(paid.body);
    REQUIRE(paid.status == 201);
    CHECK(number_at(paid.json(), "/amount/amount") == -owed);
    CHECK(number_at(folio_of(house(), guest), "/balance/amount") == 0);
    CHECK(pays(house(), guest, by_card("", "")).status == 400);
}

TEST_CASE("a card that is declined leaves the folio as it was") {
    const Guest guest = guest_in(house());
    const std::int64_t before = taken(house(), guest);
    const json::value folio = folio_of(house(), guest);
    const Answer declined = pays(house(), guest, by_card(money(2'000), "tok_declined"));
    CHECK(declined.status == 402);
    CHECK(text_at(declined.json(), "/code") == "payment_declined");
    CHECK(folio_of(house(), guest).at("items") == folio.at("items"));
    CHECK(taken(house(), guest) == before);
    CHECK(pays(house(), guest, by_card(money(2'000), "tok_approved")).status == 201);
}

TEST_CASE("a payment by card that is asked for twice with one key is taken once") {
    const Guest guest = guest_in(house());
    const std::int64_t before = taken(house(), guest);
    const std::string path = house().path("/folios/" + guest.folio + "/postings");
    const std::vector<std::pair<std::string, std::string>> key{
        {"Content-Type", "application/json"}, {"Idempotency-Key", "card-" + guest.folio}};
    const std::string body = by_card(money(1'500), "tok_approved");
    const Answer first = house().town().as("agent").send("POST", path, body, key);
    const Answer again = house().town().as("agent").send("POST", path, body, key);
    REQUIRE(first.status == 201);
    CHECK(again.body == first.body);
    CHECK(taken(house(), guest) == before + 1'500);
}

TEST_CASE("the receipt of a stay names what was paid by card before") {
    const Guest guest = guest_in(house());
    REQUIRE(pays(house(), guest, by_card(money(2'000), "tok_approved")).status == 201);
    const Answer paper =
        house().post(house().path("/folios/" + guest.folio + "/papers"), R"({"kind":"pro_forma"})");
    REQUIRE(paper.status == 201);
    CHECK(number_at(paper.json(), "/payments/1/amount/amount") == 2'000);
}

TEST_CASE("a program that posts to folios charges no cards") {
    const Guest guest = guest_in(house());
    const Answer refused =
        house()
            .town()
            .as("integration")
            .post(house().path("/folios/" + guest.folio + "/postings"), by_card(money(100), ""));
    CHECK(refused.status == 403);
}

TEST_CASE("a crash anywhere in a payment by card ends with it taken once or not at all") {
    RackHouse own;
    for (const std::string point : {"card_payment.after_intend", "card_payment.after_authorize",
                                    "card_payment.after_capture", "card_payment.after_post"}) {
        CAPTURE(point);
        const Guest guest = guest_in(own);
        const std::int64_t before = taken(own, guest);
        const std::int64_t held = own.held(guest.booking);
        own.town().stop();
        own.town().start({{"VACANCY_CRASH_POINTS", "true"}, {"VACANCY_CRASH_AT", point}});
        CHECK(pays(own, guest, by_card(money(2'000), "tok_approved")).status == 0);
        CHECK(own.town().process().wait() == -SIGKILL);
        own.town().start();
        REQUIRE(eventually([&] { return own.rests(); }));
        const std::int64_t paid = number_at(folio_of(own, guest), "/paid/amount") - before;
        CHECK((paid == 0 || paid == 2'000));
        CHECK(taken(own, guest) == before + paid);
        CHECK(own.held(guest.booking) == held);
        CHECK(own.post(own.path("/rooms/" + guest.room + "/check-out"), "{}").status == 200);
        CHECK(taken(own, guest) == number_at(folio_of(own, guest), "/charges/amount"));
    }
}
