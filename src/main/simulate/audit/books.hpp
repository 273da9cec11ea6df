#pragma once
// Books: everything an outsider can read in the product's database, read in one go. One thread.

#include "db/database.hpp"

#include <map>
#include <string>
#include <vector>

namespace vacancy::simulate {

struct NightRow {
    std::string type;
    LocalDate night;
    int sold = 0;
    int held = 0;
};

struct StayRow {
    std::string id;
    std::string type;
    StayDates stay;
    std::string status;
    Instant expires_at;
};

struct BookingRow {
    std::string id;
    std::string key;
    std::string reservation;
    std::string state;
    std::string type;
    std::string plan;
    StayDates stay;
    int guests = 0;
    std::int64_t total = 0;
    std::int64_t fee = 0;
    Instant created_at;
    Instant updated_at;
};

struct PaymentRow {
    std::string reference;
    std::string transaction;
    std::string status;
    std::int64_t authorized = 0;
    std::int64_t captured = 0;
    std::int64_t refunded = 0;
};

/// Messages of one booking on one channel.
struct MessageCount {
    int confirmations = 0;
    int all = 0;
    int open = 0;  ///< neither delivered nor given up
    int dead = 0;
};

/// A guest's account, by reservation.
struct FolioRow {
    bool is_open = false;
    std::int64_t charges = 0;
    std::int64_t balance = 0;
    int receipts = 0;
};

struct RoomRow {
    std::string number;
    bool is_occupied = false;
    std::string housekeeping;
};

/// What one night of a stay, or missing it, put on the guest's account.
struct NightPosting {
    std::string reservation;
    std::string night;  ///< "2030-03-01", as the posting names it; empty: the stay was missed
    std::int64_t amount = 0;
};

/// A closed day.
struct ClosedDay {
    LocalDate day;
    std::string report;
};

struct Books {
    LocalDate business_date;
    std::vector<NightRow> nights;
    std::vector<StayRow> stays;
    std::vector<BookingRow> bookings;
    std::vector<PaymentRow> payments;
    std::map<std::string, MessageCount> mails;  ///< by booking
    std::map<std::string, FolioRow> folios;
    std::map<std::string, int> claims;           ///< nights of a room, by reservation
    std::map<std::string, std::string> room_of;  ///< its number, by reservation
    std::vector<RoomRow> rooms;
    std::vector<NightPosting> night_postings;
    std::vector<ClosedDay> closed_days;
    std::map<LocalDate, std::int64_t> earned;  ///< revenue and taxes of all postings of a day
    int unbalanced_postings = 0;
    int busy_stays = 0;
    int open_sagas = 0;
    int partner_events = 0;
    int open_messages = 0;
    int open_letters = 0;  ///< that the till has not answered yet
    int dead_messages = 0;
};

[[nodiscard]] Result<Books> read_books(db::Database& db);
/// Rises with every change to the database.
[[nodiscard]] Result<std::int64_t> count_changes(db::Database& db);

}  // namespace vacancy::simulate
