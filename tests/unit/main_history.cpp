#include "main/replay/history.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace vacancy;
using namespace vacancy::replay;

namespace {

const std::string header =
    "hotel,lead_time,arrival_date_year,arrival_date_month,arrival_date_day_of_month,"
    "stays_in_weekend_nights,stays_in_week_nights,adults,children,babies,meal,country,"
    "distribution_channel,reserved_room_type,deposit_type,adr,reservation_status,"
    "reservation_status_date\n";

HistoryRow only_row(const std::string& line) {
    const auto rows = parse_history(header + line);
    REQUIRE(rows.has_value());
    REQUIRE(rows->size() == 1);
    return rows->front();
}

}  // namespace

TEST_CASE("a row is booked its lead time before the arrival") {
    const auto row = only_row(
        "City Hotel,30,2016,March,1,1,2,2,1,0,BB,PRT,TA/TO,A,No Deposit,126.85,Check-Out,"
        "2016-03-04\n");
    CHECK(row.fault == Fault::none);
    CHECK(row.booked_on.text() == "2016-01-31");
    CHECK(row.stay.departure.text() == "2016-03-04");
    CHECK(row.rate.amount == 12685);
    CHECK(row.guests() == 3);
}

TEST_CASE("a row with several faults counts under the first of them") {
    CHECK(only_row("H,0,2016,March,1,0,0,0,0,0,BB,PRT,D,A,No,-6.38,Check-Out,2016-03-01").fault ==
          Fault::zero_nights);
    CHECK(only_row("H,0,2016,March,1,0,1,0,0,0,BB,PRT,D,A,No,-6.38,Check-Out,2016-03-01").fault ==
          Fault::no_guests);
    CHECK(only_row("H,0,2016,March,1,0,1,1,0,0,BB,PRT,D,A,No,-6.38,Check-Out,2016-03-01").fault ==
          Fault::negative_rate);
}

TEST_CASE("children that are not known count as none") {
    const auto row =
        only_row("H,0,2016,March,1,0,1,2,NA,0,BB,PRT,D,A,No,75.5,Canceled,2016-03-01\n");
    CHECK(row.fault == Fault::none);
    CHECK(row.guests() == 2);
    CHECK(row.rate.amount == 7550);
}

TEST_CASE("a row that makes no sense is unreadable, and the next one is still read") {
    const auto rows = parse_history(header +
                                    "H,x,2016,March,1,0,1,2,0,0,BB,PRT,D,A,No,1,Check-Out,"
                                    "2016-03-02\nH,1,2016,Marchember\n\"H, the \"\"one\"\"\",1,"
                                    "2016,March,1,0,1,2,0,0,BB,PRT,D,A,No,1,Check-Out,2016-03-02");
    REQUIRE(rows.has_value());
    REQUIRE(rows->size() == 3);
    CHECK(rows->at(0).fault == Fault::unreadable);
    CHECK(rows->at(1).fault == Fault::unreadable);
    CHECK(rows->at(2).fault == Fault::none);
    CHECK(rows->at(2).hotel == "H, the \"one\"");
}

TEST_CASE("numbers beyond all reason make a row unreadable, not undefined") {
    for (const std::string nights : {"2147483647,2147483647", "2147483647,1", "-2147483648,0"}) {
        CAPTURE(nights);
        const auto row =
            only_row("H,1,2016,March,1," + nights +
                     ",2,2147483647,2147483647,BB,PRT,D,A,No,1,Check-Out,2016-03-02\n");
        CHECK(row.fault == Fault::unreadable);
    }
}

TEST_CASE("a file without a needed column is refused by the column's name") {
    const auto rows = parse_history("hotel,adr\nH,1\n");
    REQUIRE_FALSE(rows.has_value());
    CHECK(rows.error().detail == "the file has no column \"lead_time\"");
}

TEST_CASE("a file that is not there is one clear sentence") {
    const auto rows = read_history("/nowhere/history.csv");
    REQUIRE_FALSE(rows.has_value());
    CHECK(rows.error().detail == "/nowhere/history.csv: cannot be read");
}
