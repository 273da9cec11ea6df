// What the desk says and hears, as records.

#include "outside/fias/words.hpp"

#include <doctest/doctest.h>

using namespace vacancy;
using namespace vacancy::outside::fias;

namespace {

const Instant noon = Instant::parse("2026-03-01T12:00:00Z").value();

hotel::Interface interface() {
    return {.property = {},
            .name = "till",
            .listen = "127.0.0.1:0",
            .time_zone = "Europe/Lisbon",
            .workstation = "7",
            .coder = "2"};
}

std::string text(const Record& record) {
    const std::string framed = frame(record);
    return framed.substr(1, framed.size() - 2);
}

hotel::InterfaceCharge charge(std::string_view ps) {
    return charge_in(*parse_record(ps), interface());
}

hotel::InterfaceLetter letter(hotel::LetterKind kind) {
    return {.id = {},
            .kind = kind,
            .room_number = "101",
            .guest = hotel::InterfaceGuest{
                .number = "0a1b2c3d4e5f",
                .name = Private<std::string>("Zoë Müller"),
                .language = "pt",
                .stay = {LocalDate::of(2026, 3, 1), LocalDate::of(2026, 3, 3)},
                .vip_level = 2,
                .room_number = "101"}};
}

std::string said(const hotel::InterfaceLetter& what) {
    const auto settings = interface();
    const auto record = record_of({settings, noon}, what);
    return record ? text(*record) : "";
}

}  // namespace

TEST_CASE("a key request names encoder, room, guest and the wall time of the property") {
    const auto id = ReservationId::parse("01890000-0000-7000-8000-0a1b2c3d4e5f").value();
    const hotel::KeyRequest request{.property = {},
                                    .reservation = id,
                                    .room_number = "101",
                                    .guest_name = Private<std::string>("Zoë"),
                                    .count = 3,
                                    .valid_from = noon,
                                    .valid_until = noon + std::chrono::hours{47},
                                    .workstation = "7"};
    const auto settings = interface();
    CHECK(text(key_request({settings, noon}, request)) ==
          "KR|KC2|WS7|RN101|KTN|K#3|G#0a1b2c3d4e5f|GNZoë|GA260301|GD260303|DT110000|"
          "DA260301|TI120000|");
}

TEST_CASE("one more key for the same guests leaves the earlier ones good") {
    const auto settings = interface();
    const hotel::KeyRequest request{.property = {},
                                    .reservation = {},
                                    .room_number = "101",
                                    .guest_name = {},
                                    .valid_from = noon,
                                    .valid_until = noon,
                                    .duplicate = true};
    CHECK(key_request({settings, noon}, request).field("KT") == "D");
}

TEST_CASE("a guest who comes, moves or leaves is GI, GC or GO") {
    CHECK(said(letter(hotel::LetterKind::guest_in)) ==
          "GI|RN101|G#0a1b2c3d4e5f|GNZoë Müller|GLPT|GV2|GA260301|GD260303|NPN|GSN|DA260301|"
          "TI120000|");
    auto moved = letter(hotel::LetterKind::guest_change);
    moved.old_room_number = "204";
    CHECK(said(moved).ends_with("|RO204|"));
    CHECK(said(letter(hotel::LetterKind::guest_out)).starts_with("GO|RN101|"));
}

TEST_CASE("a room's state is one of six words; a room out of order has none") {
    auto room = letter(hotel::LetterKind::room_status);
    room.housekeeping = hotel::Housekeeping::dirty;
    CHECK(said(room).starts_with("RE|RN101|RS1|"));
    room.housekeeping = hotel::Housekeeping::inspected;
    room.occupied = true;
    CHECK(said(room).starts_with("RE|RN101|RS6|"));
    room.housekeeping = hotel::Housekeeping::out_of_order;
    CHECK(said(room).empty());
}

TEST_CASE("the night's beginning and end are NS and NE") {
    CHECK(said(letter(hotel::LetterKind::night_begins)) == "NS|DA260301|TI120000|");
    CHECK(said(letter(hotel::LetterKind::night_ends)) == "NE|DA260301|TI120000|");
}

TEST_CASE("a posting is known by its number and day") {
    const auto bar = charge("PS|RN101|PTC|TA1250|P#0007|DA260301|CTTwo coffees|");
    CHECK(bar.room_number == "101");
    CHECK(bar.amount_minor == 1250);
    CHECK(bar.number == "260301:0007");
    CHECK(bar.code == "pos");
    CHECK(bar.description == "Two coffees");
    CHECK(charge("PS|RN101|TA1|P#0007|").number == "0007");
}

TEST_CASE("a posting without a number is known by the moment it names, or not at all") {
    CHECK(charge("PS|RN101|TA1|DA260301|TI120000|").number == "260301:120000:101:1");
    CHECK(charge("PS|RN101|TA1|").number.empty());
}

TEST_CASE("calls and the minibar have codes of their own") {
    CHECK(charge("PS|RN101|PTT|TA1|P#1|DD0049301234|").code == "phone");
    CHECK(charge("PS|RN101|PTT|TA1|P#1|DD0049301234|").description == "Call to 0049301234");
    const auto minibar = charge("PS|RN101|PTM|TA800|P#1|MA12|M#2|");
    CHECK(minibar.code == "minibar");
    CHECK(minibar.quantity == 2);
}

TEST_CASE("an amount that is none cannot be posted") {
    CHECK(charge("PS|RN101|TAmuch|P#1|").number.empty());
    CHECK(charge("PS|RN101|P#1|").number.empty());
    CHECK(charge("PS|RN101|TA99999999999999999999|P#1|").number.empty());
    CHECK(charge("PS|RN101|TA-500|P#1|").amount_minor == -500);
}

TEST_CASE("a card number in a till's text is masked") {
    CHECK(charge("PS|RN101|TA1|P#1|CT4111 1111 1111 1111|").description.find("1111") ==
          std::string::npos);
}

TEST_CASE("the answer to a posting says what it is about") {
    const auto settings = interface();
    const auto ps = *parse_record("PS|RN101|P#0007|TA1|");
    CHECK(text(posting_answer({settings, noon}, ps, "OK")) ==
          "PA|ASOK|RN101|P#0007|DA260301|TI120000|");
}

TEST_CASE("a room report is read from its state; lights and doors are none") {
    CHECK(report_in(*parse_record("RE|RN101|RS3|"), interface())->housekeeping ==
          hotel::Housekeeping::clean);
    CHECK_FALSE(report_in(*parse_record("RE|RN101|RS9|"), interface()).has_value());
    CHECK_FALSE(report_in(*parse_record("RE|RN101|MLN|"), interface()).has_value());
}

TEST_CASE("a number on the link is short and opens nothing") {
    const auto id = ReservationId::parse("01890000-0000-7000-8000-0a1b2c3d4e5f").value();
    CHECK(hotel::guest_number(id) == "0a1b2c3d4e5f");
}
