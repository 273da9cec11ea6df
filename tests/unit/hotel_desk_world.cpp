#include "hotel_desk_world.hpp"

#include "payments/api.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <set>

namespace vacancy::testing {
namespace {

/// What the product tells of its crash points; a plain function cannot carry the turnstile.
Turnstile* watched_turnstile = nullptr;

void meet_crash_point(std::string_view) {
    if (watched_turnstile->points++ == watched_turnstile->crash_point) throw ProcessEnded{};
}

}  // namespace

struct DeskWorld::Parts {
    explicit Parts(Outside& all) : outside(all), gateway(all), encoder(all) {
        Step step = Step::silent();
        must(hotel::load_calendars(step, desk).has_value());
        watched_turnstile = &all.turnstile;
    }
    Outside& outside;
    GatewayBehindTurnstile gateway;
    EncoderBehindTurnstile encoder;
    hotel::Calendars calendars{};
    hotel::Desk desk{
        .db = *outside.db, .clock = system_clock(), .calendars = calendars, .memory_decides = true};
    payments::Till till{.db = *outside.db, .gateway = gateway, .clock = system_clock()};
    hotel::FrontDesk front{.db = *outside.db,
                           .desk = desk,
                           .till = till,
                           .keys = encoder,
                           .clock = system_clock(),
                           .crash_point = meet_crash_point};
    trace::Watched watched{};

    /// Runs a verb to its end in a trace of its own; ProcessEnded comes through.
    template <class T>
    Result<T> run(const std::function<Task<Result<T>>(Step&)>& verb) {
        boost::asio::io_context io;
        std::optional<Result<T>> outcome;
        std::exception_ptr thrown;
        Step root = watched.recorder.root(span::http_server);
        const auto work = [&]() -> Task<void> { outcome.emplace(co_await verb(root)); };
        boost::asio::co_spawn(io, work(), [&](std::exception_ptr error) { thrown = error; });
        io.run();
        root.close(nullptr);
        if (thrown) std::rethrow_exception(thrown);
        return std::move(*outcome);
    }
};

DeskWorld::DeskWorld(Outside& outside) : parts_(std::make_unique<Parts>(outside)) {}
DeskWorld::~DeskWorld() = default;

std::string DeskWorld::book(int nights) {
    std::string code = book_uncaptured(nights);
    capture_at_last();
    parts_->outside.turnstile.reset();
    return code;
}

std::string DeskWorld::book_uncaptured(int nights) {
    Parts& all = *parts_;
    const ReservationId id = ReservationId::make(system_clock().now());
    hotel::HoldCommand hold{.reservation = id,
                            .confirmation_code = "CODE-" + id.text().substr(24),
                            .stay = {.property = desk_property(),
                                     .stay = {desk_today(), desk_today() + nights},
                                     .guests = 2,
                                     .room_type = desk_room_type(),
                                     .rate_plan = desk_plan()},
                            .total = {nights * 10'000, eur()},
                            .guest = {Private<std::string>("Ada Fictional"),
                                      Private<std::string>("ada@guest.example")}};
    const payments::Charge deposit{.id = PaymentId::make(system_clock().now()),
                                   .reference = id.text(),
                                   .amount = {5'000, eur()},
                                   .means = {"card", Secret("tok_approved"), {}}};
    const auto booked = all.run<void>([&](Step& step) -> Task<Result<void>> {
        const hotel::Along intends = [&](db::Tx& tx) { return payments::intend(tx, deposit); };
        CO_TRY_VOID(co_await hotel::hold(step, all.desk, hold, intends));
        CO_TRY(const auto answer, co_await payments::authorize(step, all.till, deposit));
        const hotel::Along notes = [&](db::Tx& tx) {
            return payments::note(tx, deposit.id, answer);
        };
        co_return co_await hotel::confirm(step, all.desk, id, notes);
    });
    must(booked.has_value());
    return hold.confirmation_code;
}

void DeskWorld::capture_at_last() {
    Parts& all = *parts_;
    const auto captured = all.run<void>([&](Step& step) -> Task<Result<void>> {
        const auto find = [](db::Tx& tx) -> Result<payments::Payment> {
            const db::Sql sql{"test.payment", "SELECT", "payment",
                              "SELECT reference FROM payment ORDER BY created_at DESC, part"};
            TRY(const auto of, tx.first(sql, [](const db::Row& row) { return row.text(0); }));
            TRY(auto all_of_it, payments::payments_of(tx, of.value()));
            return std::move(all_of_it.front());
        };
        CO_TRY(const payments::Payment payment, co_await all.front.db.read(step, find));
        CO_TRY(const auto answer, co_await payments::capture(step, all.till, payment));
        const auto note = [&](db::Tx& tx) { return payments::note(tx, payment.id, answer); };
        co_return co_await all.front.db.transact(step, note);
    });
    must(captured.has_value());
}

Result<hotel::CheckedIn> DeskWorld::check_in(const std::string& code,
                                             const std::string& room_number) {
    const hotel::CheckInCommand command{.property = desk_property(),
                                        .confirmation_code = code,
                                        .identity = {.kind = "passport", .verified_by = "the test"},
                                        .room_number = room_number,
                                        .actor = {.id = "agent-1", .role = "agent"}};
    return parts_->run<hotel::CheckedIn>(
        [&](Step& step) { return hotel::check_in_guest(step, parts_->front, command); });
}

Result<hotel::CheckedOut> DeskWorld::check_out(const std::string& room_number,
                                               const std::string& token) {
    hotel::CheckOutCommand command{.property = desk_property(),
                                   .room_number = room_number,
                                   .actor = {.id = "agent-1", .role = "agent"}};
    if (!token.empty()) command.means = payments::Means{"card", Secret(token), {}};
    return parts_->run<hotel::CheckedOut>(
        [&](Step& step) { return hotel::check_out_guest(step, parts_->front, command); });
}

Result<hotel::CheckedOut> DeskWorld::check_out_named(const std::string& code) {
    const hotel::CheckOutCommand command{.property = desk_property(),
                                         .room_number = {},
                                         .confirmation_code = code,
                                         .actor = {.id = "agent-1", .role = "agent"}};
    return parts_->run<hotel::CheckedOut>(
        [&](Step& step) { return hotel::check_out_guest(step, parts_->front, command); });
}

Result<hotel::FolioItem> DeskWorld::charge(const hotel::FolioId& folio, std::int64_t minor) {
    const hotel::PostCommand command{.folio = {desk_property(), folio},
                                     .code = "spa",
                                     .description = "Spa",
                                     .amount = Money{minor, eur()},
                                     .actor = {.id = "agent-1", .role = "agent"}};
    return parts_->run<hotel::FolioItem>(
        [&](Step& step) { return hotel::post_to_folio(step, parts_->front, command); });
}

namespace {

const hotel::Actor manager{.id = "manager-1", .role = "manager"};

hotel::UndoCommand undo_of(const std::string& code) {
    return {.stay = {desk_property(), code}, .reason = "a mistake", .actor = manager};
}

}  // namespace

Result<hotel::WalkedIn> DeskWorld::walk_in(int nights) {
    const hotel::WalkInCommand command{
        .property = desk_property(),
        .guest = {Private<std::string>("Walker Fictional"),
                  Private<std::string>("walker@guest.example")},
        .check_out = desk_today() + nights,
        .guests = 2,
        .room_type = desk_room_type(),
        .rate_plan = desk_plan(),
        .check_in = {.property = {},
                     .confirmation_code = {},
                     .identity = {.kind = "passport", .verified_by = "the test"},
                     .means = payments::Means{"card", Secret("tok_approved"), {}},
                     .actor = {.id = "agent-1", .role = "agent"}}};
    return parts_->run<hotel::WalkedIn>(
        [&](Step& step) { return hotel::walk_in(step, parts_->front, command); });
}

Result<hotel::MovedGuest> DeskWorld::move(const std::string& code, const std::string& room_number) {
    const hotel::MoveCommand command{.stay = {desk_property(), code},
                                     .room_number = room_number,
                                     .reason = "noise",
                                     .actor = manager};
    return parts_->run<hotel::MovedGuest>(
        [&](Step& step) { return hotel::move_guest(step, parts_->front, command); });
}

Result<hotel::SwappedRooms> DeskWorld::swap() {
    const hotel::SwapRoomsCommand command{.property = desk_property(),
                                          .first = "101",
                                          .second = "102",
                                          .reason = "the view",
                                          .actor = manager};
    return parts_->run<hotel::SwappedRooms>(
        [&](Step& step) { return hotel::swap_rooms(step, parts_->front, command); });
}

Result<hotel::StayQuote> DeskWorld::change_stay(const std::string& code, int nights) {
    const hotel::StayChange change{
        .stay = {desk_property(), code}, .check_out = desk_today() + nights, .actor = manager};
    return parts_->run<hotel::StayQuote>(
        [&](Step& step) { return hotel::change_stay(step, parts_->front, change); });
}

Result<void> DeskWorld::revert(const std::string& code) {
    const hotel::UndoCommand command = undo_of(code);
    return parts_->run<void>(
        [&](Step& step) { return hotel::revert_check_in(step, parts_->front, command); });
}

Result<hotel::Reinstated> DeskWorld::reinstate(const std::string& code) {
    const hotel::UndoCommand command = undo_of(code);
    return parts_->run<hotel::Reinstated>(
        [&](Step& step) { return hotel::reinstate(step, parts_->front, command); });
}

Result<hotel::NoShow> DeskWorld::no_show(const std::string& code, const std::string& waiver) {
    const hotel::NoShowCommand command{.property = desk_property(),
                                       .confirmation_code = code,
                                       .waives_fee = !waiver.empty(),
                                       .reason = waiver,
                                       .actor = manager};
    return parts_->run<hotel::NoShow>(
        [&](Step& step) { return hotel::end_as_no_show(step, parts_->front, command); });
}

void DeskWorld::write(const char* text) {
    const db::Sql sql{text, "UPDATE", "anything", text};
    Step step = Step::silent();
    const auto body = [&](db::Tx& tx) { return tx.run(sql); };
    must(parts_->outside.db->transact_now(step, body).has_value());
}

void DeskWorld::clean_rooms() { write("UPDATE room SET housekeeping = 'clean'"); }

void DeskWorld::fail_at_the_end(bool fails) {
    write(fails ? "CREATE TRIGGER never_ends BEFORE UPDATE OF busy_with ON stay"
                  " WHEN NEW.busy_with = '' AND OLD.busy_with <> ''"
                  " BEGIN SELECT RAISE(ABORT, 'the disk'); END"
                : "DROP TRIGGER IF EXISTS never_ends");
}

Result<hotel::FolioItem> DeskWorld::pay(const hotel::FolioId& folio, std::int64_t minor,
                                        const std::string& request_key) {
    const hotel::PostCommand command{.folio = {desk_property(), folio},
                                     .kind = hotel::PostingKind::payment,
                                     .code = "card",
                                     .amount = Money{minor, eur()},
                                     .request_key = request_key,
                                     .actor = {.id = "agent-1", .role = "agent"}};
    return parts_->run<hotel::FolioItem>(
        [&](Step& step) { return hotel::post_to_folio(step, parts_->front, command); });
}

void DeskWorld::recover() {
    const db::Sql due{"test.due", "UPDATE", "saga",
                      "UPDATE saga SET next_attempt_at = 0, lease_until = 0"};
    for (int round = 0; round < 3; ++round) {
        Step step = Step::silent();
        const auto body = [&](db::Tx& tx) { return tx.run(due); };
        must(parts_->outside.db->transact_now(step, body).has_value());
        const auto report = parts_->run<saga::RecoverReport>(
            [&](Step&) { return hotel::recover(parts_->watched.recorder, parts_->front); });
        must(report.has_value());
    }
}

namespace {

template <class Read>
auto first(db::Database& db, const char* text, Read read) {
    // Prepared statements are kept by name: each text is one.
    static std::set<std::string> names;
    const std::string_view name = *names.insert(text).first;
    const db::Sql sql{name, "SELECT", "anything", name};
    Step step = Step::silent();
    const auto body = [&](db::Tx& tx) { return tx.first(sql, read); };
    const auto found = db.read_now(step, body);
    must(found.has_value() && found->has_value());
    return **found;
}

}  // namespace

std::int64_t DeskWorld::number(const char* text) {
    return first(*parts_->outside.db, text, [](const db::Row& row) { return row.integer(0); });
}

std::string DeskWorld::word(const char* text) {
    return first(*parts_->outside.db, text, [](const db::Row& row) { return row.text(0); });
}

}  // namespace vacancy::testing
