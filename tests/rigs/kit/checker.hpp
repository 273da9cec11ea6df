#pragma once
// Checker: looks at a town from outside (its database's tables, its public API, the gateway's
// ledger, the inboxes of guests and partner, the key encoder) and says what is lost, double, stuck
// or unpaid. It shares no code with the product.

#include "rigs/kit/clients.hpp"
#include "rigs/kit/town.hpp"

#include <chrono>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace vacancy::rigs {

struct DeskBooks;
using Findings = std::vector<std::string>;  ///< each begins with its kind: "lost: …"

class Checker {
public:
    explicit Checker(const Town& town) : town_(town) {}

    /// What is not at rest in the tables and in the ledger; needs no server.
    [[nodiscard]] Findings stuck() const;
    /// Waits until nothing is stuck; what still is after the limit.
    [[nodiscard]] Findings wait_for_rest(std::chrono::seconds limit) const;
    /// Everything else, once all rests.
    [[nodiscard]] Findings check(const std::map<std::string, Told>& told);

private:
    struct Booking {
        std::string id, reservation, email, state, arrival, departure, code;
        std::int64_t total = 0, fee = 0;
        int version = 0;
        std::string stay_status, stay_arrival, stay_departure, room;
    };
    using Bookings = std::map<std::string, std::vector<Booking>>;  // by e-mail address

    [[nodiscard]] Bookings read_bookings() const;
    void check_nights(Findings& found) const;
    void check_told(const Told& told, const std::vector<Booking>& bookings, Findings& found) const;
    static void check_stay(const Told& told, const Booking& booking, Findings& found);
    static std::int64_t due_of(const Booking& booking, const DeskBooks& desk);
    void check_money(const Bookings& bookings, const DeskBooks& desk, Findings& found) const;
    void check_mails(const std::string& email, const std::vector<Booking>& bookings,
                     Findings& found) const;
    void take_partner_events();
    void check_partner(const Booking& booking, Findings& found) const;

    const Town& town_;
    std::map<std::string, std::vector<std::string>> told_;  // booking → versions, in order
    std::set<std::string> webhook_ids_;
    std::set<std::string> rested_;  // bookings that were checked as they are now
};

}  // namespace vacancy::rigs
