// The small readers: what is read must be written back as the same thing.

#include "base/id.hpp"
#include "base/money.hpp"
#include "base/time.hpp"
#include "fuzz/target.hpp"
#include "outside/form.hpp"
#include "outside/signing.hpp"
#include "web/encoding.hpp"
#include "web/listing.hpp"
#include "web/text_rules.hpp"

using namespace vacancy;
using fuzz::expect;

FUZZ_TARGET(dates) {
    if (const auto day = LocalDate::parse(input)) {
        expect(day->text() == input, "a date is written as it was read");
        expect(day->ymd().ok(), "a date that was read exists");
    }
    if (const auto at = Instant::parse(input)) {
        const auto again = Instant::parse(at->text());
        expect(again && *again == *at, "an instant survives its text");
    }
}

FUZZ_TARGET(money_and_ids) {
    if (const auto currency = Currency::parse(input)) {
        expect(currency->code() == input, "a currency is written as it was read");
        expect(currency->minor_digits() >= 0 && currency->minor_digits() <= 4, "minor digits");
    }
    if (const auto id = Uuid::parse(input)) {
        const auto again = Uuid::parse(id->text());
        expect(again && *again == *id, "an id survives its text");
        expect(web::is_uuid(id->text()) || input.size() == 36, "an id looks like one");
    }
    if (const auto code = normalize_confirmation_code(input)) {
        const auto again = normalize_confirmation_code(*code);
        expect(again && *again == *code, "a confirmation code is normal once it was normalized");
        expect(code->size() == 15, "a confirmation code has its length");
    }
}

FUZZ_TARGET(text_rules) {
    const std::string shown = web::masked(input);
    expect(shown.size() <= 256, "what telemetry carries is short");
    expect(!web::looks_like_card({}, shown), "a card number shows through its mask");
    expect(web::masked_path(input).size() <= 256, "a masked path is short");
    if (web::is_utf8(input)) expect(web::is_utf8(shown), "masking cuts a character in two");
    (void)web::holds_controls(input, true);
    std::string decoded;
    if (web::percent_decode(input, true, decoded))
        expect(!web::holds_controls(decoded, false), "an escape made a control character");
    if (const auto bytes = web::from_base64url(input)) {
        const std::span raw(reinterpret_cast<const unsigned char*>(bytes->data()), bytes->size());
        const auto again = web::from_base64url(web::base64url(raw));
        expect(again == bytes, "base64url survives its text");
    }
    (void)outside::from_base64(input);
    const outside::Form form(input);
    expect(outside::Form(form.encoded()).encoded() == form.encoded(), "a form survives its text");
}

FUZZ_TARGET(cursor) {
    for (std::size_t parts = 1; parts < 4; ++parts) {
        const auto read = web::read_cursor(input, parts);
        if (read) expect(read->size() == parts, "a cursor has its parts");
    }
}
