// A real history is booked again through the real flows and comes to the file's own figures.

#include "support/demo_town.hpp"

#include <boost/json/serialize.hpp>
#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace vacancy::testing;

namespace {

namespace json = boost::json;

const std::string header =
    "hotel,lead_time,arrival_date_year,arrival_date_month,arrival_date_day_of_month,"
    "stays_in_weekend_nights,stays_in_week_nights,adults,children,babies,meal,country,"
    "distribution_channel,reserved_room_type,deposit_type,adr,reservation_status,"
    "reservation_status_date\n";

/// Two stays, a cancellation, a guest who never came, and one row of each fault.
const std::string history =
    header +
    "City,10,2016,March,1,0,2,2,0,0,BB,PRT,Direct,A,No Deposit,100.5,Check-Out,2016-03-03\n"
    "City,0,2016,March,1,1,0,1,1,0,HB,PRT,Direct,A,No Deposit,80,Check-Out,2016-03-02\n"
    "City,30,2016,April,5,0,3,2,0,0,BB,PRT,TA/TO,A,Non Refund,90,Canceled,2016-03-20\n"
    "City,3,2016,April,5,0,1,2,0,0,SC,PRT,TA/TO,B,Refundable,60,No-Show,2016-04-05\n"
    "City,1,2016,April,6,0,0,2,0,0,BB,PRT,Direct,A,No Deposit,90,Check-Out,2016-04-06\n"
    "City,1,2016,April,6,0,1,0,0,0,BB,PRT,Direct,A,No Deposit,90,Check-Out,2016-04-07\n"
    "City,1,2016,April,6,0,1,2,0,0,BB,PRT,Direct,A,No Deposit,-6.38,Check-Out,2016-04-07\n";

json::value replay(const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"replay", "--json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    Process process(arguments);
    const std::string report = process.rest();
    CAPTURE(process.log());
    REQUIRE(process.wait(std::chrono::seconds(600)) == 0);
    return Answer{.status = 200, .body = report}.json();
}

std::string written(const TemporaryDirectory& directory, const std::string& csv) {
    std::string file = directory.path() + "/history.csv";
    std::ofstream(file) << csv;
    return file;
}

/// The real file (Antonio, de Almeida and Nunes 2019), if it is there.
std::string real_history() {
    const char* directory = std::getenv("VACANCY_DATA");
    if (directory == nullptr) return {};
    std::string file = std::string(directory) + "/hotel_bookings.csv.zip";
    return std::filesystem::exists(file) ? file : std::string{};
}

}  // namespace

TEST_CASE(
    "a history is booked, canceled, missed and slept in as it was, faults counted by reason") {
    const TemporaryDirectory directory;
    const json::value report = replay({written(directory, history)});
    CHECK(number_at(report, "/rows") == 7);
    CHECK(number_at(report, "/accepted") == 4);
    CHECK(number_at(report, "/refused/zero_nights") == 1);
    CHECK(number_at(report, "/refused/no_guests") == 1);
    CHECK(number_at(report, "/refused/negative_rate") == 1);
    CHECK(number_at(report, "/checked_out") == 2);
    CHECK(number_at(report, "/canceled") == 1);
    CHECK(number_at(report, "/no_show") == 1);
    CHECK(text_at(report, "/by_month/0/month") == "2016-03");
    CHECK(number_at(report, "/by_month/0/nights") == 3);
    CHECK(number_at(report, "/by_month/0/revenue/amount") == 2 * 10050 + 8000);
}

TEST_CASE("at the front desk the same history is checked in and out, and its folios agree") {
    const TemporaryDirectory directory;
    const std::string file = written(directory, history);
    const json::value booked = replay({file});
    const json::value report = replay({file, "--front-desk"});
    CHECK(report.at("by_month") == booked.at("by_month"));
    CHECK(number_at(report, "/front_desk/check_ins") == 2);
    CHECK(number_at(report, "/front_desk/check_outs") == 2);
    CHECK(number_at(report, "/front_desk/night_audits") > 30);
    CHECK(number_at(report, "/front_desk/unbalanced_postings") == 0);
    CHECK(number_at(report, "/front_desk/keys_left") == 0);
    CHECK(number_at(report, "/no_show") == 1);
}

TEST_CASE("a second replay on the same database changes nothing") {
    const TemporaryDirectory directory;
    const std::string file = written(directory, history);
    const std::string db = "sqlite:" + directory.path() + "/replay.db";
    const json::value first = replay({file, "--db", db});
    const json::value second = replay({file, "--db", db});
    for (const char* field : {"accepted", "checked_out", "canceled", "no_show", "by_month"})
        CHECK(json::serialize(first.at(field)) == json::serialize(second.at(field)));
}

TEST_CASE("with fewer rooms than the history needed the house says no, as to any guest") {
    const TemporaryDirectory directory;
    const std::string file = written(directory, history);
    std::ofstream(directory.path() + "/rooms.csv") << "hotel,room_type,rooms\nCity,A,1\nCity,B,1\n";
    const json::value report = replay({file, "--rooms", directory.path() + "/rooms.csv"});
    CHECK(number_at(report, "/accepted") == 3);
    CHECK(number_at(report, "/refused/sold_out") == 1);
    CHECK(number_at(report, "/contention") == 1);
}

TEST_CASE("the first thousand rows of the real history reconcile to the cent") {
    const std::string file = real_history();
    if (file.empty()) {
        MESSAGE("VACANCY_DATA holds no hotel_bookings.csv.zip: not tried");
        return;
    }
    // `replay` itself compares the store with the file and fails when they differ.
    const json::value report = replay({file, "--first", "1000"});
    CHECK(number_at(report, "/rows") == 1000);
    CHECK(number_at(report, "/checked_out") + number_at(report, "/canceled") +
              number_at(report, "/no_show") ==
          number_at(report, "/accepted"));
}
