// Papers, charge codes, companies and exchange rates as rules.

#include "hotel/model/paper/charge_code.hpp"
#include "hotel/model/paper/company.hpp"
#include "hotel/model/paper/paper.hpp"

#include <doctest/doctest.h>

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

TEST_CASE("a credit note is the opposite of its invoice") {
    Paper invoice = paper_of({item(PostingKind::charge, 700, "right")});
    invoice.taxes = {{"VAT", euro(112)}};
    const Paper note = credit_note_for(invoice);
    CHECK(note.total == euro(-700));
    CHECK(note.lines.at(0).amount == euro(-700));
    CHECK(note.taxes.at(0).amount == euro(-112));
    CHECK(note.paid.is_zero());
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
