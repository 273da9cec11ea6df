#include "notices/mail/receipt.hpp"
#include "notices/mail/render.hpp"

#include <doctest/doctest.h>
#include <libical/ical.h>

#include <sstream>

using namespace vacancy;
using namespace vacancy::notices;

namespace {

StayNotice sample(Language language = Language::en) {
    StayNotice notice;
    notice.language = language;
    notice.booking = BookingId::make(Instant{1'780'000'000'000'000});
    notice.confirmation_code = "7K2MQ4X-9RT5WHD";
    notice.guest_name = Private<std::string>("Ada Example");
    notice.guest_email = Private<std::string>("ada@guest.example");
    notice.hotel = {.name = "Hôtel de la Plage",
                    .street = "1 Example Quay",
                    .city = "Porto Sample",
                    .postal_code = "00001",
                    .country = "PT",
                    .phone = "+000 000 000",
                    .email = "desk@plage.example",
                    .time_zone = "Europe/Lisbon"};
    notice.room_type = "Double";
    notice.rate_plan = "Flexible";
    notice.meal_plan = "breakfast";
    notice.stay = {LocalDate::of(2026, 3, 28), LocalDate::of(2026, 3, 30)};
    notice.guests = 2;
    notice.total = {123450, eur()};
    notice.free_until = Instant::parse("2026-03-26T18:00:00Z").value();
    notice.manage_url = "https://vacancy.example/manage/abc";
    notice.issued_at = Instant::parse("2026-03-01T12:00:00Z").value();
    return notice;
}

}  // namespace

TEST_CASE("a guest is written to in the first language of theirs that we speak") {
    CHECK(language_for("de-AT") == Language::de);
    CHECK(language_for("pt-PT, fr;q=0.8, en;q=0.5") == Language::fr);
    CHECK(language_for("ES") == Language::es);
    CHECK(language_for("xx, zz") == Language::en);
    CHECK(language_for("") == Language::en);
    CHECK(language_for("dexter") == Language::en);
}

TEST_CASE("the text names the code, the dates in words and the price as the language writes it") {
    const auto german = text_of(sample(Language::de));
    CHECK(german.contains("7K2MQ4X-9RT5WHD"));
    CHECK(german.contains("Samstag, 28. März 2026"));
    CHECK(german.contains("1.234,50 EUR"));
    CHECK(text_of(sample(Language::en)).contains("1,234.50 EUR"));
    CHECK(text_of(sample(Language::fr)).contains("samedi 28 mars 2026"));
    CHECK(text_of(sample(Language::es)).contains("sábado, 28 de marzo de 2026"));
}

TEST_CASE("what a guest calls themselves cannot become HTML") {
    auto notice = sample();
    notice.guest_name = Private<std::string>("<script>alert(1)</script>");
    const auto html = html_of(notice);
    CHECK(html.contains("&lt;script&gt;alert(1)"));
    CHECK_FALSE(html.contains("<script>alert"));
    CHECK_FALSE(html.contains("</script>alert"));
}

TEST_CASE(
    "the calendar entry carries its zone and the wall times on both sides of the clock change") {
    const auto text = calendar_of(sample());
    icalcomponent* calendar = icalparser_parse_string(text.c_str());
    REQUIRE(calendar != nullptr);
    CHECK(icalcomponent_get_first_component(calendar, ICAL_VTIMEZONE_COMPONENT) != nullptr);
    CHECK(text.contains("DTSTART;TZID=Europe/Lisbon:20260328T150000"));
    CHECK(text.contains("DTEND;TZID=Europe/Lisbon:20260330T110000"));
    CHECK(text.contains("TZID:Europe/Lisbon"));
    CHECK(text.contains("METHOD:REQUEST"));
    icalcomponent_free(calendar);
}

TEST_CASE("a canceled stay cancels its calendar entry under the same UID with a higher sequence") {
    auto notice = sample();
    notice.occasion = Occasion::canceled;
    notice.sequence = 2;
    const auto text = calendar_of(notice);
    CHECK(text.contains("METHOD:CANCEL"));
    CHECK(text.contains("STATUS:CANCELLED"));
    CHECK(text.contains("SEQUENCE:2"));
    CHECK(text.contains("UID:" + notice.booking.text()));
}

TEST_CASE("every line of a mail ends in CRLF and fits") {
    std::istringstream lines(mail_of(sample(Language::fr), {"Vacancy <r@vacancy.example>", "m@v"}));
    for (std::string line; std::getline(lines, line);) {
        REQUIRE(line.ends_with('\r'));
        REQUIRE(line.size() <= 79);
    }
}

TEST_CASE("a guest's address cannot add a header field or a recipient") {
    auto notice = sample();
    notice.guest_email = Private<std::string>("a@b.example\r\nBcc: c@d.example, e@f.example");
    const auto mail = mail_of(notice, {"Vacancy <r@vacancy.example>", "m@v"});
    CHECK_FALSE(mail.contains("\nBcc:"));
    CHECK(mail.contains("To: a@b.exampleBcc:c@d.examplee@f.example\r\n"));
}

TEST_CASE("the manage link in a mail holds nothing about the guest") {
    const auto text = text_of(sample());
    const auto at = text.find("https://");
    REQUIRE(at != std::string::npos);
    const auto url = text.substr(at, text.find('\n', at) - at);
    CHECK_FALSE(url.contains("ada"));
    CHECK_FALSE(url.contains("7K2MQ4X"));
}

TEST_CASE("the JSON-LD says what is reserved, for how much, and from when in the hotel's zone") {
    const auto json = json_ld_of(sample());
    CHECK(json.contains(R"("@type":"LodgingReservation")"));
    CHECK(json.contains(R"("totalPrice":"1234.50","priceCurrency":"EUR")"));
    CHECK(json.contains(R"("checkinTime":"2026-03-28T15:00:00Z")"));
    CHECK(json.contains(R"("checkoutTime":"2026-03-30T10:00:00Z")"));
}

TEST_CASE(
    "a mail tells what was paid ahead and what is paid at the hotel, and is silent when all is") {
    auto notice = sample();
    notice.deposit = Money{40'000, eur()};
    notice.due = Money{83'450, eur()};
    CHECK(text_of(notice).contains("Paid ahead: 400.00 EUR"));
    CHECK(text_of(notice).contains("To be paid at the hotel: 834.50 EUR"));
    for (const Language language : {Language::de, Language::fr, Language::es}) {
        notice.language = language;
        CHECK(text_of(notice).contains(money_text(language, *notice.due)));
    }
    notice = sample();
    notice.deposit = notice.total;
    notice.due = Money{0, eur()};
    CHECK_FALSE(text_of(notice).contains("at the hotel"));
}

TEST_CASE("a cancellation tells what of its fee is owed still") {
    auto notice = sample();
    notice.occasion = Occasion::canceled;
    notice.fee = Money{50'000, eur()};
    notice.due = Money{10'000, eur()};
    CHECK(text_of(notice).contains("Of the fee still to be paid: 100.00 EUR"));
}

TEST_CASE("a receipt's paper is attached to its mail, and nothing else changes without one") {
    ReceiptNotice receipt;
    receipt.folio = "folio";
    receipt.email = Private<std::string>("ada@guest.example");
    receipt.stay = {LocalDate::of(2026, 3, 28), LocalDate::of(2026, 3, 30)};
    receipt.charges = receipt.paid = receipt.balance = {0, eur()};
    const MailParts parts{.from = "Hotel <desk@plage.example>", .message_id = "m@plage.example"};
    const std::string bare = receipt_mail_of(receipt, parts);
    CHECK(bare.contains("multipart/alternative"));
    CHECK_FALSE(bare.contains("application/pdf"));
    receipt.paper = "%PDF-1.5 invented";
    const std::string with = receipt_mail_of(receipt, parts);
    CHECK(with.contains("multipart/mixed"));
    CHECK(with.contains("filename=\"receipt.pdf\""));
    CHECK(with.contains("JVBERi0xLjUgaW52ZW50ZWQ="));
    CHECK(with.ends_with("--=_mixed_folio--\r\n"));
}
