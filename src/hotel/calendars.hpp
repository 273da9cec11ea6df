#pragma once
// Calendars: what search reads instead of the database. For each property its book (prices and
// rules; replaced whole) and the rooms left per night and room type (one atomic cell each, updated
// after our own commits). Owned by the House; any thread may read; changes come from database
// threads after a commit. The store alone decides a hold.
//
// A cell carries the version of its row, so that changes may arrive in any order and a reload
// never undoes a newer one. Holds whose time is over count as free here too, swept or not.

#include "base/id.hpp"
#include "base/time.hpp"
#include "hotel/model/book.hpp"
#include "hotel/model/inventory.hpp"
#include "hotel/model/sell.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <span>
#include <unordered_map>
#include <vector>

namespace vacancy::hotel {

class PropertyCalendar {
public:
    [[nodiscard]] std::shared_ptr<const Book> book() const;
    /// What is left of every room type, by the index of `book`'s room types.
    [[nodiscard]] std::vector<Left> left(const Book& book, const StayDates& stay, Instant now,
                                         const std::optional<OwnNights>& own = {}) const;
    /// The latest reservation known to have taken one of these nights; empty: none known.
    [[nodiscard]] std::optional<ReservationId> latest_taker(const RoomTypeId& type,
                                                            const StayDates& stay) const;

    /// Replaces the book unless a newer one is there, and merges the counts.
    void install(std::shared_ptr<const Book> book, std::span<const TypeNight> counts);
    /// The book with a small change, at its next version. False when the book at hand is not the
    /// one before that version: the property has to be read again.
    bool patch(std::int64_t version, const std::function<void(Book&)>& change);
    void apply(const RoomTypeId& type, std::span<const NightLeft> nights);
    void taken(const RoomTypeId& type, const StayDates& stay, const ReservationId& by);
    void hold_placed(const LiveHold& hold);
    void hold_ended(const ReservationId& reservation);
    [[nodiscard]] bool holds(const ReservationId& reservation) const;

private:
    struct Counts;
    [[nodiscard]] std::shared_ptr<Counts> counts() const;
    void give_back_expired(std::vector<Left>& left, const Book& book, const StayDates& stay,
                           Instant now) const;

    mutable std::shared_mutex view_guard_;  // of the two pointers
    std::shared_ptr<const Book> book_;
    std::shared_ptr<Counts> counts_;
    mutable std::mutex change_guard_;  // of changes to the counts and of the holds
    std::unordered_map<ReservationId, LiveHold> holds_;
    mutable std::atomic<std::int64_t> earliest_expiry_us_{INT64_MAX};
};

class Calendars {
public:
    /// Null when there is no such property. The calendar lives as long as this.
    [[nodiscard]] PropertyCalendar* find(const PropertyId& property) const;
    PropertyCalendar& at(const PropertyId& property);  ///< made when it is new
    [[nodiscard]] std::vector<PropertyCalendar*> all() const;

private:
    mutable std::shared_mutex guard_;
    std::unordered_map<PropertyId, std::unique_ptr<PropertyCalendar>> properties_;
};

}  // namespace vacancy::hotel
