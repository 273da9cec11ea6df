#include "hotel/flows/rack/assigning.hpp"

#include "hotel/store/desk/folios.hpp"
#include "hotel/store/desk/trail.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vacancy::hotel {

Result<Reservation> reservation_in(db::Tx& tx, const StayName& query) {
    TRY(const auto id, store::reservation_by_code(tx, query.property, query.confirmation_code));
    if (!id) return fail(ErrorCode::reservation_not_found);
    TRY(auto reservation, store::find_reservation(tx, *id));
    if (!reservation) return fail(ErrorCode::reservation_not_found);
    return std::move(*reservation);
}

Result<GuestInHouse> guest_in_house(db::Tx& tx, const StayName& query) {
    TRY(Reservation reservation, reservation_in(tx, query));
    if (reservation.status != Status::in_house)
        return fail(ErrorCode::illegal_transition,
                    fmt::format("the reservation is {}", name_of(reservation.status)));
    TRY(auto stay, store::find_stay(tx, reservation.id));
    if (!stay || !stay->room) return fail(ErrorCode::illegal_transition, "the guest has no room");
    TRY(const auto room, store::find_room(tx, *stay->room));
    if (!room) return fail(ErrorCode::room_not_found);
    return GuestInHouse{std::move(reservation), std::move(*stay), *room};
}

StayDates nights_ahead(const Reservation& r, LocalDate business_date) {
    const LocalDate from = std::max(r.stay.arrival, business_date);
    return {from, std::max(from, r.stay.departure)};
}

Result<bool> use_type(db::Tx& tx, Desk& desk, const Reservation& r,
                      std::pair<Stay&, const TypeChange&> change) {
    auto& [stay, wanted] = change;
    const RoomTypeId used = stay.taken_type.value_or(r.room_type);
    if (used == wanted.to) return true;
    if (wanted.nights.nights() > 0) {
        const store::Moved before{r.property, {used, wanted.nights}};
        const store::Moved after{r.property, {wanted.to, wanted.nights}};
        TRY(auto taken, take_or_reclaim(tx, desk, store::Count::sold, {after.nights, r.id}));
        if (taken.empty()) return false;
        TRY(auto back, store::give_back_nights(tx, store::Count::sold, before.nights));
        remember_nights(tx, desk, before, std::move(back));
        remember_nights(tx, desk, after, std::move(taken));
    }
    stay.taken_type = wanted.to == r.room_type ? std::nullopt : std::optional(wanted.to);
    return true;
}

Result<void> let_go(db::Tx& tx, Desk& desk, const Reservation& r, Stay& stay) {
    const TypeChange booked{r.stay, r.room_type};
    TRY(const bool back, use_type(tx, desk, r, {stay, booked}));
    if (!back)
        return fail(ErrorCode::room_no_longer_available,
                    "the booked type was sold since; give a room of the better one");
    TRY_VOID(store::release_room(tx, r.id, r.stay.arrival));
    stay.room.reset();
    return {};
}

Result<RoomTypeId> give_assignment_up(db::Tx& tx, const ReservationId& id,
                                      const RoomTypeId& booked) {
    TRY(auto stay, store::find_stay(tx, id));
    if (!stay || !stay->room) return booked;
    const RoomTypeId used = stay->taken_type.value_or(booked);
    TRY_VOID(store::release_room(tx, id, LocalDate{}));
    stay->room.reset();
    stay->taken_type.reset();
    TRY_VOID(store::save_stay(tx, *stay));
    return used;
}

Result<void> charge_guest(db::Tx& tx, const Entry& entry, const ReservationId& reservation,
                          const ExtraCharge& charge) {
    if (charge.amount.is_zero()) return {};
    TRY(const int window, store::window_for(tx, reservation, charge.code));
    TRY(const auto folios, store::folios_of(tx, reservation));
    auto folio = std::ranges::find(folios, window, &Folio::window);
    if (folio == folios.end() || !folio->open) folio = std::ranges::find(folios, 1, &Folio::window);
    if (folio == folios.end()) return fail(ErrorCode::folio_not_found);
    TRY(auto lines, fee_lines(tx, entry.property.id, {folio->id, charge.code, charge.amount}));
    TRY_VOID(post(tx, entry,
                  {.kind = PostingKind::charge,
                   .code = std::string(charge.code),
                   .description = charge.description,
                   .reference = charge.reference,
                   .lines = std::move(lines)}));
    return {};
}

Result<void> tell_trail(db::Tx& tx, const Entry& entry, const Said& said) {
    return store::append_trail(tx, entry.property.id,
                               {.actor = entry.actor.id,
                                .role = entry.actor.role,
                                .action = std::string(said.action),
                                .subject = said.subject,
                                .detail = said.detail,
                                .trace_id = entry.trace_id});
}

Result<void> tell_links(db::Tx& tx, const Reservation& r, const GuestNews& news) {
    return tell_interfaces(tx, {.property = r.property,
                                .kind = news.kind,
                                .reservation = r.id,
                                .room_number = news.room,
                                .old_room_number = news.old_room});
}

Result<void> tell_room(db::Tx& tx, const PropertyId& property, const std::string& room_number) {
    return tell_interfaces(
        tx, {.property = property, .kind = LetterKind::room_status, .room_number = room_number});
}

Result<void> check_idle(db::Tx& tx, const ReservationId& reservation) {
    const SagaId nobody = SagaId::make(tx.now());
    TRY(const bool idle, store::begin_work(tx, reservation, nobody));
    if (!idle) return fail(ErrorCode::illegal_transition, "somebody is at this stay already");
    return store::end_work(tx, reservation, nobody);
}

Result<std::shared_ptr<const Book>> book_of(Desk& desk, const PropertyId& property) {
    const PropertyCalendar* calendar = desk.calendars.find(property);
    auto book = calendar != nullptr ? calendar->book() : nullptr;
    if (book == nullptr) return fail(ErrorCode::property_not_found);
    return book;
}

std::optional<Money> price_in(const Book& book, const Reservation& r, const TypeChange& wanted) {
    if (wanted.nights.nights() < 1) return Money{0, r.total.currency};
    const auto type = book.type_index(wanted.to);
    const auto plan = book.plan_index(r.rate_plan);
    const auto product = type && plan ? book.product_of(*type, *plan) : std::nullopt;
    if (!product) return std::nullopt;
    const Party party{.guests = r.guests, .children = r.children};
    const auto priced = price_stay(book, *product, wanted.nights, party);
    if (!priced) return std::nullopt;
    return priced->total;
}

KeyRequest keys_in(const FrontDesk& front, const Reservation& r, const Room& room) {
    const auto facts = property_facts(front.desk, r.property);
    KeyRequest request{.property = r.property,
                       .reservation = r.id,
                       .room_number = room.number,
                       .guest_name = r.guest.name,
                       .valid_from = front.clock.now(),
                       .valid_until = {}};
    if (facts)
        request.valid_until =
            instant_of(r.stay.departure, facts->check_out_until, facts->time_zone);
    return request;
}

Task<Result<bool>> keys_are_old(Step& step, FrontDesk& front, const ReservationId& id,
                                const RoomId& room) {
    const auto body = [&](db::Tx& tx) -> Result<bool> {
        TRY_VOID(check_idle(tx, id));
        TRY(const auto reservation, store::find_reservation(tx, id));
        TRY(const auto stay, store::find_stay(tx, id));
        const bool is_in = reservation && reservation->status == Status::in_house;
        return !is_in || !stay || stay->room != room;
    };
    co_return co_await front.db.transact(step, body);
}

Error undone_error(Error why) {
    if (why.code != ErrorCode::outcome_unknown) return why;
    return {.code = ErrorCode::upstream_unavailable,
            .detail = "The payment gateway's answer was lost; nothing was changed",
            .retry_after_s = 5};
}

Error encoder_error(Error why) {
    const bool outside = why.code == ErrorCode::upstream_unavailable ||
                         why.code == ErrorCode::timeout || why.code == ErrorCode::outcome_unknown;
    if (!outside) return why;
    return {.code = ErrorCode::key_encoder_unavailable, .detail = {}, .retry_after_s = 5};
}

}  // namespace vacancy::hotel
