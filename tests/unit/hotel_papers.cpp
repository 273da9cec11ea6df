// Papers, charge codes, companies and exchange rates as rules.

#include "hotel/model/paper/charge_code.hpp"
#include "hotel/model/paper/company.hpp"
#include "hotel/model/paper/paper.hpp"

#include <doctest/doctest.h>

#include <map>
#include <random>

using namespace vacancy;
using namespace vacancy::hotel;

namespace {

Money euro(std::int64_t minor) { return {minor, eur()}; }

Money yen(std::int64_t minor) { return {minor, Currency::parse("JPY").value()}; }

ExchangeRate rate(std::string_view text) { return ExchangeRate::parse(text).value(); }

FolioItem item(PostingKind kind, std::int64_t minor, std::string_view name) {
    return {.posting = PostingId::named(name),
            .kind = kind,
            .code = "spa",
            .description = std::string(name),
            .amount = euro(minor)};
}

Paper paper_of(std::vector<FolioItem> items) {
    FolioView view{.folio = {.currency = eur()}, .items = std::move(items)};
    view.totals = totals_of(view.items, eur());
    Paper paper;
    fill_from(paper, view);
    return paper;
}

CompanyEntry entry(std::int64_t minor) { return {.amount = euro(minor)}; }

}  // namespace

TEST_CASE("a rate turns one currency into the other, half a cent away from zero") {
    CHECK(booked_amount({euro(10'000), rate("0.5")}, eur()).value() == euro(5'000));
    CHECK(booked_amount({euro(1), rate("0.5")}, eur()).value() == euro(1));
    CHECK(booked_amount({euro(-1), rate("0.5")}, eur()).value() == euro(-1));
    CHECK(booked_amount({euro(1), rate("0.49999999")}, eur()).value() == euro(0));
}

TEST_CASE("a rate is of major units, whatever the currencies count in") {
    CHECK(booked_amount({yen(10'000), rate("0.00615")}, eur()).value() == euro(6'150));
    CHECK(booked_amount({euro(6'150), rate("162.60162602")}, yen(0).currency).value() ==
          yen(10'000));
}

TEST_CASE("what is no rate is refused") {
    for (const char* text :
         {"", "0", "0.000", "-1", "1,5", "1.", ".5", "0.123456789", "1e3", "12345678901", " 1"}) {
        CAPTURE(text);
        CHECK_FALSE(ExchangeRate::parse(text).has_value());
    }
}

TEST_CASE("too much money is refused and not wrapped around") {
    CHECK_FALSE(booked_amount({euro(9'000'000'000'000'000'000), rate("999999999")}, eur()));
}

TEST_CASE("taxes inside an amount are parts of it and taxes on top raise it") {
    const TaxedSum sum = with_taxes(
        euro(11'900), {{"VAT", BasisPoints{1'900}, true}, {"City", BasisPoints{500}, false}});
    CHECK(sum.gross == euro(12'400));
    REQUIRE(sum.taxes.size() == 2);
    CHECK(sum.taxes[0].amount == euro(1'900));
    CHECK(sum.taxes[1].amount == euro(500));
}

TEST_CASE("several taxes inside share exactly what is inside") {
    std::mt19937_64 random(20'261'121);
    for (int i = 0; i < 1'000; ++i) {
        const Money amount = euro(static_cast<std::int64_t>(random() % 100'000));
        const BasisPoints one{static_cast<std::int32_t>(1 + random() % 3'000)};
        const BasisPoints other{static_cast<std::int32_t>(1 + random() % 3'000)};
        const TaxedSum sum = with_taxes(amount, {{"A", one, true}, {"B", other, true}});
        CHECK(sum.gross == amount);
        REQUIRE(sum.taxes.size() == 2);
        CHECK(sum.taxes[0].amount + sum.taxes[1].amount ==
              included_percent(amount, {one.value + other.value}));
    }
}

TEST_CASE("an allowance gives the taxes in it back") {
    const FolioId folio = FolioId::named("folio");
    const TaxedSum sum = with_taxes(euro(11'900), {{"VAT", BasisPoints{1'900}, true}});
    const auto lines = allowance_lines(folio, "spa", sum.gross, sum.taxes);
    CHECK(is_balanced(lines));
    REQUIRE(lines.size() == 3);
    CHECK(lines[0].amount == euro(-11'900));
    CHECK(lines[1].amount == euro(1'900));
    CHECK(lines[2].amount == euro(10'000));
}

TEST_CASE("a paper leaves out what was taken back and what took it back") {
    FolioItem wrong = item(PostingKind::charge, 500, "wrong");
    wrong.corrected = true;
    FolioItem back = item(PostingKind::correction, -500, "back");
    back.corrects = wrong.posting;
    const Paper paper = paper_of({item(PostingKind::charge, 700, "right"), wrong, back,
                                  item(PostingKind::payment, -200, "cash")});
    REQUIRE(paper.lines.size() == 1);
    CHECK(paper.total == euro(700));
    REQUIRE(paper.payments.size() == 1);
    CHECK(paper.payments[0].amount == euro(200));
    CHECK(paper.due() == euro(500));
}

TEST_CASE("a paper leaves out what was moved away") {
    FolioItem gone = item(PostingKind::charge, 500, "gone");
    gone.moved = true;
    FolioItem mover = item(PostingKind::transfer, -500, "mover");
    mover.moves = gone.posting;
    CHECK(paper_of({gone, mover}).lines.empty());
}

TEST_CASE("an item that was moved or taken back is not moved again") {
    FolioItem gone = item(PostingKind::charge, 500, "gone");
    gone.moved = true;
    FolioView view{.folio = {.currency = eur()}, .items = {gone}};
    view.totals = totals_of(view.items, eur());
    CHECK_FALSE(parts_to_move(view, {.items = {gone.posting}}).has_value());
}

TEST_CASE("an item that is named twice is refused") {
    const FolioItem spa = item(PostingKind::charge, 500, "spa");
    FolioView view{.folio = {.currency = eur()}, .items = {spa}};
    view.totals = totals_of(view.items, eur());
    CHECK_FALSE(parts_to_move(view, {.items = {spa.posting, spa.posting}}).has_value());
}

namespace {

/// Spa 1,190 with 190 tax, bar 700 with 47 and 13, and 90 given up.
Paper mixed_invoice() {
    Paper invoice =
        paper_of({item(PostingKind::charge, 1'190, "spa"), item(PostingKind::charge, 700, "bar"),
                  item(PostingKind::allowance, -90, "given up")});
    invoice.lines.at(0).taxes = {{"VAT", euro(190)}};
    invoice.lines.at(1).taxes = {{"VAT", euro(47)}, {"City", euro(13)}};
    invoice.taxes = taxes_of(invoice.lines);
    return invoice;
}

Paper noted(const Paper& invoice, const CreditWish& wish) {
    const auto parts = parts_to_credit(invoice, wish);
    REQUIRE(parts.has_value());
    return credit_note_for(invoice, *parts);
}

/// The same of the invoice as it is after that.
Paper note_on(Paper& invoice, const CreditWish& wish) {
    const auto parts = parts_to_credit(invoice, wish);
    REQUIRE(parts.has_value());
    Paper note = credit_note_for(invoice, *parts);
    for (const CreditPart& part : *parts) {
        PaperLine& line = invoice.lines.at(part.line);
        line.credited = line.credited + part.amount;
        invoice.credited = invoice.credited + part.amount;
    }
    return note;
}

bool is_refused(const Paper& invoice, const CreditWish& wish) {
    const auto parts = parts_to_credit(invoice, wish);
    return !parts && parts.error().code == ErrorCode::invalid_request;
}

}  // namespace

TEST_CASE("a sum that cannot be credited is refused with its reason") {
    const Paper invoice = mixed_invoice();
    const auto reason = [&](const Money& asked) {
        const auto parts = parts_to_credit(invoice, {.amount = asked});
        return parts ? std::string("none") : parts.error().detail;
    };
    CHECK(reason(euro(0)) == "an amount is above zero");
    CHECK(reason({100, Currency::parse("USD").value()}) == "the invoice is in EUR");
    CHECK(reason(invoice.total + euro(1)) == invoice.total.text() + " is left of the invoice");
}

TEST_CASE("a credit note for all of it is the opposite of its invoice") {
    const Paper note = noted(mixed_invoice(), {});
    CHECK(note.total == euro(-1'800));
    REQUIRE(note.lines.size() == 3);
    CHECK(note.lines.at(2).amount == euro(90));
    CHECK(note.taxes.at(0).amount == euro(-13));
    CHECK(note.taxes.at(1).amount == euro(-237));
    CHECK(note.paid.is_zero());
}

TEST_CASE("a chosen line is credited with the taxes in it") {
    const Paper note = noted(mixed_invoice(), {.lines = {{.number = 2}}});
    CHECK(note.total == euro(-700));
    REQUIRE(note.lines.size() == 1);
    CHECK(note.lines.at(0).taxes.at(1).amount == euro(-13));
}

TEST_CASE("what is left of a line is no more than what was not credited") {
    Paper invoice = mixed_invoice();
    (void)note_on(invoice, {.lines = {{.number = 1, .amount = euro(1'000)}}});
    CHECK(is_refused(invoice, {.lines = {{.number = 1, .amount = euro(191)}}}));
    CHECK(note_on(invoice, {.lines = {{.number = 1}}}).total == euro(-190));
}

TEST_CASE("chosen lines are not more than is left of the invoice") {
    CHECK(is_refused(mixed_invoice(), {.lines = {{.number = 1}, {.number = 2}}}));
}

TEST_CASE("a sum is shared among the lines by what is left of them") {
    const Paper note = noted(mixed_invoice(), {.amount = euro(189)});
    CHECK(note.lines.at(0).amount == euro(-119));
    CHECK(note.lines.at(1).amount == euro(-70));
    CHECK(note.total == euro(-189));
}

TEST_CASE("what cannot be credited is refused") {
    const Paper invoice = mixed_invoice();
    CHECK(is_refused(invoice, {.lines = {{.number = 4}}}));
    CHECK(is_refused(invoice, {.lines = {{.number = 3}}}));
    CHECK(is_refused(invoice, {.lines = {{.number = 1, .amount = euro(0)}}}));
    CHECK(is_refused(invoice, {.lines = {{.number = 1}, {.number = 1}}}));
    CHECK(is_refused(invoice, {.amount = euro(1'801)}));
    CHECK(is_refused(invoice, {.amount = euro(0)}));
    CHECK(is_refused(invoice, {.lines = {{.number = 1}}, .amount = euro(1)}));
}

TEST_CASE("random credit notes sum to exactly the invoice and its taxes") {
    const std::uint64_t seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    const auto below = [&](std::int64_t n) {
        return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(n));
    };
    for (int round = 0; round < 200; ++round) {
        Paper invoice = paper_of({item(PostingKind::charge, 1 + below(3'000), "one"),
                                  item(PostingKind::charge, 1 + below(3'000), "two")});
        for (PaperLine& line : invoice.lines)
            line.taxes = {{"VAT", euro(below(line.amount.amount + 1))}, {"City", euro(below(3))}};
        invoice.taxes = taxes_of(invoice.lines);
        std::map<std::string, std::int64_t> taxes;
        Money total = euro(0);
        while (invoice.credited != invoice.total) {
            const Money left = invoice.total - invoice.credited;
            const Money sum = euro(1 + below(left.amount));
            const Paper note = note_on(invoice, {.amount = sum});
            CHECK(note.total == euro(-sum.amount));
            total = total + note.total;
            for (const PaperTax& tax : note.taxes) taxes[tax.name] += tax.amount.amount;
        }
        CHECK(total == euro(-invoice.total.amount));
        for (const PaperTax& tax : invoice.taxes) CHECK(taxes[tax.name] == -tax.amount.amount);
    }
}

TEST_CASE("what a company paid settles its oldest entries first") {
    std::vector<CompanyEntry> entries{entry(3'000), entry(2'000), entry(-3'500), entry(100)};
    settle_oldest(entries);
    CHECK(entries[0].open == euro(0));
    CHECK(entries[1].open == euro(1'500));
    CHECK(entries[2].open == euro(0));
    CHECK(entries[3].open == euro(100));
}

TEST_CASE("a company whose account is closed owes nothing new") {
    Company company;
    CHECK(may_owe(company, euro(0), euro(1)).has_value());
    company.active = false;
    CHECK_FALSE(may_owe(company, euro(0), euro(1)).has_value());
}

TEST_CASE("a fee and its net and taxes are the same to the minor unit") {
    const std::uint64_t seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    const auto below = [&](int n) {
        return static_cast<std::int32_t>(random() % static_cast<std::uint64_t>(n));
    };
    for (int round = 0; round < 1'000; ++round) {
        const Money fee = euro(1 + below(100'000));
        const std::vector<CodeTax> taxes{{"VAT", BasisPoints{below(3'000)}, below(2) == 0},
                                         {"City", BasisPoints{below(1'000)}, below(2) == 0}};
        const auto lines = charge_lines({}, "no_show", fee, taxes_inside(fee, taxes));
        CHECK(is_balanced(lines));
        CHECK(lines.front().amount == fee);
        Money inside = euro(0);
        for (const TaxPart& tax : taxes_inside(fee, taxes)) inside = inside + tax.amount;
        const BasisPoints both{taxes[0].percent.value + taxes[1].percent.value};
        CHECK(inside == included_percent(fee, both));
    }
}
