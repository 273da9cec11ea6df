#pragma once
// The reference of the desk: who stands before it, who is in the house and who has left, as far as
// they were told. It knows nothing of the product. A room that was used stays dirty: nobody cleans
// in a simulation. One thread.

#include "main/simulate/audit/reference.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace vacancy::simulate::reference {

/// How far a guest has come. The ones with `maybe` were not told.
enum class Whereabouts : std::uint8_t { before, maybe_in, in_house, maybe_out, left };

struct DeskAnswer {
    Told told = Told::unknown;
    std::string word;        ///< the code of the error, for the report
    std::string room{};      ///< of a check-in
    std::int64_t total = 0;  ///< of a check-out
    bool was_touched = false;
};

class Desk {
public:
    explicit Desk(std::vector<int> rooms) : rooms_(std::move(rooms)) {}

    /// Somebody with a booking for tonight, all of it paid; `declines` whatever else they should
    /// pay.
    int arrives(const Wish& stay, bool declines);
    void begin_check_in(int guest) { ++at(guest).tries; }
    /// What is wrong with the answer; nothing when it is as it must be.
    std::string checked_in(int guest, const DeskAnswer& answer);
    void charged(int guest, std::int64_t minor) { at(guest).charges += minor; }
    /// Nobody told whether it stands on the folio.
    void maybe_charged(int guest) { at(guest).bill_is_sure = false; }
    void begin_check_out(int guest);
    std::string checked_out(int guest, const DeskAnswer& answer);

    [[nodiscard]] Whereabouts where(int guest) const { return at(guest).where; }
    [[nodiscard]] const std::string& room(int guest) const { return at(guest).room; }
    /// What is wrong with how the reservation ended ("confirmed", "in_house", "checked_out").
    [[nodiscard]] std::string settle(int guest, const std::string& status) const;
    /// All that the stay costs when it ends on its first day.
    [[nodiscard]] std::int64_t bill(int guest) const;

private:
    struct Guest {
        Wish stay;
        bool declines = false;
        Whereabouts where = Whereabouts::before;
        int tries = 0;
        int tries_to_leave = 0;
        bool bill_is_sure = true;
        std::string room{};
        std::int64_t charges = 0;
    };
    [[nodiscard]] const Guest& at(int guest) const {
        return guests_[static_cast<std::size_t>(guest)];
    }
    Guest& at(int guest) { return guests_[static_cast<std::size_t>(guest)]; }
    std::string came_in(int guest, const DeskAnswer& answer);
    [[nodiscard]] std::string stayed_out(int guest, const DeskAnswer& answer) const;
    [[nodiscard]] bool may_lack_rooms(int guest) const;

    std::vector<int> rooms_;
    std::vector<Guest> guests_;
};

}  // namespace vacancy::simulate::reference
