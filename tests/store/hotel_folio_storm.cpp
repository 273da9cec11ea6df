// Random operations on many guests' accounts at once, on both databases: every posting sums to
// zero, and every folio and company owes what an independent sum of what was answered says.
// VACANCY_FOLIO_OPERATIONS is how many (10,000 on SQLite, a tenth on PostgreSQL).

#include "store/paper_desk.hpp"

#include <boost/asio/co_spawn.hpp>

#include <cstdlib>
#include <map>
#include <random>

using namespace vacancy;
using namespace vacancy::test;
using namespace vacancy::hotel;

namespace {

constexpr int at_once = 50;

int operations(const TestStore& store) {
    const char* given = std::getenv("VACANCY_FOLIO_OPERATIONS");
    const int wanted = given != nullptr ? std::atoi(given) : 10'000;
    return store.is_postgres() ? wanted / 10 : wanted;
}

/// What the folios must owe: a sum of the answers, and nothing of how they came to be.
struct Expected {
    std::map<FolioId, std::int64_t> owed;
    std::int64_t company = 0;
    std::map<std::string, int> done;
};

struct Known {
    FolioId folio;
    PostingId posting;
    std::int64_t amount;
};

class Storm {
public:
    Storm(PaperDesk& desk, TestStore& store, std::uint64_t seed)
        : desk_(desk), store_(store), random_(seed) {
        for (int i = 0; i < 40; ++i) {
            const auto windows = desk.open_folios(i);
            stays_.push_back({windows[0], windows[1]});
            for (const FolioId& folio : windows) expected.owed[folio] = 0;
        }
        const auto facts = property_facts(desk.front.desk, DeskOn::property());
        currency_ = facts.value().currency;
        Step step = Step::silent();
        const PutCompany made{{.property = DeskOn::property(), .name = "Invented Trading"},
                              desk.agent};
        company_ = PaperDesk::done(put_company(step, desk.front, made)).id;
        put_code("spa", {{"VAT", BasisPoints{1'900}, true}, {"City", BasisPoints{333}, false}});
        put_code("minibar", {{"VAT", BasisPoints{700}, true}, {"Levy", BasisPoints{77}, true}});
    }

    void run(int count) {
        for (int begun = 0; begun < count; begun += at_once) {
            boost::asio::io_context loop;
            for (int i = 0; i < at_once; ++i)
                boost::asio::co_spawn(loop, one(), [](const std::exception_ptr& error) {
                    if (error) std::rethrow_exception(error);
                });
            loop.run();
        }
    }

    /// What does not agree, in sentences.
    [[nodiscard]] std::vector<std::string> judged() const {
        std::vector<std::string> wrong;
        const auto unbalanced =
            number(store_.db(),
                   "SELECT count(*) FROM (SELECT posting_id FROM posting_line GROUP BY posting_id"
                   " HAVING sum(amount_minor) <> 0) AS unbalanced");
        if (unbalanced != 0) {
            // Folios and papers are not made of such postings: they break a promise, and say so.
            wrong.push_back(std::to_string(unbalanced) + " postings sum to more");
            return wrong;
        }
        Step step = Step::silent();
        for (const auto& [folio, owed] : expected.owed) {
            const auto query = PaperDesk::query(folio);
            const auto view = PaperDesk::done(find_folio(step, desk_.front, query));
            if (view.totals.balance.amount != owed)
                wrong.push_back("a folio owes " + view.totals.balance.text() + " and not " +
                                std::to_string(owed));
            std::int64_t sum = 0;
            for (const FolioItem& item : view.items) sum += item.amount.amount;
            if (sum != view.totals.balance.amount) wrong.emplace_back("its items sum to more");
            const Paper receipt = PaperDesk::done(receipt_of(step, desk_.front, query));
            if (receipt.due() != view.totals.balance) wrong.emplace_back("its receipt says more");
        }
        const CompanyQuery query{DeskOn::property(), company_};
        const auto account = PaperDesk::done(company_account(step, desk_.front, query));
        if (account.balance.amount != expected.company)
            wrong.push_back("the company owes " + account.balance.text());
        return wrong;
    }

    Expected expected{};

private:
    void put_code(std::string code, std::vector<CodeTax> taxes) {
        Step step = Step::silent();
        const PutChargeCode command{{.property = DeskOn::property(),
                                     .code = std::move(code),
                                     .name = "Invented",
                                     .taxes = std::move(taxes),
                                     .version = 0},
                                    desk_.agent};
        PaperDesk::done(put_charge_code(step, desk_.front, command));
    }
    std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }
    FolioId any_folio() {
        const auto& stay = stays_[below(stays_.size())];
        return stay[below(2)];
    }
    Money some() { return {1 + static_cast<std::int64_t>(below(30'000)), currency_}; }
    void note(std::string_view what) { ++expected.done[std::string(what)]; }

    /// A posting on this folio: what was answered counts, what was refused does not.
    void take(const Result<FolioItem>& item, std::string_view what) {
        if (!item) return note(std::string(what) + " refused");
        expected.owed[item->folio] += item->amount.amount;
        known_.push_back({item->folio, item->posting, item->amount.amount});
        note(what);
    }

    Task<void> post(PostingKind kind, std::string code) {
        Step step = Step::silent();
        const PostCommand command{.folio = PaperDesk::query(any_folio()),
                                  .kind = kind,
                                  .code = std::move(code),
                                  .amount = some(),
                                  .quantity = 1 + static_cast<int>(below(3)),
                                  .actor = desk_.agent};
        const auto item = co_await post_to_folio(step, desk_.front, command);
        take(item, name_of(kind));
    }
    Task<void> take_back() {
        if (known_.empty()) co_return;
        Step step = Step::silent();
        const Known of = known_[below(known_.size())];
        const VoidCommand command{.folio = PaperDesk::query(of.folio),
                                  .posting = of.posting,
                                  .reason = "storm",
                                  .actor = desk_.agent};
        const auto item = co_await void_posting(step, desk_.front, command);
        if (item) {
            expected.owed[of.folio] -= of.amount;
            note("void");
        } else {
            note("void refused");
        }
    }
    Task<void> move_on() {
        Step step = Step::silent();
        const FolioId from = any_folio();
        const FolioId to = any_folio();
        TransferCommand command{
            .folio = PaperDesk::query(from), .to = to, .reason = "storm", .actor = desk_.agent};
        Money moved = some();
        command.rule.amount = moved;
        const auto view = co_await transfer(step, desk_.front, command);
        if (!view) co_return note("transfer refused");
        expected.owed[from] -= moved.amount;
        expected.owed[to] += moved.amount;
        note("transfer");
    }
    Task<void> split_item() {
        if (known_.empty()) co_return;
        Step step = Step::silent();
        const Known of = known_[below(known_.size())];
        const FolioId to = any_folio();
        TransferCommand command{
            .folio = PaperDesk::query(of.folio), .to = to, .reason = "storm", .actor = desk_.agent};
        command.rule.items = {of.posting};
        const auto view = co_await transfer(step, desk_.front, command);
        if (!view) co_return note("item refused");
        expected.owed[of.folio] -= of.amount;
        expected.owed[to] += of.amount;
        note("item");
    }
    Task<void> to_company() {
        Step step = Step::silent();
        const ToCityLedger command{PaperDesk::query(any_folio()), company_, some(), desk_.agent};
        const auto view = co_await move_to_city_ledger(step, desk_.front, command);
        if (!view) co_return note("city ledger refused");
        const std::int64_t amount = command.amount->amount;
        expected.owed[command.folio.folio] -= amount;
        expected.company += amount;
        note("city ledger");
    }
    Task<void> split_sum() {
        Step step = Step::silent();
        const auto& stay = stays_[below(stays_.size())];
        SplitCommand command{.folio = PaperDesk::query(stay[0]), .actor = desk_.agent};
        const Money moved = some();
        command.rule.amount = moved;
        const auto view = co_await split_folio(step, desk_.front, command);
        if (!view) co_return note("split refused");
        expected.owed[stay[0]] -= moved.amount;
        expected.owed[stay[1]] += moved.amount;
        note("split");
    }
    Task<void> one() {
        switch (below(9)) {
            case 0: co_await post(PostingKind::charge, "spa"); break;
            case 1: co_await post(PostingKind::charge, "minibar"); break;
            case 2: co_await post(PostingKind::charge, "a free word"); break;
            case 3: co_await post(PostingKind::payment, "cash"); break;
            case 4: co_await post(PostingKind::allowance, "spa"); break;
            case 5: co_await take_back(); break;
            case 6: co_await move_on(); break;
            case 7: co_await split_item(); break;
            default:
                if (below(2) == 0)
                    co_await to_company();
                else
                    co_await split_sum();
        }
    }

    PaperDesk& desk_;
    TestStore& store_;
    std::mt19937_64 random_;
    Currency currency_{};
    CompanyId company_{};
    std::vector<std::array<FolioId, 2>> stays_{};
    std::vector<Known> known_{};
};

std::string text_of(const std::vector<std::string>& sentences) {
    std::string text;
    for (const std::string& one : sentences) text += one + "; ";
    return text;
}

}  // namespace

TEST_CASE("random operations on folios keep every posting at zero and every balance right") {
    const std::uint64_t seed = std::random_device{}();
    MESSAGE("seed ", seed);
    at_the_paper_desk([&](PaperDesk& desk, TestStore& store) {
        Storm storm(desk, store, seed);
        storm.run(operations(store));
        std::string counts;
        for (const auto& [what, count] : storm.expected.done)
            counts += what + " " + std::to_string(count) + ", ";
        MESSAGE(counts);
        CHECK_MESSAGE(storm.judged().empty(), text_of(storm.judged()));
        CHECK(storm.expected.done["charge"] > 0);
        CHECK(storm.expected.done["void"] > 0);
        CHECK(storm.expected.done["item"] > 0);
        CHECK(storm.expected.done["city ledger"] > 0);
    });
}

TEST_CASE("the storm's judge sees a line that is one cent too high") {
    at_the_paper_desk([](PaperDesk& desk, TestStore& store) {
        Storm storm(desk, store, 7);
        storm.run(100);
        REQUIRE(storm.judged().empty());
        run_sql(store.db(),
                "UPDATE posting_line SET amount_minor = amount_minor + 1 WHERE line = 1"
                " AND posting_id = (SELECT min(posting_id) FROM posting_line)");
        CHECK_FALSE(storm.judged().empty());
    });
}

TEST_CASE("the storm's judge sees a posting that balances on the wrong folio") {
    at_the_paper_desk([](PaperDesk& desk, TestStore& store) {
        Storm storm(desk, store, 8);
        storm.run(100);
        run_sql(store.db(),
                "UPDATE posting_line SET folio_id = (SELECT max(id) FROM folio) WHERE line = 1"
                " AND account = 'guest' AND folio_id = (SELECT folio_id FROM posting_line"
                " WHERE line = 1 AND account = 'guest' GROUP BY folio_id"
                " HAVING sum(amount_minor) <> 0 ORDER BY folio_id LIMIT 1)");
        CHECK_FALSE(storm.judged().empty());
    });
}
