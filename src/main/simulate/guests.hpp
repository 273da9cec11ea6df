#pragma once
// Guests: people in front of the house who book, change and cancel, click twice, try again with the
// same key after silence, and give up. They live outside: a crash loses their answer, not them.
// What they are told is judged by the reference. One thread.

#include "booking/api.hpp"
#include "main/simulate/audit/reference.hpp"
#include "main/simulate/life.hpp"

#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>

namespace vacancy::simulate {

/// One booking that a guest wants; a guest who tries other dates begins another.
struct Guest {
    int booking = 0;  ///< of the reference
    std::string key;
    std::string email;
    std::string token;
    reference::Wish wish;
    reference::Wish other_wish;  ///< what it may be changed to
    bool wants_change = false;
    bool wants_cancel = false;
    int patience = 5;
    int other_dates = 1;  ///< tries with other dates and another key
    bool was_booked = false;
    std::string code{};
    std::string reservation{};
};

class Guests {
public:
    Guests(const Surroundings& around, reference::Hotel& hotel, std::function<Life*()> house)
        : around_(around), hotel_(hotel), house_(std::move(house)) {}

    using Comes = std::function<void(const Guest&)>;
    /// Where those go who booked for tonight and come; nowhere while the desk is closed.
    void send_to_desk(Comes comes) { comes_to_desk_ = std::move(comes); }
    /// Whoever is not asked for anything yet waits until the morning; what was planned is
    /// forgotten.
    void close_doors() { is_closed_ = true; }
    /// Another day: some of those who have booked change or cancel, and so many come.
    void open_doors(int count, std::chrono::microseconds within);
    /// So many come within that time.
    void come(int count, std::chrono::microseconds within);
    /// The house has crashed: nobody who waits is answered.
    void nobody_answers();
    [[nodiscard]] const std::deque<Guest>& all() const { return guests_; }
    [[nodiscard]] std::size_t waiting() const { return waiting_.size(); }
    [[nodiscard]] int requests() const { return requests_; }

private:
    enum class Verb : std::uint8_t { book, cancel, change };
    struct Asked {
        Verb verb;
        Guest* guest;
        int request;
        bool is_main;  ///< the other click is not acted upon
    };
    Dice& dice() { return around_.chaos.dice; }
    void arrive();
    void later(Guest& guest, Verb verb, std::chrono::microseconds delay);
    void ask(Guest& guest, Verb verb);
    void click(Guest& guest, Verb verb, bool is_main);
    Task<void> perform(Stage& world, int ticket, Asked asked);
    void answered(int ticket, const Asked& asked, const reference::Answer& answer);
    void go_on(Guest& guest, Verb verb, reference::Told told);
    void after_booking(Guest& guest, reference::Told told);
    void next(Guest& guest);
    void patiently(Guest& guest, Verb verb);
    [[nodiscard]] reference::Answer told(const Error& error, const Guest& guest,
                                         const trace::TraceId& trace) const;

    Task<reference::Answer> book(Stage& world, Guest& guest);
    Task<reference::Answer> cancel(Stage& world, const Guest& guest);
    Task<reference::Answer> change(Stage& world, const Guest& guest);

    Surroundings around_;
    reference::Hotel& hotel_;
    std::function<Life*()> house_;
    Comes comes_to_desk_{};
    std::deque<Guest> guests_;
    std::map<int, Asked> waiting_;
    int requests_ = 0;
    bool is_closed_ = false;
};

}  // namespace vacancy::simulate
