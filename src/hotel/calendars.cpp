#include "hotel/calendars.hpp"

#include <algorithm>
#include <array>

namespace vacancy::hotel {
namespace {

/// One night of one room type: the row's version above, how many are left below. Version 0: there
/// is no inventory. One atomic word, so that a reader never sees half of a change.
struct Cell {
    static constexpr int left_bits = 20;
    static constexpr std::int64_t middle = std::int64_t{1} << (left_bits - 1);

    static std::uint64_t pack(const NightLeft& night) {
        const auto low = static_cast<std::uint64_t>(night.left + middle);
        return static_cast<std::uint64_t>(night.version) << left_bits |
               (low & ((std::uint64_t{1} << left_bits) - 1));
    }
    static std::uint64_t version(std::uint64_t word) { return word >> left_bits; }
    static int left(std::uint64_t word) {
        const auto low = static_cast<std::int64_t>(word & ((std::uint64_t{1} << left_bits) - 1));
        return static_cast<int>(low - middle);
    }
};

StayDates overlap(const StayDates& a, const StayDates& b) {
    return {std::max(a.arrival, b.arrival), std::min(a.departure, b.departure)};
}

}  // namespace

/// Rooms left, night by night; the columns are room types in the order of `types`.
struct PropertyCalendar::Counts {
    std::vector<RoomTypeId> types;
    LocalDate first{};
    int nights = 0;
    std::unique_ptr<std::atomic<std::uint64_t>[]> cells;
    std::vector<ReservationId> takers;  // guarded by change_guard_

    Counts(std::vector<RoomTypeId> columns, LocalDate first_night, int night_count)
        : types(std::move(columns)),
          first(first_night),
          nights(night_count),
          cells(std::make_unique<std::atomic<std::uint64_t>[]>(size())),
          takers(size()) {}

    [[nodiscard]] std::size_t size() const {
        return types.size() * static_cast<std::size_t>(nights);
    }
    [[nodiscard]] std::optional<std::size_t> column(const RoomTypeId& type) const {
        const auto found = std::ranges::find(types, type);
        if (found == types.end()) return std::nullopt;
        return static_cast<std::size_t>(found - types.begin());
    }
    [[nodiscard]] bool knows(LocalDate night) const {
        return night >= first && night - first < nights;
    }
    [[nodiscard]] std::size_t at(LocalDate night, std::size_t column) const {
        return static_cast<std::size_t>(night - first) * types.size() + column;
    }
    /// Takes the change unless a newer one was there first. Under change_guard_.
    void merge(std::size_t index, std::uint64_t word) {
        auto& cell = cells[index];
        if (Cell::version(cell.load(std::memory_order_relaxed)) < Cell::version(word))
            cell.store(word, std::memory_order_relaxed);
    }
};

std::shared_ptr<const Book> PropertyCalendar::book() const {
    const std::shared_lock lock(view_guard_);
    return book_;
}

std::shared_ptr<PropertyCalendar::Counts> PropertyCalendar::counts() const {
    const std::shared_lock lock(view_guard_);
    return counts_;
}

std::vector<Left> PropertyCalendar::left(const Book& book, const StayDates& stay, Instant now,
                                         const std::optional<OwnNights>& own) const {
    std::vector<Left> left(book.room_types.size(), Left{.rooms = INT32_MAX});
    const auto counts = this->counts();
    for (std::size_t type = 0; type < left.size(); ++type) {
        Left& out = left[type];
        const auto column = counts ? counts->column(book.room_types[type].id) : std::nullopt;
        const bool owned = own && own->room_type == book.room_types[type].id;
        for (LocalDate night = stay.arrival; night < stay.departure; ++night) {
            const std::uint64_t word =
                column && counts->knows(night)
                    ? counts->cells[counts->at(night, *column)].load(std::memory_order_relaxed)
                    : 0;
            if (Cell::version(word) == 0) {
                out = {0, false, night};
                break;
            }
            const int rooms = Cell::left(word) + (owned && own->stay.covers(night) ? 1 : 0);
            if (rooms < out.rooms) out = {rooms, true, night};
        }
    }
    if (now.us >= earliest_expiry_us_.load(std::memory_order_relaxed))
        give_back_expired(left, book, stay, now);
    return left;
}

// The slow path of `left`: some hold's time is over and its row still counts it. Recounts the room
// types those holds are of, night by night.
void PropertyCalendar::give_back_expired(std::vector<Left>& left, const Book& book,
                                         const StayDates& stay, Instant now) const {
    const auto counts = this->counts();
    const std::scoped_lock lock(change_guard_);
    std::vector<std::vector<int>> back(left.size());
    std::int64_t earliest = INT64_MAX;
    for (const auto& [id, hold] : holds_) {
        earliest = std::min(earliest, hold.expires_at.us);
        const auto type = book.type_index(hold.room_type);
        const StayDates shared = overlap(stay, hold.stay);
        if (hold.expires_at > now || !type || shared.nights() < 1) continue;
        back[*type].resize(static_cast<std::size_t>(stay.nights()), 0);
        for (LocalDate night = shared.arrival; night < shared.departure; ++night)
            ++back[*type][static_cast<std::size_t>(night - stay.arrival)];
    }
    earliest_expiry_us_.store(earliest, std::memory_order_relaxed);
    for (std::size_t type = 0; type < left.size(); ++type) {
        const auto column = counts->column(book.room_types[type].id);
        if (back[type].empty() || !left[type].on_sale || !column) continue;
        left[type].rooms = INT32_MAX;
        for (LocalDate night = stay.arrival; night < stay.departure; ++night) {
            const auto word = counts->cells[counts->at(night, *column)].load();
            const int rooms =
                Cell::left(word) + back[type][static_cast<std::size_t>(night - stay.arrival)];
            if (rooms < left[type].rooms) left[type] = {rooms, true, night};
        }
    }
}

std::optional<ReservationId> PropertyCalendar::latest_taker(const RoomTypeId& type,
                                                            const StayDates& stay) const {
    const auto counts = this->counts();
    const auto column = counts ? counts->column(type) : std::nullopt;
    if (!column) return std::nullopt;
    const std::scoped_lock lock(change_guard_);
    ReservationId latest{};
    for (LocalDate night = stay.arrival; night < stay.departure; ++night) {
        if (!counts->knows(night)) continue;
        latest = std::max(latest, counts->takers[counts->at(night, *column)]);
    }
    return latest == ReservationId{} ? std::nullopt : std::optional(latest);
}

void PropertyCalendar::install(std::shared_ptr<const Book> book,
                               std::span<const TypeNight> loaded) {
    std::vector<RoomTypeId> types;
    for (const RoomType& type : book->room_types) types.push_back(type.id);
    auto next = std::make_shared<Counts>(std::move(types), book->first, book->nights);
    const auto put = [&](const RoomTypeId& type, LocalDate night, std::uint64_t word) {
        const auto column = next->column(type);
        if (column && next->knows(night)) next->merge(next->at(night, *column), word);
    };
    for (const TypeNight& row : loaded) put(row.room_type, row.night.night, Cell::pack(row.night));
    const std::scoped_lock changing(change_guard_);
    const auto before = counts();
    for (std::size_t i = 0; before && i < before->size(); ++i) {
        const RoomTypeId& type = before->types[i % before->types.size()];
        const LocalDate night = before->first + static_cast<int>(i / before->types.size());
        put(type, night, before->cells[i].load());
        const auto column = next->column(type);
        if (!column || !next->knows(night)) continue;
        auto& taker = next->takers[next->at(night, *column)];
        taker = std::max(taker, before->takers[i]);
    }
    const std::unique_lock lock(view_guard_);
    if (book_ && book_->rates_version > book->rates_version) return;
    book_ = std::move(book);
    counts_ = std::move(next);
}

bool PropertyCalendar::patch(std::int64_t version, const std::function<void(Book&)>& change) {
    const auto before = book();
    if (!before || before->rates_version != version - 1) return false;
    auto next = std::make_shared<Book>(*before);
    change(*next);
    next->rates_version = version;
    const std::unique_lock lock(view_guard_);
    if (book_ != before) return false;
    book_ = std::move(next);
    return true;
}

void PropertyCalendar::apply(const RoomTypeId& type, std::span<const NightLeft> nights) {
    const std::scoped_lock lock(change_guard_);
    const auto counts = this->counts();
    const auto column = counts ? counts->column(type) : std::nullopt;
    if (!column) return;
    for (const NightLeft& night : nights) {
        if (counts->knows(night.night))
            counts->merge(counts->at(night.night, *column), Cell::pack(night));
    }
}

void PropertyCalendar::taken(const RoomTypeId& type, const StayDates& stay,
                             const ReservationId& by) {
    const std::scoped_lock lock(change_guard_);
    const auto counts = this->counts();
    const auto column = counts ? counts->column(type) : std::nullopt;
    if (!column) return;
    for (LocalDate night = stay.arrival; night < stay.departure; ++night) {
        if (counts->knows(night)) counts->takers[counts->at(night, *column)] = by;
    }
}

void PropertyCalendar::hold_placed(const LiveHold& hold) {
    const std::scoped_lock lock(change_guard_);
    holds_.insert_or_assign(hold.reservation, hold);
    if (hold.expires_at.us < earliest_expiry_us_.load(std::memory_order_relaxed))
        earliest_expiry_us_.store(hold.expires_at.us, std::memory_order_relaxed);
}

void PropertyCalendar::hold_ended(const ReservationId& reservation) {
    const std::scoped_lock lock(change_guard_);
    holds_.erase(reservation);
}

bool PropertyCalendar::holds(const ReservationId& reservation) const {
    const std::scoped_lock lock(change_guard_);
    return holds_.contains(reservation);
}

PropertyCalendar* Calendars::find(const PropertyId& property) const {
    const std::shared_lock lock(guard_);
    const auto found = properties_.find(property);
    return found == properties_.end() ? nullptr : found->second.get();
}

PropertyCalendar& Calendars::at(const PropertyId& property) {
    if (PropertyCalendar* known = find(property)) return *known;
    const std::unique_lock lock(guard_);
    auto& calendar = properties_[property];
    if (!calendar) calendar = std::make_unique<PropertyCalendar>();
    return *calendar;
}

std::vector<PropertyCalendar*> Calendars::all() const {
    const std::shared_lock lock(guard_);
    std::vector<PropertyCalendar*> found;
    for (const auto& [id, calendar] : properties_) found.push_back(calendar.get());
    return found;
}

}  // namespace vacancy::hotel
