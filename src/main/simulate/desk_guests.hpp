#pragma once
// Guests at the desk: those who booked for tonight come, are checked in, have something put on
// their account and leave, some of them twice at once, some asking again after silence. What they
// are told is judged by the reference of the desk. They live outside: a crash loses their answer,
// not them. One thread.

#include "hotel/model/folio/folio.hpp"
#include "main/simulate/audit/desk_reference.hpp"
#include "main/simulate/guests.hpp"

#include <vector>

namespace vacancy::simulate {

struct DeskGuest {
    int number = 0;  ///< of the reference
    const Guest* guest = nullptr;
    std::int64_t spends = 0;  ///< at the spa; 0: nothing
    int visits = 1;           ///< to the spa
    bool at_bar = false;      ///< the visit is charged by the till, with its number
    int counted = 0;          ///< the last visit that was told to be on the account
    std::vector<int> more{};  ///< further nights, as bookings of the reference
    int patience = 4;
    bool wants_to_leave = false;
    std::optional<hotel::FolioId> folio{};
};

class DeskGuests {
public:
    struct References {
        reference::Hotel& hotel;
        reference::Desk& desk;
    };
    DeskGuests(const Surroundings& around, References known, std::function<Life*()> house)
        : around_(around), hotel_(known.hotel), desk_(known.desk), house_(std::move(house)) {}

    /// A guest whose booking for tonight was confirmed. Where there are nights some come late, and
    /// some never.
    void comes(const Guest& guest);
    void close_doors() { is_closed_ = true; }
    /// Those who come late, and some who leave while others sleep.
    void night();
    /// Who booked for today comes, who is in the house goes on with the stay.
    void morning(const Guests& all);
    /// The house has crashed.
    void nobody_answers();
    [[nodiscard]] const std::deque<DeskGuest>& all() const { return guests_; }
    [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }

private:
    enum class Verb : std::uint8_t { check_in, charge, check_out, move, swap, change, revert };
    struct Asked {
        Verb verb;
        DeskGuest* guest;
        bool is_main;                ///< the other click is not acted upon
        bool is_alone;               ///< no second click stands beside it
        std::string room{};          ///< to move to
        DeskGuest* other = nullptr;  ///< to swap rooms with
        int nights = 0;              ///< the stay shall last
        int more = -1;               ///< the further nights, as a booking of the reference
        int request = -1;            ///< of these
    };
    Dice& dice() { return around_.chaos.dice; }
    void stand_at_desk(const Guest& guest);
    void later(DeskGuest& guest, Verb verb, std::chrono::microseconds at_most);
    void ask(DeskGuest& guest, Verb verb);
    void click(Asked asked);
    Task<void> perform(Life& house, int ticket, Asked asked);
    Task<reference::DeskAnswer> check_in(Life& house, DeskGuest& guest);
    Task<reference::DeskAnswer> charge(Life& house, const DeskGuest& guest);
    Task<reference::DeskAnswer> charge_by_till(Life& house, const DeskGuest& guest);
    Task<reference::DeskAnswer> check_out(Life& house, const DeskGuest& guest);
    [[nodiscard]] reference::DeskAnswer told(const Error& error, const DeskGuest& guest,
                                             const trace::TraceId& trace) const;
    void answered(const Asked& asked, reference::DeskAnswer answer);
    // In rack_guests.cpp: those who change rooms or stay longer, shorter, or not at all.
    bool plan_change(DeskGuest& guest);
    void ask_to_change(DeskGuest& guest, Verb verb);
    void begin_change(Asked& asked);
    Task<reference::DeskAnswer> move(Life& house, Asked asked);
    Task<reference::DeskAnswer> swap(Life& house, Asked asked);
    Task<reference::DeskAnswer> change(Life& house, Asked asked);
    Task<reference::DeskAnswer> revert(Life& house, Asked asked);
    std::string judge_change(const Asked& asked, const reference::DeskAnswer& answer);
    std::string judge_nights(const Asked& asked, const reference::DeskAnswer& answer);
    void leaves(const DeskGuest& guest, int until, bool surely);
    [[nodiscard]] std::string other_room(const DeskGuest& guest);

    void begin(Asked& asked);
    std::string judge_charge(const Asked& asked, const reference::DeskAnswer& answer);
    std::string judge_check_in(const Asked& asked, const reference::DeskAnswer& answer);
    std::string judge(const Asked& asked, const reference::DeskAnswer& answer);
    void go_on(const Asked& asked, reference::Told told);

    Surroundings around_;
    reference::Hotel& hotel_;
    reference::Desk& desk_;
    std::function<Life*()> house_;
    std::deque<DeskGuest> guests_;
    std::map<int, Asked> waiting_;
    std::vector<const Guest*> late_;
    int requests_ = 0;
    bool is_closed_ = false;
};

}  // namespace vacancy::simulate
