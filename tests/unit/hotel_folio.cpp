// The guest's account as rules: postings balance, totals add up, splits move what is owed and no
// more.

#include "hotel/model/folio/folio.hpp"
#include "hotel/model/paper/charge_code.hpp"

#include <doctest/doctest.h>

#include <array>
#include <functional>
#include <map>
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
    const auto half = parts_to_move(view, {.percent = BasisPoints{5'000}}).value();
    REQUIRE(half.size() == 1);
    CHECK(half.front().amount == euro(5'001));
    const auto all = parts_to_move(view, {.percent = BasisPoints{10'000}}).value();
    CHECK(all.front().amount == euro(10'001));
    CHECK_FALSE(parts_to_move(view, {.amount = euro(10'002)}).has_value());
    CHECK_FALSE(parts_to_move(view, {.amount = euro(0)}).has_value());
}

TEST_CASE("a split by items moves each of them whole") {
    const auto view = view_of({item(PostingKind::charge, "room", 10'000),
                               item(PostingKind::charge, "minibar", 1'200),
                               item(PostingKind::charge, "spa", 3'300)});
    const SplitRule rule{.items = {view.items[1].posting, view.items[2].posting}};
    const auto parts = parts_to_move(view, rule).value();
    REQUIRE(parts.size() == 2);
    CHECK(parts[0].amount == euro(1'200));
    CHECK(parts[1].amount == euro(3'300));
}

TEST_CASE("a split needs exactly one rule") {
    const auto view = view_of({item(PostingKind::charge, "room", 10'000)});
    CHECK_FALSE(parts_to_move(view, {}).has_value());
    const SplitRule both{.amount = euro(1), .percent = BasisPoints{1}};
    CHECK_FALSE(parts_to_move(view, both).has_value());
}

namespace {

using Lines = std::vector<PostingLine>;

/// The rules that the storm goes through; a test replaces one by a wrong one.
struct Rules {
    std::function<Lines(const FolioId&, std::string_view, const TaxedSum&)> charge =
        [](const FolioId& folio, std::string_view code, const TaxedSum& sum) {
            return charge_lines(folio, code, sum.gross, sum.taxes);
        };
    std::function<Lines(const FolioId&, const FolioId&, const Money&)> move = transfer_lines;
    std::function<Lines(const Lines&)> take_back = [](const Lines& lines) {
        return correcting_lines(lines);
    };
};

/// Random operations, and a sum beside them that knows nothing of lines.
class Storm {
public:
    Storm(std::uint64_t seed, Rules rules) : random_(seed), rules_(std::move(rules)) {}

    /// What was seen to be wrong first; empty: nothing.
    std::string run(int operations) {
        for (int i = 0; i < operations; ++i) {
            const std::string wrong = one();
            if (!wrong.empty()) return wrong + " after " + std::to_string(i) + " operations";
        }
        return {};
    }

private:
    std::int64_t below(std::int64_t n) {
        return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(n));
    }
    const FolioId& any() { return below(2) == 0 ? guest_folio : company_folio; }
    const FolioId& other(const FolioId& folio) {
        return folio == guest_folio ? company_folio : guest_folio;
    }
    TaxedSum taxed(const Money& amount) {
        return with_taxes(amount, {{"VAT", BasisPoints{1'900}, true},
                                   {"Levy", BasisPoints{77}, true},
                                   {"City", BasisPoints{333}, false}});
    }
    std::string one() {
        const FolioId folio = any();
        const Money amount = euro(1 + below(50'000));
        const TaxedSum sum = taxed(amount);
        switch (below(7)) {
            case 0:
            case 1: return book(rules_.charge(folio, "spa", sum), {{folio, sum.gross.amount}});
            case 2: return book(payment_lines(folio, "cash", amount), {{folio, -amount.amount}});
            case 3:
                return book(allowance_lines(folio, "spa", sum.gross, sum.taxes),
                            {{folio, -sum.gross.amount}});
            case 4: return move(folio);
            case 5:
                company_ += amount.amount;
                return book(city_ledger_lines(folio, CompanyId::named("company"), amount),
                            {{folio, -amount.amount}});
            default: return take_back();
        }
    }
    std::string move(const FolioId& from) {
        if (owed_[from] <= 0) return {};
        FolioView view{.folio = {.id = from, .currency = eur()}};
        view.totals.balance = euro(owed_[from]);
        SplitRule rule;
        if (below(2) == 0)
            rule.percent = BasisPoints{static_cast<std::int32_t>(1 + below(10'000))};
        else
            rule.amount = euro(1 + below(owed_[from]));
        const auto parts = parts_to_move(view, rule);
        if (!parts) return {};
        const Money share = parts->front().amount;
        if (share.amount > owed_[from]) return "more was moved than was owed";
        return book(rules_.move(from, other(from), share),
                    {{from, -share.amount}, {other(from), share.amount}});
    }
    std::string take_back() {
        if (posted_.empty()) return {};
        const auto at = static_cast<std::size_t>(below(static_cast<std::int64_t>(posted_.size())));
        const Lines lines = posted_[at];
        posted_.erase(posted_.begin() + static_cast<std::ptrdiff_t>(at));
        for (const PostingLine& line : lines)
            if (line.company) company_ -= line.amount.amount;
        return book(rules_.take_back(lines), {{guest_folio, -on_folio(lines, guest_folio)},
                                              {company_folio, -on_folio(lines, company_folio)}});
    }
    std::string book(const Lines& lines, const std::map<FolioId, std::int64_t>& changes) {
        if (!is_balanced(lines)) return "a posting sums to more than zero";
        for (const auto& [folio, change] : changes) owed_[folio] += change;
        for (const PostingLine& line : lines) {
            books_[line.account + (line.folio ? line.folio->text() : "")] += line.amount.amount;
            if (line.folio) on_folios_[*line.folio] += line.amount.amount;
        }
        if (posted_.size() < 100) posted_.push_back(lines);
        if (on_folios_ != owed_) return "a folio owes something else";
        if (books_["city_ledger:" + CompanyId::named("company").text()] != company_)
            return "the company owes something else";
        const std::int64_t revenue = -books_["revenue:spa"];
        const std::int64_t taxes = -books_["tax:VAT"] - books_["tax:Levy"] - books_["tax:City"];
        const std::int64_t gross =
            owed_[guest_folio] + owed_[company_folio] + books_["cash"] + company_;
        return revenue + taxes == gross ? "" : "what was earned is not what was charged";
    }

    std::mt19937_64 random_;
    Rules rules_;
    std::map<std::string, std::int64_t> books_{};
    std::map<FolioId, std::int64_t> on_folios_{{guest_folio, 0}, {company_folio, 0}};
    std::map<FolioId, std::int64_t> owed_{{guest_folio, 0}, {company_folio, 0}};
    std::int64_t company_ = 0;
    std::vector<Lines> posted_{};
};

}  // namespace

TEST_CASE("a hundred thousand random operations keep the books at zero") {
    const std::uint64_t seed = std::random_device{}();
    MESSAGE("seed ", seed);
    CHECK(Storm(seed, {}).run(100'000) == "");
}

TEST_CASE("the storm sees a transfer that loses a cent of an odd sum") {
    Rules wrong;
    wrong.move = [](const FolioId& from, const FolioId& to, const Money& moved) {
        Lines lines = transfer_lines(from, to, moved);
        lines[1].amount.amount -= moved.amount % 2;
        return lines;
    };
    CHECK(Storm(1, wrong).run(100'000).starts_with("a posting sums to more than zero"));
}

TEST_CASE("the storm sees a transfer that goes to the wrong folio") {
    Rules wrong;
    wrong.move = [](const FolioId& from, const FolioId& to, const Money& moved) {
        return transfer_lines(to, from, moved);
    };
    CHECK(Storm(2, wrong).run(100'000).starts_with("a folio owes something else"));
}

TEST_CASE("the storm sees a void that forgets the taxes") {
    Rules wrong;
    wrong.take_back = [](const Lines& lines) {
        Lines back = correcting_lines(lines);
        std::erase_if(back, [](const PostingLine& line) { return line.account == "tax:VAT"; });
        return back;
    };
    CHECK(Storm(3, wrong).run(100'000).starts_with("a posting sums to more than zero"));
}

TEST_CASE("the storm sees a charge that earns more than the guest owes") {
    Rules wrong;
    wrong.charge = [](const FolioId& folio, std::string_view code, const TaxedSum& sum) {
        Lines lines = charge_lines(folio, code, sum.gross, sum.taxes);
        lines.push_back({.account = "suspense", .amount = euro(1)});
        lines[1].amount.amount -= 1;
        return lines;
    };
    CHECK(Storm(4, wrong).run(100'000).starts_with("what was earned"));
}
