#pragma once
// The reference: a hotel of two pages that knows nothing of the product. It is told what guests ask
// and what they are answered, and says whether that answer was possible: exactly when nobody else
// was asking at the same time and nothing failed, otherwise by what was surely and what was
// possibly taken meanwhile. Days are counted from the first, money in minor units. One thread.

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace vacancy::simulate::reference {

inline constexpr int room_types = 2;
inline constexpr int tax_bp = 600;  ///< inside every price, where days are closed
inline constexpr int plans = 2;     ///< 0: free until 18:00 of the day before, then the first night
inline constexpr int days = 10;     ///< 1: never free, the whole price

struct Wish {
    int type = 0;
    int plan = 0;
    int first = 0;
    int nights = 1;
    int guests = 2;
    friend bool operator==(const Wish&, const Wish&) = default;
    [[nodiscard]] bool covers(int day) const { return first <= day && day < first + nights; }
    [[nodiscard]] std::string text() const;
};

[[nodiscard]] std::int64_t night_price(const Wish& wish, int day);
[[nodiscard]] std::int64_t price(const Wish& wish);
/// On that day, before 18:00.
[[nodiscard]] std::int64_t cancel_fee(const Wish& wish, int today);
/// Of a guest who does not come.
[[nodiscard]] std::int64_t no_show_fee(const Wish& wish);

/// What a guest was told. `trouble`: not done, try again. `unknown`: look later.
enum class Told : std::uint8_t { done, no_room, declined, trouble, unknown, refused };

struct Answer {
    Told told = Told::unknown;
    std::string word;          ///< the code of the error, for the report
    std::string code{};        ///< the confirmation code
    std::int64_t total = 0;    ///< of the booking
    std::int64_t fee = 0;      ///< of a cancellation
    std::int64_t refund = 0;   ///< of a cancellation
    bool was_touched = false;  ///< a fault met this request, or its booking before
};

/// Where a booking stands as far as its guest can know.
enum class Fate : std::uint8_t { unborn, open, booked, failed, canceled };

/// What was found in the product's books at the end.
struct Found {
    std::string state;  ///< pending, confirmed, canceled, failed; empty: no such booking
    std::int64_t total = 0;
    std::int64_t fee = 0;
    Wish stay;
};

class Hotel {
public:
    explicit Hotel(std::vector<int> capacity) : capacity_(std::move(capacity)) {}
    [[nodiscard]] const std::vector<int>& capacity() const { return capacity_; }

    /// A booking that somebody may ask for; `card_declines` at once, `declines_later` any
    /// difference.
    struct Card {
        bool declines = false;
        bool declines_later = false;
    };
    int expect(const Wish& wish, Card card);

    // A request is begun, then answered (what is wrong with it, or nothing), or lost: nobody knows.
    int begin_booking(int booking, std::int64_t now);
    int begin_cancel(int booking, std::int64_t now);
    int begin_change(int booking, const Wish& to, std::int64_t now);
    std::string answer(int request, const Answer& answer, std::int64_t now);
    void lost(int request, std::int64_t now);
    /// The guest leaves: the nights from `until` on may be on sale again, then they are.
    void begins_to_leave(int booking, int until, std::int64_t now);
    void has_left(int booking, std::int64_t now);
    void begins_to_come(int booking) { ++at(booking).may_come; }
    void stays_away(int booking) { --at(booking).may_come; }
    void has_come(int booking) { at(booking).has_come = true; }
    void has_come_back_out(int booking) { at(booking).has_come = false; }
    /// Further nights of somebody in the house: a booking that nobody comes for.
    int expect_more(const Wish& nights);
    /// Everybody goes to bed, and the day is closed: who has not come may be a no-show.
    void night_begins(std::int64_t now);
    /// The next morning.
    void day_begins() { ++today_; }
    [[nodiscard]] int today() const { return today_; }
    /// No-shows of that day, or earlier and not counted yet: surely those whom nothing speaks for.
    [[nodiscard]] int sure_no_shows(int day) const;
    [[nodiscard]] int possible_no_shows(int day) const;

    [[nodiscard]] bool is_sure(int booking) const { return at(booking).is_sure; }
    [[nodiscard]] Fate fate(int booking) const { return at(booking).fate; }
    [[nodiscard]] const Wish& stay(int booking) const { return at(booking).stay; }
    /// What is wrong with how the booking ended; nothing when it is as it must be.
    [[nodiscard]] std::string settle(int booking, const Found& found) const;

private:
    enum class Verb : std::uint8_t { book, cancel, change };
    struct Booking {
        Wish stay;  ///< as booked, or as asked
        Card card;
        Fate fate = Fate::unborn;
        std::string code{};
        std::set<std::string>
            trouble{};              ///< the words it failed with: the same key is told the same
        std::int64_t fee = 0;       ///< of its cancellation
        std::int64_t refund = 0;    ///< of its cancellation, and what a second one is told
        std::vector<Wish> maybe{};  ///< nights it may hold while nobody knows
        std::int64_t maybe_until = 0;
        bool is_sure = false;       ///< it holds the nights of `stay`
        bool is_unsettled = false;  ///< the end of a request to book was never told
        bool may_be_changed = false;
        bool may_be_canceled = false;
        bool may_have_left = false;
        bool has_left = false;
        bool has_come = false;
        bool is_more = false;  ///< further nights of another booking
        int may_come = 0;      ///< requests to check in whose end was not told
        int kept_until = 0;    ///< of who may have left: nights before are theirs
        int under_way = 0;
    };
    struct Request {
        Verb verb;
        int booking = 0;
        Wish wish;
        bool is_open = true;
        bool met_another = false;  ///< a second request for the same booking at the same time
        bool could_have = false;   ///< at some moment every night had a room for certain others
        bool may_lack = false;     ///< at some moment a night may have been full
    };
    [[nodiscard]] const Booking& at(int booking) const {
        return bookings_[static_cast<std::size_t>(booking)];
    }
    Booking& at(int booking) { return bookings_[static_cast<std::size_t>(booking)]; }
    int begin(Verb verb, int booking, const Wish& wish, std::int64_t now);
    void look(std::int64_t now);
    void doubt(Booking& booking, const Wish& also);
    void settle_down(Booking& booking);
    [[nodiscard]] int taken(const Wish& wish, int day, int but, bool surely) const;
    std::string done(const Request& request, const Answer& answer);
    std::string booked(const Request& request, const Answer& answer);
    std::string canceled(const Request& request, const Answer& answer);
    std::string changed(const Request& request, const Answer& answer);
    [[nodiscard]] std::string not_done(const Request& request, const Answer& answer) const;
    void stays_undone(const Request& request, const Answer& answer);

    std::vector<int> capacity_;
    std::vector<Booking> bookings_;
    std::vector<Request> requests_;
    std::int64_t now_ = 0;
    int today_ = 0;
};

}  // namespace vacancy::simulate::reference
