// The guest's account as rules: postings balance, totals add up, splits move what is owed and no
// more.

#include "hotel/model/folio/folio.hpp"

#include <doctest/doctest.h>

#include <array>
#include <random>

using namespace vacancy;
using namespace vacancy::hotel;

namespace {

const FolioId guest_folio = FolioId::named("folio of a guest");
const FolioId company_folio = FolioId::named("folio of a company");

Money euro(std::int64_t minor) { return {minor, eur()}; }

std::int64_t on_folio(const std::vector<PostingLine>& lines, const FolioId& folio) {
    std::int64_t sum = 0;
    for (const PostingLine& line : lines)
        if (line.folio == folio) sum += line.amount.amount;
    return sum;
}

FolioItem item(PostingKind kind, std::string_view code, std::int64_t minor) {
    static int number = 0;
    return {.posting = PostingId::named("item " + std::to_string(++number)),
            .kind = kind,
            .code = std::string(code),
            .amount = euro(minor)};
}

FolioView view_of(std::vector<FolioItem> items) {
    FolioView view{.folio = {.id = guest_folio, .currency = eur()}, .items = std::move(items)};
    view.totals = totals_of(view.items, eur());
    return view;
}

}  // namespace

TEST_CASE("a charge is owed by the guest and earned by the house and the tax office") {
    const std::array<TaxPart, 2> taxes{TaxPart{"VAT", false, euro(600)},
                                       TaxPart{"Service", true, euro(500)}};
    const auto lines = charge_lines(guest_folio, "room", euro(11'100), taxes);
    CHECK(is_balanced(lines));
    CHECK(on_folio(lines, guest_folio) == 11'100);
    REQUIRE(lines.size() == 4);
    CHECK(lines[1].account == "tax:VAT");
    CHECK(lines[2].account == "fee:Service");
    CHECK(lines[3].amount == euro(-10'000));
}

TEST_CASE("a payment lowers what the guest owes") {
    const auto lines = payment_lines(guest_folio, "cash", euro(5'000));
    CHECK(is_balanced(lines));
    CHECK(on_folio(lines, guest_folio) == -5'000);
}

TEST_CASE("a transfer leaves the two folios together as they were") {
    const auto lines = transfer_lines(guest_folio, company_folio, euro(700));
    CHECK(is_balanced(lines));
    CHECK(on_folio(lines, guest_folio) == -700);
    CHECK(on_folio(lines, company_folio) == 700);
}

TEST_CASE("lines that do not sum to zero are not balanced") {
    const std::vector<PostingLine> lines{{.account = "cash", .amount = euro(1)},
                                         {.account = "revenue:room", .amount = euro(-2)}};
    CHECK_FALSE(is_balanced(lines));
}

TEST_CASE("lines of two currencies are not balanced") {
    const Money pound{-100, Currency::parse("GBP").value()};
    const std::vector<PostingLine> lines{{.account = "cash", .amount = euro(100)},
                                         {.account = "revenue:room", .amount = pound}};
    CHECK_FALSE(is_balanced(lines));
}

TEST_CASE("totals tell the room from the rest and what was paid from what is owed") {
    const auto view = view_of({item(PostingKind::charge, "room", 10'000),
                               item(PostingKind::charge, "minibar", 1'200),
                               item(PostingKind::allowance, "minibar", -200),
                               item(PostingKind::payment, "cash", -4'000)});
    CHECK(view.totals.charges == euro(11'000));
    CHECK(view.totals.room == euro(10'000));
    CHECK(view.totals.incidental == euro(1'000));
    CHECK(view.totals.paid == euro(4'000));
    CHECK(view.totals.balance == euro(7'000));
}

TEST_CASE("a correction of a payment lowers what was paid, not what was charged") {
    FolioItem paid = item(PostingKind::payment, "cash", -4'000);
    FolioItem back = item(PostingKind::correction, "cash", 4'000);
    back.corrects = paid.posting;
    const auto totals =
        totals_of(std::array{item(PostingKind::charge, "room", 9'000), paid, back}, eur());
    CHECK(totals.charges == euro(9'000));
    CHECK(totals.paid == euro(0));
    CHECK(totals.balance == euro(9'000));
}

TEST_CASE("a split by percent rounds once and never moves more than is owed") {
    const auto view = view_of({item(PostingKind::charge, "room", 10'001)});
    CHECK(share_to_move(view, {.percent = BasisPoints{5'000}}).value() == euro(5'001));
    CHECK(share_to_move(view, {.percent = BasisPoints{10'000}}).value() == euro(10'001));
    CHECK_FALSE(share_to_move(view, {.amount = euro(10'002)}).has_value());
    CHECK_FALSE(share_to_move(view, {.amount = euro(0)}).has_value());
}

TEST_CASE("a split by items moves their sum") {
    const auto view = view_of({item(PostingKind::charge, "room", 10'000),
                               item(PostingKind::charge, "minibar", 1'200),
                               item(PostingKind::charge, "spa", 3'300)});
    const SplitRule rule{.items = {view.items[1].posting, view.items[2].posting}};
    CHECK(share_to_move(view, rule).value() == euro(4'500));
}

TEST_CASE("a split needs exactly one rule") {
    const auto view = view_of({item(PostingKind::charge, "room", 10'000)});
    CHECK_FALSE(share_to_move(view, {}).has_value());
    const SplitRule both{.amount = euro(1), .percent = BasisPoints{1}};
    CHECK_FALSE(share_to_move(view, both).has_value());
}

TEST_CASE("a hundred thousand random operations keep the books at zero") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937_64 random(seed);
    const auto below = [&](std::int64_t n) {
        return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(n));
    };
    std::int64_t all = 0;
    std::int64_t guest = 0;
    std::int64_t company = 0;
    std::int64_t expected_guest = 0;
    std::int64_t expected_company = 0;
    std::vector<std::vector<PostingLine>> posted;
    for (int i = 0; i < 100'000; ++i) {
        const Money amount = euro(1 + below(50'000));
        std::vector<PostingLine> lines;
        switch (below(5)) {
            case 0: {
                const std::array<TaxPart, 1> tax{
                    TaxPart{"VAT", false, included_percent(amount, {2'000})}};
                lines = charge_lines(guest_folio, "room", amount, tax);
                expected_guest += amount.amount;
                break;
            }
            case 1:
                lines = payment_lines(guest_folio, "cash", amount);
                expected_guest -= amount.amount;
                break;
            case 2:
                lines = allowance_lines(company_folio, "spa", amount);
                expected_company -= amount.amount;
                break;
            case 3:
                lines = transfer_lines(guest_folio, company_folio, amount);
                expected_guest -= amount.amount;
                expected_company += amount.amount;
                break;
            default:
                if (posted.empty()) continue;
                const auto at =
                    static_cast<std::size_t>(below(static_cast<std::int64_t>(posted.size())));
                lines = correcting_lines(posted[at]);
                expected_guest -= on_folio(posted[at], guest_folio);
                expected_company -= on_folio(posted[at], company_folio);
                posted.erase(posted.begin() + static_cast<std::ptrdiff_t>(at));
        }
        REQUIRE(is_balanced(lines));
        for (const PostingLine& line : lines) all += line.amount.amount;
        guest += on_folio(lines, guest_folio);
        company += on_folio(lines, company_folio);
        if (posted.size() < 100) posted.push_back(lines);
    }
    CHECK(all == 0);
    CHECK(guest == expected_guest);
    CHECK(company == expected_company);
}
