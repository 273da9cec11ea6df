// Keys, over real sockets: an encoder that cuts them, and is slow, busy or away.

#include "support/cabled_hotel.hpp"

#include <doctest/doctest.h>

using namespace vacancy::testing;

namespace {

namespace json = boost::json;

CabledHotel& hotel() {
    static CabledHotel hotel;
    hotel.town().no_faults();
    return hotel;
}

}  // namespace

TEST_CASE("keys are cut by the encoder, for the room, the guest and the nights") {
    CabledHotel& h = hotel();
    const json::value booking = h.books();
    const Answer in = h.check_in(booking);
    CAPTURE(in.body);
    REQUIRE(in.status == 200);
    CHECK(text_at(in.json(), "/keys/system") == "fias");
    CHECK(number_at(in.json(), "/keys/count") == 2);
    const std::string room = text_at(in.json(), "/room");
    CHECK(h.keys_of(room) == 2);
    const std::string trace = text_at(in.json(), "/trace_id");
    CHECK(h.spans(trace, "pms.encode_keys", "pms.key_system") == std::vector<std::string>{"fias"});
    CHECK(h.spans(trace, "vacancy.encoder.ask", "pms.answer_status") ==
          std::vector<std::string>{"OK"});
    const Answer out = h.check_out(room);
    CAPTURE(out.body);
    REQUIRE(out.status == 200);
    CHECK(text_at(out.json(), "/keys") == "off");
    CHECK(h.keys_of(room) == 0);
}

TEST_CASE("a house without an interface counts metal keys") {
    CabledHotel& h = hotel();
    BookingWish wish = h.town().wish(0, 1);
    wish.property = text_at(h.town().facts(), "/properties/1/property_id");
    wish.currency = text_at(h.town().facts(), "/properties/1/currency");
    wish.check_in = text_at(h.town().facts(), "/properties/1/business_date");
    const Answer booked = h.town().book(wish);
    CAPTURE(booked.body);
    REQUIRE(booked.status == 201);
    const Answer in = h.desk().post("/v1/properties/" + wish.property + "/reservations/" +
                                        text_at(booked.json(), "/confirmation_code") + "/check-in",
                                    R"({"identity":{"kind":"passport","verified_by":"desk 2"}})");
    CAPTURE(in.body);
    REQUIRE(in.status == 200);
    CHECK(text_at(in.json(), "/keys/system") == "mechanical");
}

TEST_CASE("an encoder that is too slow ends the check-in; asked again it works") {
    CabledHotel& h = hotel();
    const json::value booking = h.books();
    const std::int64_t before = h.live_keys();
    h.town().fault(R"({"target":"keys","kind":"delay","ms":6000,"times":1,"match":"KR"})");
    const Answer slow = h.check_in(booking);
    CAPTURE(slow.body);
    CHECK(slow.status == 503);
    CHECK(text_at(slow.json(), "/code") == "key_encoder_unavailable");
    CHECK(h.spans(text_at(slow.json(), "/trace_id"), "vacancy.encoder.ask", "pms.answer_status") ==
          std::vector<std::string>{"none"});
    CHECK(h.spans(text_at(slow.json(), "/trace_id"), "pms.release_room", "error.type") ==
          std::vector<std::string>{""});
    CHECK(h.has_no_money_of(booking));
    const Answer again = h.check_in(booking);
    CAPTURE(again.body);
    REQUIRE(again.status == 200);
    CHECK(h.keys_of(text_at(again.json(), "/room")) == 2);
    CHECK(eventually([&] { return h.live_keys() == before + 2; }));
}

TEST_CASE("keys that came too late for a check-in are erased again") {
    CabledHotel& h = hotel();
    const json::value booking = h.books();
    const std::int64_t before = h.live_keys();
    h.town().fault(R"({"target":"keys","kind":"delay","ms":6000,"times":1,"match":"KR"})");
    REQUIRE(h.check_in(booking).status == 503);
    const std::size_t cut_before = h.keys().size();
    CHECK(eventually([&] { return h.keys().size() == cut_before + 1; }));
    CHECK(eventually([&] { return h.live_keys() == before; }));
    REQUIRE(h.check_in(booking).status == 200);
}

TEST_CASE("a busy encoder is 503, and the next try works") {
    CabledHotel& h = hotel();
    const json::value booking = h.books();
    for (const char* kind : {"refuse", "error", "drop_before", "drop_after"}) {
        CAPTURE(kind);
        h.town().fault(R"({"target":"keys","times":1,"match":"KR","kind":")" + std::string(kind) +
                       R"("})");
        const Answer busy = h.check_in(booking);
        CAPTURE(busy.body);
        CHECK(busy.status == 503);
        CHECK(text_at(busy.json(), "/code") == "key_encoder_unavailable");
        CHECK(h.has_no_money_of(booking));
        REQUIRE(h.encoder_is_live());
    }
    const Answer again = h.check_in(booking);
    CAPTURE(again.body);
    CHECK(again.status == 200);
}

TEST_CASE("an encoder that is switched off is 503; when it is back the same guest is checked in") {
    CabledHotel& h = hotel();
    const json::value booking = h.books();
    h.switch_encoder(false);
    REQUIRE(eventually([&] { return text_at(h.link("keys"), "/link/state") == "listening"; }));
    const Answer away = h.check_in(booking);
    CAPTURE(away.body);
    CHECK(away.status == 503);
    CHECK(h.has_no_money_of(booking));
    h.switch_encoder(true);
    REQUIRE(h.encoder_is_live());
    const Answer again = h.check_in(booking);
    CAPTURE(again.body);
    CHECK(again.status == 200);
}

TEST_CASE("an answer given twice is taken once") {
    CabledHotel& h = hotel();
    h.town().fault(R"({"target":"keys","kind":"twice","times":2,"match":"KR"})");
    for (int guest = 0; guest < 2; ++guest) {
        const Answer in = h.check_in(h.books());
        CAPTURE(in.body);
        REQUIRE(in.status == 200);
        CHECK(h.keys_of(text_at(in.json(), "/room")) == 2);
    }
    REQUIRE(h.check_in(h.books()).status == 200);
}

TEST_CASE("a guest whose keys could not be erased leaves all the same, and they are erased later") {
    CabledHotel& h = hotel();
    const json::value in = h.check_in(h.books()).json();
    const std::string room = text_at(in, "/room");
    h.town().fault(R"({"target":"keys","kind":"refuse","times":1,"match":"KD"})");
    const Answer out = h.check_out(room);
    CAPTURE(out.body);
    REQUIRE(out.status == 200);
    CHECK(text_at(out.json(), "/keys") == "pending");
    CHECK(eventually([&] { return h.keys_of(room) == 0; }));
}
