#pragma once
// ReceiptNotice: what the mail about a settled folio says. Plain values; guest data is meant for
// its owner and never reaches telemetry.

#include "notices/model/stay_notice.hpp"

namespace vacancy::notices {

struct ReceiptLine {
    LocalDate date;
    std::string description;
    int quantity = 1;
    Money amount;
};

struct ReceiptNotice {
    Language language = Language::en;
    PropertyId property;
    std::string folio;  ///< its id
    std::string confirmation_code;
    Private<std::string> guest_name;
    Private<std::string> email;
    std::string room;
    StayDates stay{};
    std::vector<ReceiptLine> lines{};
    Money charges{};
    Money paid{};
    Money balance{};
    HotelFacts hotel{};
    Instant issued_at{};
    std::string paper{};  ///< PDF; empty: none
};

}  // namespace vacancy::notices
