// Charge codes, companies and papers on both databases.

#include "store/paper_desk.hpp"

#include <algorithm>
#include <set>

using namespace vacancy;
using namespace vacancy::test;
using namespace vacancy::hotel;

namespace {

Money in_house(PaperDesk& desk, std::int64_t minor) {
    return {minor, property_facts(desk.front.desk, DeskOn::property()).value().currency};
}

PostCommand charge(const PaperDesk& desk, const FolioId& folio, const Money& amount) {
    return {.folio = PaperDesk::query(folio),
            .code = "spa",
            .description = "Massage",
            .amount = amount,
            .actor = desk.agent};
}

IssuePaper invoice(const PaperDesk& desk, const FolioId& folio) {
    return {.folio = PaperDesk::query(folio), .actor = desk.agent};
}

Company company(PaperDesk& desk, std::optional<std::int64_t> limit = {}) {
    Step step = Step::silent();
    const PutCompany command{{.property = DeskOn::property(),
                              .name = "Invented Trading",
                              .address = "1 Nowhere Road",
                              .credit_limit_minor = limit},
                             desk.agent};
    return PaperDesk::done(put_company(step, desk.front, command));
}

void put_spa(PaperDesk& desk, std::vector<CodeTax> taxes) {
    Step step = Step::silent();
    const PutChargeCode command{{.property = DeskOn::property(),
                                 .code = "spa",
                                 .name = "Spa",
                                 .price_minor = 4'500,
                                 .taxes = std::move(taxes),
                                 .version = 0},
                                desk.agent};
    PaperDesk::done(put_charge_code(step, desk.front, command));
}

/// What the accounts of that beginning hold.
std::int64_t account(TestStore& store, const std::string& beginning) {
    return number(store.db(),
                  "SELECT CAST(coalesce(sum(amount_minor), 0) AS BIGINT) FROM"
                  " posting_line WHERE account LIKE '" +
                      beginning + "%'");
}

/// Issues all of them at once; which invoices came of it.
std::vector<std::int64_t> issue_at_once(PaperDesk& desk, const std::vector<IssuePaper>& wishes) {
    boost::asio::io_context loop;
    std::vector<std::int64_t> numbers;
    Step step = Step::silent();
    for (const IssuePaper& wish : wishes)
        boost::asio::co_spawn(loop, issue_paper(step, desk.front, wish),
                              [&](const std::exception_ptr& error, const Result<Paper>& paper) {
                                  REQUIRE(!error);
                                  if (paper) numbers.push_back(paper->number);
                              });
    loop.run();
    std::ranges::sort(numbers);
    return numbers;
}

}  // namespace

TEST_CASE("numbers have no gaps when many issue at once and some are rolled back") {
    at_the_paper_desk([](PaperDesk& desk, TestStore& store) {
        constexpr int stays = 12;
        std::vector<IssuePaper> wishes;
        for (int i = 0; i < stays; ++i) {
            const FolioId folio = desk.open_folios(i).front();
            desk.leave(folio);
            // A folio has one invoice that stands: two of three take a number and give it back.
            for (int copy = 0; copy < 3; ++copy) wishes.push_back(invoice(desk, folio));
        }
        const auto numbers = issue_at_once(desk, wishes);
        REQUIRE(numbers.size() == stays);
        CHECK(numbers.front() == 1);
        CHECK(numbers.back() == stays);
        CHECK(number(store.db(), "SELECT last_number FROM paper_number WHERE kind = 'invoice'") ==
              stays);
    });
}

TEST_CASE("each kind of paper counts by itself") {
    at_the_paper_desk([](PaperDesk& desk, TestStore&) {
        Step step = Step::silent();
        const FolioId folio = desk.open_folios(1).front();
        IssuePaper wish = invoice(desk, folio);
        wish.kind = PaperKind::pro_forma;
        CHECK(PaperDesk::done(issue_paper(step, desk.front, wish)).number == 1);
        CHECK(PaperDesk::done(issue_paper(step, desk.front, wish)).label() == "PRO-000002");
        desk.leave(folio);
        CHECK(PaperDesk::done(issue_paper(step, desk.front, invoice(desk, folio))).label() ==
              "INV-000001");
    });
}

TEST_CASE("an invoice is issued when the guest has left, and not before") {
    at_the_paper_desk([](PaperDesk& desk, TestStore&) {
        Step step = Step::silent();
        const FolioId folio = desk.open_folios(1).front();
        const IssuePaper wish = invoice(desk, folio);
        CHECK(PaperDesk::refused(issue_paper(step, desk.front, wish)) == ErrorCode::folio_open);
        desk.leave(folio);
        CHECK_FALSE(PaperDesk::refused(issue_paper(step, desk.front, wish)).has_value());
    });
}

TEST_CASE("an invoice is taken back once, and then issued anew for somebody else") {
    at_the_paper_desk([](PaperDesk& desk, TestStore&) {
        Step step = Step::silent();
        const FolioId folio = desk.open_folios(1).front();
        PaperDesk::done(
            post_to_folio(step, desk.front, charge(desk, folio, in_house(desk, 9'000))));
        desk.leave(folio);
        const Paper wrong = PaperDesk::done(issue_paper(step, desk.front, invoice(desk, folio)));
        CorrectPaper command{.invoice = {DeskOn::property(), wrong.id},
                             .reason = "the company pays",
                             .actor = desk.agent};
        command.reissue_to = Recipient{.name = Private<std::string>("Invented Trading")};
        const Corrected corrected = PaperDesk::done(correct_paper(step, desk.front, command));
        CHECK(corrected.credit_note.total.amount == -9'000);
        REQUIRE(corrected.invoice.has_value());
        CHECK(corrected.invoice->number == wrong.number + 1);
        CHECK(corrected.invoice->recipient.name.reveal() == "Invented Trading");
        CHECK(PaperDesk::refused(correct_paper(step, desk.front, command)) ==
              ErrorCode::illegal_transition);
        const PaperQuery query{DeskOn::property(), wrong.id};
        CHECK(PaperDesk::done(find_paper(step, desk.front, query)).credited_by ==
              corrected.credit_note.id);
    });
}

namespace {

/// An invoice of a spa with taxes inside it, and a night.
Paper taxed_invoice(PaperDesk& desk) {
    Step step = Step::silent();
    put_spa(desk, {{"VAT", BasisPoints{1'900}, true}});
    const FolioId folio = desk.open_folios(1).front();
    PostCommand spa = charge(desk, folio, in_house(desk, 1'190));
    spa.code = "spa";
    PaperDesk::done(post_to_folio(step, desk.front, spa));
    PaperDesk::done(post_to_folio(step, desk.front, charge(desk, folio, in_house(desk, 9'000))));
    desk.leave(folio);
    return PaperDesk::done(issue_paper(step, desk.front, invoice(desk, folio)));
}

CorrectPaper correction(PaperDesk& desk, const Paper& invoice, CreditWish wish) {
    return {.invoice = {DeskOn::property(), invoice.id},
            .reason = "billed in error",
            .wish = std::move(wish),
            .actor = desk.agent};
}

}  // namespace

TEST_CASE("credit notes for parts of an invoice are numbered and take their taxes along") {
    at_the_paper_desk([](PaperDesk& desk, TestStore&) {
        Step step = Step::silent();
        const Paper invoice = taxed_invoice(desk);
        const std::size_t spa = invoice.lines.at(0).amount == in_house(desk, 1'190) ? 0 : 1;
        const CreditWish::Line part{static_cast<int>(spa) + 1, in_house(desk, 595)};
        const auto half = correction(desk, invoice, {.lines = {part}});
        const Paper one = PaperDesk::done(correct_paper(step, desk.front, half)).credit_note;
        const Paper two = PaperDesk::done(correct_paper(step, desk.front, half)).credit_note;
        CHECK(two.number == one.number + 1);
        CHECK(one.taxes.at(0).amount == in_house(desk, -95));
        CHECK(two.taxes.at(0).amount == in_house(desk, -95));
        CHECK(PaperDesk::refused(correct_paper(step, desk.front, half)) ==
              ErrorCode::invalid_request);
        const PaperQuery query{DeskOn::property(), invoice.id};
        const Paper now = PaperDesk::done(find_paper(step, desk.front, query));
        CHECK(now.credited == in_house(desk, 1'190));
        CHECK(now.lines.at(spa).credited == in_house(desk, 1'190));
        CHECK_FALSE(now.credited_by.has_value());
        const PaperQuery again{DeskOn::property(), two.id};
        CHECK(PaperDesk::done(find_paper(step, desk.front, again)).lines.at(0).taxes.size() == 1);
    });
}

TEST_CASE("an invoice stands until the last of it was credited") {
    at_the_paper_desk([](PaperDesk& desk, TestStore&) {
        Step step = Step::silent();
        const Paper first = taxed_invoice(desk);
        const auto part = correction(desk, first, {.amount = in_house(desk, 1'000)});
        PaperDesk::done(correct_paper(step, desk.front, part));
        const IssuePaper anew = invoice(desk, first.folio);
        CHECK(PaperDesk::refused(issue_paper(step, desk.front, anew)) == ErrorCode::already_exists);
        const auto rest = correction(desk, first, {});
        const Paper note = PaperDesk::done(correct_paper(step, desk.front, rest)).credit_note;
        CHECK(note.total == in_house(desk, -9'190));
        CHECK(PaperDesk::refused(correct_paper(step, desk.front, rest)) ==
              ErrorCode::illegal_transition);
        CHECK_FALSE(PaperDesk::refused(issue_paper(step, desk.front, anew)).has_value());
    });
}

TEST_CASE("two who credit the same line at once never credit it twice") {
    at_the_paper_desk([](PaperDesk& desk, TestStore&) {
        const Paper invoice = taxed_invoice(desk);
        const auto command = correction(desk, invoice, {.lines = {{.number = 2}}});
        std::vector<bool> done;
        const auto one = [&]() -> Task<void> {
            Step step = Step::silent();
            const auto corrected = co_await correct_paper(step, desk.front, command);
            done.push_back(corrected.has_value());
        };
        boost::asio::io_context loop;
        for (int i = 0; i < 8; ++i)
            boost::asio::co_spawn(loop, one(), [](const std::exception_ptr& error) {
                if (error) std::rethrow_exception(error);
            });
        loop.run();
        CHECK(std::ranges::count(done, true) == 1);
    });
}

TEST_CASE("the store itself refuses more than an invoice says") {
    at_the_paper_desk([](PaperDesk& desk, TestStore& store) {
        const Paper invoice = taxed_invoice(desk);
        Step step = Step::silent();
        for (const char* text :
             {"UPDATE paper SET credited_minor = total_minor + 1 WHERE kind = 'invoice'",
              "UPDATE paper_line SET credited_minor = amount_minor + 1 WHERE part = 'charge'"}) {
            const db::Sql sql{text, "UPDATE", "paper", text};
            const auto body = [&](db::Tx& tx) { return tx.run(sql); };
            CHECK_FALSE(store.db().transact_now(step, body).has_value());
        }
        CHECK(invoice.credited.is_zero());
    });
}

TEST_CASE("a paper says the same after its property was renamed") {
    at_the_paper_desk([](PaperDesk& desk, TestStore& store) {
        Step step = Step::silent();
        const FolioId folio = desk.open_folios(1).front();
        desk.leave(folio);
        const Paper issued = PaperDesk::done(issue_paper(step, desk.front, invoice(desk, folio)));
        run_sql(store.db(), "UPDATE property SET name = 'Another name'");
        const PaperQuery query{DeskOn::property(), issued.id};
        CHECK(PaperDesk::done(find_paper(step, desk.front, query)).seller_name ==
              issued.seller_name);
    });
}

TEST_CASE("taxes inside and on top of a charge are lines of their own and on its invoice") {
    at_the_paper_desk([](PaperDesk& desk, TestStore& store) {
        Step step = Step::silent();
        put_spa(desk, {{"VAT", BasisPoints{1'900}, true}, {"City tax", BasisPoints{500}, false}});
        const FolioId folio = desk.open_folios(1).front();
        const FolioItem item = PaperDesk::done(
            post_to_folio(step, desk.front, charge(desk, folio, in_house(desk, 11'900))));
        CHECK(item.amount.amount == 12'400);
        CHECK(account(store, "tax:VAT") == -1'900);
        CHECK(account(store, "tax:City tax") == -500);
        CHECK(account(store, "revenue:spa") == -10'000);
        desk.leave(folio);
        const Paper paper = PaperDesk::done(issue_paper(step, desk.front, invoice(desk, folio)));
        REQUIRE(paper.taxes.size() == 2);
        CHECK(paper.taxes[0].name == "City tax");
        CHECK(paper.taxes[1].amount.amount == 1'900);
    });
}

TEST_CASE("a charge without an amount costs what its code says") {
    at_the_paper_desk([](PaperDesk& desk, TestStore&) {
        Step step = Step::silent();
        put_spa(desk, {});
        PostCommand command = charge(desk, desk.open_folios(1).front(), in_house(desk, 1));
        command.amount.reset();
        command.quantity = 2;
        CHECK(PaperDesk::done(post_to_folio(step, desk.front, command)).amount.amount == 9'000);
    });
}

TEST_CASE("taxes follow an item that is moved to another window") {
    at_the_paper_desk([](PaperDesk& desk, TestStore&) {
        Step step = Step::silent();
        put_spa(desk, {{"VAT", BasisPoints{1'900}, true}});
        const auto folios = desk.open_folios(1);
        const FolioItem item = PaperDesk::done(
            post_to_folio(step, desk.front, charge(desk, folios[0], in_house(desk, 11'900))));
        const SplitCommand split{.folio = PaperDesk::query(folios[0]),
                                 .rule = {.items = {item.posting}},
                                 .actor = desk.agent};
        PaperDesk::done(split_folio(step, desk.front, split));
        CHECK(PaperDesk::refused(split_folio(step, desk.front, split)) ==
              ErrorCode::invalid_request);
        const Paper left =
            PaperDesk::done(receipt_of(step, desk.front, PaperDesk::query(folios[0])));
        const Paper taken =
            PaperDesk::done(receipt_of(step, desk.front, PaperDesk::query(folios[1])));
        CHECK(left.lines.empty());
        CHECK(left.taxes.empty());
        REQUIRE(taken.taxes.size() == 1);
        CHECK(taken.taxes[0].amount.amount == 1'900);
        CHECK(taken.lines.at(0).code == "spa");
    });
}

TEST_CASE("what was moved is taken back before it can be voided") {
    at_the_paper_desk([](PaperDesk& desk, TestStore&) {
        Step step = Step::silent();
        const auto folios = desk.open_folios(1);
        const FolioItem item = PaperDesk::done(
            post_to_folio(step, desk.front, charge(desk, folios[0], in_house(desk, 5'000))));
        const SplitCommand split{.folio = PaperDesk::query(folios[0]),
                                 .rule = {.items = {item.posting}},
                                 .actor = desk.agent};
        const auto view = PaperDesk::done(split_folio(step, desk.front, split));
        VoidCommand wrong{.folio = PaperDesk::query(folios[0]),
                          .posting = item.posting,
                          .reason = "wrong guest",
                          .actor = desk.agent};
        CHECK(PaperDesk::refused(void_posting(step, desk.front, wrong)) ==
              ErrorCode::illegal_transition);
        VoidCommand back = wrong;
        const auto moved = std::ranges::find(view.items, PostingKind::transfer, &FolioItem::kind);
        REQUIRE(moved != view.items.end());
        back.posting = moved->posting;
        PaperDesk::done(void_posting(step, desk.front, back));
        CHECK_FALSE(PaperDesk::refused(void_posting(step, desk.front, wrong)).has_value());
    });
}

TEST_CASE("a company owes what it took and its payments settle the oldest first") {
    at_the_paper_desk([](PaperDesk& desk, TestStore&) {
        Step step = Step::silent();
        const Company trading = company(desk);
        const auto folios = desk.open_folios(1);
        for (const std::int64_t minor : {3'000, 2'000}) {
            desk.clock.advance(std::chrono::seconds{1});
            PaperDesk::done(
                post_to_folio(step, desk.front, charge(desk, folios[0], in_house(desk, minor))));
            PaperDesk::done(move_to_city_ledger(
                step, desk.front,
                ToCityLedger{PaperDesk::query(folios[0]), trading.id, {}, desk.agent}));
        }
        desk.clock.advance(std::chrono::seconds{1});
        const CompanyPayment payment{.company = {DeskOn::property(), trading.id},
                                     .amount = in_house(desk, 3'500),
                                     .code = "bank",
                                     .reference = "statement 7",
                                     .actor = desk.agent};
        PaperDesk::done(pay_company(step, desk.front, payment));
        const auto account = PaperDesk::done(pay_company(step, desk.front, payment));
        CHECK(account.balance.amount == 1'500);
        REQUIRE(account.entries.size() == 3);
        CHECK(account.entries[0].open.amount == 0);
        CHECK(account.entries[1].open.amount == 1'500);
    });
}

TEST_CASE("a company owes no more than its limit") {
    at_the_paper_desk([](PaperDesk& desk, TestStore&) {
        Step step = Step::silent();
        const Company trading = company(desk, 4'000);
        const FolioId folio = desk.open_folios(1).front();
        PaperDesk::done(
            post_to_folio(step, desk.front, charge(desk, folio, in_house(desk, 5'000))));
        ToCityLedger command{PaperDesk::query(folio), trading.id, {}, desk.agent};
        CHECK(PaperDesk::refused(move_to_city_ledger(step, desk.front, command)) ==
              ErrorCode::credit_limit_reached);
        command.amount = in_house(desk, 4'000);
        CHECK(
            PaperDesk::done(move_to_city_ledger(step, desk.front, command)).totals.balance.amount ==
            1'000);
    });
}

TEST_CASE("a payment in another currency is booked in the folio's at its rate") {
    at_the_paper_desk([](PaperDesk& desk, TestStore&) {
        Step step = Step::silent();
        PostCommand command = charge(desk, desk.open_folios(1).front(), in_house(desk, 1));
        command.kind = PostingKind::payment;
        command.code = "cash";
        command.amount.reset();
        command.tender = Tender{{10'000, Currency::parse("JPY").value()},
                                ExchangeRate::parse("0.00615").value()};
        const FolioItem item = PaperDesk::done(post_to_folio(step, desk.front, command));
        CHECK(item.amount == in_house(desk, -6'150));
        REQUIRE(item.tender.has_value());
        CHECK(item.tender->given.amount == 10'000);
        CHECK(item.tender->rate.text() == "0.00615");
    });
}
