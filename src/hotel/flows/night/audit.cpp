// The night audit: one business date of one property, closed in pieces that may each be repeated.

#include "base/canary.hpp"
#include "hotel/api.hpp"
#include "hotel/desk/interfaces.hpp"
#include "hotel/desk/night.hpp"
#include "hotel/flows/desk/arrival.hpp"
#include "hotel/flows/desk/ledger.hpp"
#include "hotel/flows/memory.hpp"
#include "hotel/flows/night/rolling.hpp"
#include "hotel/flows/rack/assigning.hpp"
#include "hotel/store/desk/tasks.hpp"
#include "hotel/store/desk/trail.hpp"
#include "hotel/store/night/audits.hpp"
#include "hotel/store/night/day.hpp"
#include "hotel/store/rack/blocks.hpp"
#include "hotel/store/setup.hpp"

namespace vacancy::hotel {
namespace {

constexpr int batch = 100;
/// So many steps of a night are spans of its trace; the rest of a large house is counted only.
constexpr int most_traced = 100;

/// One night being closed.
struct Night {
    const CloseNight& command;
    Property property;  ///< at the date that is closed
    std::string trace_id;
    int no_shows = 0;
    int posted = 0;

    [[nodiscard]] LocalDate day() const { return property.business_date; }
    [[nodiscard]] Entry entry() const { return {property, command.actor, trace_id}; }
    [[nodiscard]] store::Begun begun() const { return {property.id, day(), trace_id}; }
};

/// What there is to do: a night to close, or one that was closed before.
struct Agenda {
    BusinessDay now;
    std::optional<Property> open{};
    std::optional<ClosedNight> closed{};
};

ClosedNight closed_of(const store::AuditRow& row, LocalDate next) {
    return {.business_date = row.business_date,
            .next_business_date = next,
            .was_closed = true,
            .report = row.report};
}

/// Who asks for no date means the day that is over: after midnight the next one has begun, and must
/// not be closed in its first hours because somebody clicked twice.
Result<bool> was_just_closed(db::Tx& tx, const CloseNight& command, LocalDate open) {
    constexpr std::chrono::hours soonest{12};
    if (command.business_date) return false;
    TRY(const auto last, store::last_closed(tx, command.property));
    return last && last->business_date + 1 == open && last->closed_at &&
           tx.now() < *last->closed_at + soonest;
}

Result<Agenda> look(db::Tx& tx, const CloseNight& command) {
    TRY(const auto known, store::find_property(tx, command.property));
    if (!known) return fail(ErrorCode::property_not_found);
    const Property& property = known->property;
    const LocalDate today = local_date(tx.now(), property.time_zone);
    const LocalDate wanted = command.business_date.value_or(property.business_date);
    if (wanted > property.business_date)
        return fail(ErrorCode::illegal_transition,
                    "the hotel is at " + property.business_date.text());
    const BusinessDay now{property.id, property.business_date, known->rates_version};
    TRY(const bool again, was_just_closed(tx, command, wanted));
    if (wanted == property.business_date && (wanted < today || (wanted == today && !again)))
        return Agenda{.now = now, .open = property};
    TRY(const auto row, wanted < property.business_date ? store::find_audit(tx, property.id, wanted)
                                                        : store::last_closed(tx, property.id));
    if (!row || !row->closed)
        return fail(ErrorCode::illegal_transition,
                    wanted.text() + (wanted > today ? " has not begun" : " was not audited"));
    return Agenda{.now = now, .closed = closed_of(*row, property.business_date)};
}

Task<Result<void>> begin(Step& step, FrontDesk& front, Night& night) {
    const auto body = [&](db::Tx& tx) -> Result<void> {
        TRY_VOID(store::begin_audit(tx, night.begun()));
        return tell_interfaces(tx, {night.property.id, LetterKind::night_begins});
    };
    CO_TRY_VOID(co_await front.db.transact(step, body));
    crash_here(front, "night_audit.after_begin");
    const Sweep sweep;
    for (;;) {
        CO_TRY(const int expired, co_await expire_due_holds(step, front.desk, sweep));
        if (expired < sweep.limit) co_return Result<void>{};
    }
}

/// Codes of guests who are due and not here, page by page.
struct Missing {
    ReservationId last;
    std::vector<std::string> codes;
};

Result<Missing> missing_after(db::Tx& tx, const Night& night, ReservationId after) {
    TRY_VOID(store::begin_audit(tx, night.begun()));
    TRY(const auto ids, store::not_arrived(tx, {night.property.id, night.day(), after, batch}));
    Missing missing{after, {}};
    for (const ReservationId& id : ids) {
        TRY(const auto reservation, store::find_reservation(tx, id));
        must(reservation.has_value());
        missing.codes.push_back(reservation->confirmation_code);
        missing.last = id;
    }
    return missing;
}

/// Who cannot be charged now (is just coming in, whose money is being settled) stays as it is: the
/// report names them, and the next audit asks again.
Task<Result<void>> end_one(Step& step, FrontDesk& front, Night& night, const std::string& code) {
    if (canary::planted("no_show_forgotten")) co_return Result<void>{};
    const NoShowCommand command{
        .property = night.property.id, .confirmation_code = code, .actor = night.command.actor};
    auto ended = co_await end_as_no_show(step, front, command);
    crash_here(front, "night_audit.after_no_show");
    if (ended) {
        ++night.no_shows;
        co_return Result<void>{};
    }
    const ErrorCode why = ended.error().code;
    if (why == ErrorCode::illegal_transition || why == ErrorCode::payment_error)
        co_return Result<void>{};
    co_return std::unexpected(std::move(ended).error());
}

Task<Result<void>> charge_no_shows(Step& step, FrontDesk& front, Night& night) {
    ReservationId after{};
    Step silent = Step::silent();
    for (;;) {
        const auto body = [&](db::Tx& tx) { return missing_after(tx, night, after); };
        CO_TRY(const Missing missing, co_await front.db.transact(silent, body));
        for (const std::string& code : missing.codes) {
            Step& its = night.no_shows < most_traced ? step : silent;
            CO_TRY_VOID(co_await end_one(its, front, night, code));
        }
        if (missing.codes.size() < batch) break;
        after = missing.last;
    }
    step.set(attr::vacancy_count, night.no_shows);
    co_return Result<void>{};
}

struct Batch {
    ReservationId last;
    int stays = 0;
    int posted = 0;
};

/// A folio that is being settled right now takes nothing: its check-out has posted all it owes.
Result<Batch> post_batch(db::Tx& tx, const Night& night, ReservationId after) {
    TRY_VOID(store::begin_audit(tx, night.begun()));
    TRY(const auto ids, store::unposted_stays(tx, {night.property.id, night.day(), after, batch}));
    Batch done{after};
    for (const ReservationId& id : ids) {
        TRY(const auto reservation, store::find_reservation(tx, id));
        must(reservation.has_value());
        auto posted = post_nights(tx, night.entry(), *reservation, night.day() + 1);
        const bool is_closed = !posted && posted.error().code == ErrorCode::folio_closed;
        if (!posted && !is_closed) return std::unexpected(std::move(posted).error());
        done.posted += posted.value_or(0);
        done.last = id;
        ++done.stays;
    }
    return done;
}

Task<Result<void>> post_house(Step& step, FrontDesk& front, Night& night) {
    ReservationId after{};
    Step silent = Step::silent();
    for (;;) {
        const auto body = [&](db::Tx& tx) { return post_batch(tx, night, after); };
        CO_TRY(const Batch done, co_await front.db.transact(silent, body));
        night.posted += done.posted;
        crash_here(front, "night_audit.after_batch");
        if (done.stays < batch) break;
        after = done.last;
    }
    step.set(attr::vacancy_count, night.posted);
    co_return Result<void>{};
}

Result<NightReport> report_of(db::Tx& tx, const Night& night, const store::AuditRow& audit) {
    const Property& property = night.property;
    TRY(const auto before, store::closed_audits(tx, property.id, night.day(), 1));
    const Instant midnight = instant_of(night.day(), std::chrono::minutes{0}, property.time_zone);
    const bool follows = !before.empty() && before.front().business_date + 1 == night.day();
    NightReport report{.property = property.id,
                       .business_date = night.day(),
                       .trace_id = audit.trace_id,
                       .closed_by = night.command.actor.id,
                       .started_at = audit.started_at,
                       .closed_at = tx.now(),
                       .currency = property.currency};
    TRY(report.figures,
        store::day_figures(tx, {.property = property.id,
                                .day = night.day(),
                                .currency = property.currency,
                                .since = follows ? *before.front().closed_at : midnight}));
    TRY(report.discrepancies, store::discrepancies(tx, property.id, night.day()));
    return report;
}

/// Rooms that were slept in are cleaned on the new day.
Result<void> make_stay_overs(db::Tx& tx, const PropertyId& property, LocalDate day) {
    TRY(const auto soiled, store::soil_occupied_rooms(tx, property));
    for (const std::string& number : soiled) TRY_VOID(tell_room(tx, property, number));
    TRY(const auto rooms, store::stay_overs(tx, property, day));
    for (const RoomId& room : rooms)
        TRY_VOID(store::add_task(tx, {.id = TaskId::make(tx.now()),
                                      .property = property,
                                      .room = room,
                                      .kind = TaskKind::stay_over,
                                      .business_date = day}));
    return {};
}

struct Closing {
    ClosedNight night;
    std::optional<std::int64_t> book_version{};  ///< nothing: another server was first
};

/// The rest of the postings, the report and the roll of the date are one commit: nobody sees one
/// without the other.
Result<Closing> close_day(db::Tx& tx, FrontDesk& front, const Night& night) {
    const Property& property = night.property;
    TRY(const auto audit, store::find_audit(tx, property.id, night.day()));
    must(audit.has_value());
    if (audit->closed) return Closing{.night = closed_of(*audit, night.day() + 1)};
    TRY_VOID(post_batch(tx, night, {}));
    TRY(const NightReport report, report_of(tx, night, *audit));
    Closing closing{.night = {.business_date = night.day(),
                              .next_business_date = night.day() + 1,
                              .discrepancies = static_cast<int>(report.discrepancies.size()),
                              .report = write_night(report)}};
    TRY(const bool closed, store::close_audit(tx, property.id, night.day(), closing.night.report));
    if (!closed) return fail(ErrorCode::already_exists);  // another server was first
    TRY(closing.book_version, store::roll_to_next_day(tx, property.id, night.day()));
    if (!closing.book_version)
        return fail(ErrorCode::constraint_violated, "the business date was changed meanwhile");
    tell_book(tx, front.desk, property.id);
    TRY_VOID(store::follow_blocks(tx, property.id, night.day() + 1));
    TRY_VOID(make_stay_overs(tx, property.id, night.day() + 1));
    TRY_VOID(tell_interfaces(tx, {property.id, LetterKind::night_ends}));
    TRY_VOID(store::append_trail(
        tx, property.id,
        {.actor = night.command.actor.id,
         .role = night.command.actor.role,
         .action = "night_audit",
         .subject = night.day().text(),
         .detail = std::to_string(report.discrepancies.size()) + " discrepancies",
         .trace_id = night.trace_id}));
    return closing;
}

Task<Result<ClosedNight>> close_date(Step& step, FrontDesk& front, Night& night) {
    step.set(attr::pms_business_date, night.day().text());
    crash_here(front, "night_audit.before_close");
    const auto body = [&](db::Tx& tx) { return close_day(tx, front, night); };
    auto done = co_await front.db.transact(step, body);
    if (!done && done.error().code == ErrorCode::already_exists)
        done = co_await front.db.transact(step, body);
    if (!done) {
        // It may have been closed all the same; a store that is away is asked by the next audit.
        (void)co_await reload(step, front.desk, night.property.id);
        co_return std::unexpected(std::move(done).error());
    }
    Closing closing = std::move(*done);
    step.set(attr::vacancy_count, closing.night.discrepancies);
    crash_here(front, "night_audit.after_close");
    if (closing.book_version) {
        const BusinessDay next{night.property.id, night.day() + 1, *closing.book_version};
        CO_TRY_VOID(co_await show_business_day(step, front.desk, next));
    }
    co_return std::move(closing.night);
}

/// Memory is behind when the answer to the last roll was lost.
Task<Result<void>> catch_up(Step& step, FrontDesk& front, const BusinessDay& now) {
    CO_TRY(const Property known, property_facts(front.desk, now.property));
    if (known.business_date == now.day) co_return Result<void>{};
    co_return co_await show_business_day(step, front.desk, now);
}

Task<Result<ClosedNight>> audit(Step& step, FrontDesk& front, const CloseNight& command) {
    step.set(attr::pms_property_id, command.property.text());
    const auto body = [&](db::Tx& tx) { return look(tx, command); };
    CO_TRY(Agenda agenda, co_await front.db.read(step, body));
    const LocalDate day = agenda.open ? agenda.open->business_date : agenda.closed->business_date;
    step.set(attr::pms_business_date, day.text());
    CO_TRY_VOID(co_await catch_up(step, front, agenda.now));
    if (agenda.closed) co_return std::move(*agenda.closed);
    step.keep(
        "requested");  // one a day: whoever reads the report may want to see how it came about
    Night night{.command = command,
                .property = std::move(*agenda.open),
                .trace_id = step.context().trace_id.text()};
    CO_TRY_VOID(co_await begin(step, front, night));
    CO_TRY_VOID(co_await step.run(span::pms_charge_no_shows, charge_no_shows, front, night));
    CO_TRY_VOID(co_await step.run(span::pms_post_nights, post_house, front, night));
    CO_TRY(ClosedNight closed,
           co_await step.run(span::pms_close_business_date, close_date, front, night));
    step.set(attr::vacancy_count, night.posted);
    co_return closed;
}

}  // namespace

Task<Result<ClosedNight>> close_night(Step& step, FrontDesk& front, const CloseNight& command) {
    co_return co_await step.run(span::pms_night_audit, audit, front, command);
}

}  // namespace vacancy::hotel
