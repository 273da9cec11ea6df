#pragma once
// The reference of the desk: who stands before it, who is in the house and who has left, as far as
// they were told, and what each day comes to. It knows nothing of the product. A room that was used
// stays dirty until the next morning. One thread.

#include "main/simulate/audit/reference.hpp"

#include <cstdint>
#include <optional>
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

struct Range {
    int least = 0;
    int most = 0;
    [[nodiscard]] bool holds(int count) const { return least <= count && count <= most; }
};

/// What a closed day must have come to, as far as guests were told. Sums are meant only when nobody
/// is in doubt.
struct Day {
    Range sold;
    Range arrivals;
    Range departures;
    bool is_sure = true;
    std::int64_t room = 0;     ///< with its tax
    std::int64_t balance = 0;  ///< of the guests in the house, after the night was charged
};

class Desk {
public:
    explicit Desk(std::vector<int> rooms) : rooms_(std::move(rooms)) {}

    /// Somebody with a booking for tonight, all of it paid; `declines` whatever else they should
    /// pay.
    int arrives(const Wish& stay, bool declines);
    void begin_check_in(int guest) {
        ++at(guest).tries;
        begin(guest);
    }
    /// What is wrong with the answer; nothing when it is as it must be.
    std::string checked_in(int guest, const DeskAnswer& answer);
    void begin_charge(int guest) { begin(guest); }
    void charged(int guest, std::int64_t minor) {
        at(guest).charges += minor;
        end(guest);
    }
    /// Nobody told whether it stands on the folio.
    void maybe_charged(int guest) {
        at(guest).bill_is_sure = false;
        end(guest);
    }
    // To another room, out again, and for more or fewer nights; in desk_changes.cpp.
    void begin_move(int guest) {
        ++at(guest).moves;
        begin(guest);
    }
    std::string moved(int guest, const DeskAnswer& answer);
    std::string swapped(int guest, int other, const DeskAnswer& answer);
    void begin_revert(int guest);
    std::string reverted(int guest, const DeskAnswer& answer);
    void begin_change(int guest) { begin(guest); }
    std::string changed(int guest, int nights, const DeskAnswer& answer);
    void begin_check_out(int guest);
    std::string checked_out(int guest, const DeskAnswer& answer);

    [[nodiscard]] const Wish& stay(int guest) const { return at(guest).stay; }
    [[nodiscard]] bool is_idle(int guest) const { return at(guest).asking == 0; }
    [[nodiscard]] Whereabouts where(int guest) const { return at(guest).where; }
    [[nodiscard]] const std::string& room(int guest) const { return at(guest).room; }
    /// What the present day comes to when it is closed now; then it is the next one.
    Day close_day();
    [[nodiscard]] int day() const { return day_; }
    /// Who has not come may be written off from now on.
    void night_begins() { is_night_ = true; }
    /// The rooms of those who left are clean again.
    void rooms_are_cleaned();

    /// What is wrong with how the reservation ended ("confirmed", "in_house", "checked_out").
    [[nodiscard]] std::string settle(int guest, const std::string& status) const;
    /// All that the stay costs when it ends on that day.
    [[nodiscard]] std::int64_t bill(int guest, int day) const;
    /// What must be reserved for a guest in the house; nothing when the stay is in doubt.
    [[nodiscard]] std::optional<std::int64_t> to_be_held(int guest) const;
    /// What stands on the account of a guest in the house; nothing when it is in doubt.
    [[nodiscard]] std::optional<std::int64_t> account(int guest) const;

private:
    struct Guest {
        Wish stay;
        bool declines = false;
        Whereabouts where = Whereabouts::before;
        int tries = 0;
        int moves = 0;  ///< each leaves another dirty room, or has one for a while
        int tries_to_leave = 0;
        bool bill_is_sure = true;
        std::string room{};  ///< empty: in doubt
        std::int64_t paid = 0;
        std::int64_t charges = 0;
        bool met_another = false;  ///< two requests for one guest at the same time
        bool had_trouble = false;  ///< a move or a change ended nobody knows how
        bool stay_is_sure = true;  ///< how long it is
        int leaving_since = 0;     ///< the day of the first request to check out
        int asking = 0;            ///< requests under way
        bool came_today = false;
        bool left_today = false;
        bool may_be_gone = false;  ///< the room was given to whom it was ready for
        bool doubted_in = false;   ///< a day was closed while nobody knew whether they had come
        bool doubted_out = false;  ///< or left
    };
    void begin(int guest);
    void end(int guest);
    [[nodiscard]] bool is_excused(const Guest& guest, const DeskAnswer& answer) const;
    [[nodiscard]] std::string not_changed(int guest, const DeskAnswer& answer);
    [[nodiscard]] std::string taken_by_another(const Guest& guest, const std::string& room) const;
    void count(const Guest& guest, Day& day) const;
    [[nodiscard]] const Guest& at(int guest) const {
        return guests_[static_cast<std::size_t>(guest)];
    }
    Guest& at(int guest) { return guests_[static_cast<std::size_t>(guest)]; }
    std::string came_in(int guest, const DeskAnswer& answer);
    [[nodiscard]] std::string stayed_out(int guest, const DeskAnswer& answer) const;
    [[nodiscard]] bool may_lack_rooms(int guest) const;

    std::vector<int> rooms_;
    std::vector<Guest> guests_;
    int day_ = 0;
    bool is_night_ = false;
};

}  // namespace vacancy::simulate::reference
