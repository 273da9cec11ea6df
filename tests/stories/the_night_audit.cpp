// The hotel's day is closed: who is in the house is charged, who did not come is charged by the
// terms of the sale, the date rolls and the report says what the day came to; cut off at any point
// and gone on with, and asked for twice, it comes to the same.

#include "support/demo_town.hpp"
#include "support/test_store.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <csignal>
#include <optional>

using namespace vacancy::testing;

namespace {

namespace json = boost::json;

const std::string seen = R"({"identity":{"kind":"passport","verified_by":"agent at desk 1"}})";

/// One hotel of a town, at its first day.
class Hotel {
public:
    Hotel(DemoTown& town, int position) : town_(town) {
        const std::string at = "/properties/" + std::to_string(position);
        wish_ = town.wish(0, 2);
        wish_.property = text_at(town.facts(), at + "/property_id");
        wish_.currency = text_at(town.facts(), at + "/currency");
        day_ = text_at(town.facts(), at + "/business_date");
        base_ = "/v1/properties/" + wish_.property;
    }

    [[nodiscard]] const std::string& day() const { return day_; }
    [[nodiscard]] const std::string& base() const { return base_; }
    /// Books for tonight and tomorrow.
    json::value book(const std::string& token = "tok_approved", const std::string& plan = {}) {
        BookingWish wish = wish_;
        wish.check_in = day_;
        wish.check_out = after(2);
        wish.token = token;
        wish.rate_plan = plan;
        const Answer answer = town_.book(wish);
        CAPTURE(answer.body);
        REQUIRE(answer.status == 201);
        return answer.json();
    }
    [[nodiscard]] std::string after(int days) const {
        return (vacancy::LocalDate::parse(day_).value() + days).text();
    }
    json::value check_in(const json::value& booking) {
        const Answer answer = post("/reservations/" + code(booking) + "/check-in", seen);
        CAPTURE(answer.body);
        REQUIRE(answer.status == 200);
        return answer.json();
    }
    [[nodiscard]] Answer post(const std::string& path, const std::string& body) const {
        return town_.as("agent").post(base_ + path, body);
    }
    [[nodiscard]] json::value get(const std::string& path) const {
        const Answer answer = town_.as("agent").get(base_ + path);
        CAPTURE(answer.body);
        REQUIRE(answer.status == 200);
        return answer.json();
    }
    [[nodiscard]] Answer audit() const { return post("/night-audit", "{}"); }
    static std::string code(const json::value& booking) {
        return text_at(booking, "/confirmation_code");
    }
    /// Room charges of the folio, by business date.
    [[nodiscard]] std::vector<std::string> nights_on(const std::string& folio) const {
        std::vector<std::string> nights;
        for (const json::value& item : get("/folios/" + folio).at("items").as_array())
            if (text_at(item, "/code") == "room") nights.push_back(text_at(item, "/description"));
        return nights;
    }
    /// What the gateway keeps of a reservation's money.
    [[nodiscard]] std::int64_t kept(const json::value& booking) const {
        std::int64_t kept = 0;
        for (const json::value& line : town_.ledger(text_at(booking, "/reservation_id")))
            kept += number_at(line, "/captured") - number_at(line, "/refunded");
        return kept;
    }

private:
    DemoTown& town_;
    BookingWish wish_;
    std::string day_;
    std::string base_;
};

std::int64_t sum_of(const json::value& report, const std::string& list) {
    std::int64_t sum = 0;
    for (const json::value& line : report.at(list).as_array())
        sum += number_at(line, "/amount/amount");
    return sum;
}

bool sagas_rest(const DemoTown& town) {
    const Answer answer = town.as("manager").get("/v1/ops/sagas");
    return answer.status == 200 && answer.json().at("items").as_array().empty();
}

/// How many spans of that name the trace has.
std::ptrdiff_t spans_named(const DemoTown& town, const std::string& trace, const char* name) {
    Answer answer;
    REQUIRE(eventually([&] {
        answer = town.as("manager").get("/v1/ops/traces/" + trace);
        return answer.status == 200;
    }));
    const json::value whole = answer.json();
    return std::ranges::count_if(whole.at("spans").as_array(), [&](const json::value& span) {
        return text_at(span, "/name") == name;
    });
}

}  // namespace

TEST_CASE("the day is closed: the house is charged, the date rolls, the report tells, once") {
    DemoTown town;
    Hotel hotel(town, 0);
    const json::value booking = hotel.book();
    const json::value in = hotel.check_in(booking);
    const json::value absent = hotel.book();
    const Answer closed = hotel.audit();
    CAPTURE(closed.body);
    REQUIRE(closed.status == 200);
    const json::value night = closed.json();
    CHECK(text_at(night, "/business_date") == hotel.day());
    CHECK(text_at(night, "/next_business_date") == hotel.after(1));
    const json::value& report = night.at("report");
    CHECK(number_at(report, "/house/rooms_sold") == 1);
    CHECK(number_at(report, "/house/arrivals") == 1);
    CHECK(number_at(report, "/house/no_shows") == 1);
    CHECK(number_at(report, "/house/cancellations") == 0);
    CHECK(report.at("discrepancies").as_array().empty());
    CHECK(hotel.nights_on(text_at(in, "/folio_id")) ==
          std::vector<std::string>{"Night of " + hotel.day()});
    CHECK(text_at(hotel.get(""), "/business_date") == hotel.after(1));
    // What was charged is what was sold, its taxes apart.
    const json::value folio = hotel.get("/folios/" + text_at(in, "/folio_id"));
    const std::int64_t earned = sum_of(report, "revenue") + sum_of(report, "taxes") +
                                sum_of(report, "fees") - hotel.kept(absent);
    CHECK(earned == number_at(folio, "/charges/amount"));
    CHECK(sum_of(report, "taxes") + sum_of(report, "fees") > 0);
    CHECK(spans_named(town, text_at(report, "/trace_id"), "pms.night_audit") == 1);
    CHECK(spans_named(town, text_at(report, "/trace_id"), "pms.post_nights") == 1);

    const Answer again = hotel.audit();
    REQUIRE(again.status == 200);
    CHECK(again.body == closed.body);
    CHECK(hotel.nights_on(text_at(in, "/folio_id")).size() == 1);
    CHECK(hotel.get("/night-audits/" + hotel.day()) == night);
    CHECK(hotel.get("/night-audits").at("items").as_array().size() == 1);
}

TEST_CASE("all nights are charged once, whether the audit or the check-out came first") {
    DemoTown town;
    Hotel hotel(town, 0);
    const json::value booking = hotel.book();
    const json::value in = hotel.check_in(booking);
    REQUIRE(hotel.audit().status == 200);
    const Answer out = hotel.post("/rooms/" + text_at(in, "/room") + "/check-out", "{}");
    CAPTURE(out.body);
    REQUIRE(out.status == 200);
    // The second night was not slept in; the terms decide whether it is owed.
    CHECK(hotel.nights_on(text_at(in, "/folio_id")).size() == 1);
    CHECK(hotel.kept(booking) == number_at(out.json(), "/total_charged/amount"));
}

TEST_CASE("a fee may be given up with a reason, and what was paid ahead goes back") {
    DemoTown town;
    Hotel hotel(town, 0);
    const json::value booking = hotel.book();
    const std::string path = "/reservations/" + Hotel::code(booking) + "/no-show";
    const json::value quote = hotel.post(path, R"({"quote_only":true})").json();
    CHECK(text_at(quote, "/status") == "quoted");
    CHECK(number_at(quote, "/fee/amount") > 0);
    CHECK(hotel.post(path, R"({"waive_fee":true})").status == 400);
    const Answer waived = hotel.post(path, R"({"waive_fee":true,"reason":"flight canceled"})");
    CAPTURE(waived.body);
    REQUIRE(waived.status == 200);
    CHECK(number_at(waived.json(), "/waived/amount") == number_at(quote, "/fee/amount"));
    CHECK(number_at(waived.json(), "/owed/amount") == 0);
    CHECK(hotel.kept(booking) == 0);
    CHECK(hotel.post(path, "{}").json() == waived.json());
}

TEST_CASE("the desk may give a cancellation fee up, guests may not") {
    DemoTown town;
    Hotel hotel(town, 0);
    const json::value booking = hotel.book();
    const std::string path = "/v1/bookings/" + Hotel::code(booking) + "/cancel";
    const std::string waived = R"({"waive_fee":true,"reason":"death in the family"})";
    CHECK(town.guest().post(path, waived).status == 403);
    CHECK(town.as("agent").post(path, R"({"waive_fee":true})").status == 400);
    const Answer answer = town.as("agent").post(path, waived);
    CAPTURE(answer.body);
    REQUIRE(answer.status == 200);
    CHECK(number_at(answer.json(), "/fee/amount") == 0);
    CHECK(number_at(answer.json(), "/waived/amount") > 0);
    CHECK(eventually([&] { return hotel.kept(booking) == 0; }));
}

TEST_CASE("a no-show whose card is declined owes the fee, and the report says so") {
    DemoTown town;
    Hotel hotel(town, 0);
    const json::value booking = hotel.book("tok_declined_later");
    const Answer closed = hotel.audit();
    CAPTURE(closed.body);
    REQUIRE(closed.status == 200);
    const json::value told =
        hotel.post("/reservations/" + Hotel::code(booking) + "/no-show", "{}").json();
    const std::int64_t owed = number_at(told, "/owed/amount");
    CHECK(number_at(told, "/fee/amount") == number_at(told, "/paid_ahead/amount") -
                                                number_at(told, "/returned/amount") +
                                                number_at(told, "/charged/amount") + owed);
    const json::value night = closed.json();
    const auto& found = night.at("report").at("discrepancies").as_array();
    CHECK(std::ranges::any_of(found, [](const json::value& one) {
              return text_at(one, "/kind") == "folio_open";
          }) == (owed != 0));
}

TEST_CASE("nobody can be marked before the day of arrival, and not who is in the house") {
    DemoTown town;
    Hotel hotel(town, 0);
    BookingWish later = town.wish(3, 1);
    const json::value booking = town.book(later).json();
    const auto mark = [&](const json::value& whose) {
        return hotel.post("/reservations/" + Hotel::code(whose) + "/no-show", "{}").status;
    };
    CHECK(mark(booking) == 409);
    const json::value here = hotel.book();
    (void)hotel.check_in(here);
    CHECK(mark(here) == 409);
}

TEST_CASE("an audit killed at any point goes on where it was, and charges nobody twice") {
    std::optional<DemoTown> its;
    const std::vector<std::string> points{"night_audit.after_begin", "no_show.after_mark",
                                          "no_show.after_settle",    "night_audit.after_no_show",
                                          "night_audit.after_batch", "night_audit.before_close",
                                          "night_audit.after_close"};
    for (std::size_t i = 0; i < points.size(); ++i) {
        CAPTURE(points[i]);
        if (i % 3 == 0) its.emplace();  // the hotels of the last one have had their night
        DemoTown& town = *its;
        Hotel hotel(town, static_cast<int>(i % 3));
        const json::value in = hotel.check_in(hotel.book());
        const json::value absent = hotel.book();
        town.stop();
        town.start({{"VACANCY_CRASH_POINTS", "true"}, {"VACANCY_CRASH_AT", points[i]}});
        CHECK(hotel.audit().status == 0);
        CHECK(town.process().wait() == -SIGKILL);
        town.start();
        REQUIRE(eventually([&] { return sagas_rest(town); }));
        const Answer closed = hotel.audit();
        CAPTURE(closed.body);
        REQUIRE(closed.status == 200);
        const json::value night = closed.json();
        CHECK(text_at(night, "/business_date") == hotel.day());
        CHECK(number_at(night, "/report/house/no_shows") == 1);
        CHECK(night.at("report").at("discrepancies").as_array().empty());
        CHECK(hotel.nights_on(text_at(in, "/folio_id")).size() == 1);
        const json::value told =
            hotel.post("/reservations/" + Hotel::code(absent) + "/no-show", "{}").json();
        CHECK(hotel.kept(absent) == number_at(told, "/fee/amount"));
        CHECK(text_at(hotel.get(""), "/business_date") == hotel.after(1));
    }
}

TEST_CASE("managers say at which hour the day closes by itself") {
    DemoTown town;
    Hotel hotel(town, 0);
    CHECK(text_at(hotel.get("/night-audit-hour"), "/at") == "04:00");
    const std::string path = hotel.base() + "/night-audit-hour";
    const Browser manager = town.as("manager");
    const auto put = [&](const std::string& body) {
        return manager.send("PUT", path, body, {{"Content-Type", "application/json"}});
    };
    CHECK(put(R"({"at":"03:30"})").status == 200);
    CHECK(text_at(hotel.get("/night-audit-hour"), "/at") == "03:30");
    CHECK(put(R"({"at":"25:00"})").status == 400);
    CHECK(put(R"({"at":null})").status == 200);
    CHECK(hotel.get("/night-audit-hour").at("at").is_null());
    CHECK(town.as("agent").send("PUT", path, "{}", {{"Content-Type", "application/json"}}).status ==
          403);
}

TEST_CASE("the desk's day by the hour shows who was served, what was slow and where to see it") {
    DemoTown town;
    Hotel hotel(town, 0);
    const json::value in = hotel.check_in(hotel.book());
    CHECK(hotel.post("/rooms/no-such-room/check-out", "{}").status == 404);
    REQUIRE(hotel.post("/queue", R"({"operation":"check_in"})").status == 201);
    const std::string of = hotel.base().substr(15);
    const Answer answer = town.as("agent").get("/v1/ops/queues?property_id=" + of);
    CAPTURE(answer.body);
    REQUIRE(answer.status == 200);
    const json::value page = answer.json();
    const json::value& day = page.at("items").as_array().at(0);
    CHECK(number_at(day, "/waiting") == 1);
    int served = 0;
    int refused = 0;
    for (const json::value& hour : day.at("hours").as_array())
        for (const json::value& kind : hour.at("operations").as_array())
            (text_at(kind, "/result") == "success" ? served : refused) +=
                static_cast<int>(number_at(kind, "/count"));
    CHECK(served == 1);
    CHECK(refused == 1);
    const auto& hours = day.at("hours").as_array();
    CHECK(std::ranges::any_of(hours, [&](const json::value& hour) {
        return hour.at("slow_step").is_object() &&
               text_at(hour, "/slow_step/trace_id") == text_at(in, "/trace_id");
    }));
    CHECK(town.guest().get("/v1/ops/queues").status == 401);
}

TEST_CASE("a trail that somebody changed is found out, with the entry that does not hold") {
    DemoTown town;
    Hotel hotel(town, 0);
    (void)hotel.check_in(hotel.book());
    REQUIRE(hotel.audit().status == 200);
    town.stop();
    const auto verify = [&] {
        Process run({"audit", "verify", "--db", "sqlite:" + town.database_file()});
        const int status = run.wait();
        return std::pair(status, run.rest());
    };
    const auto before = verify();
    CHECK(before.first == 0);
    CHECK(before.second.contains("2 entries, sound"));
    {
        const auto db = vacancy::db::open_database({.url = "sqlite:" + town.database_file()});
        REQUIRE(db.has_value());
        vacancy::test::run_sql(**db,
                               "UPDATE audit_trail SET detail = 'room 999'"
                               " WHERE position = 1");
    }
    const auto after = verify();
    CHECK(after.first == 1);
    CHECK(after.second.contains("broken, entry 1 (check_in"));
}
