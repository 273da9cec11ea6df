#include "hotel_desk_plays.hpp"

#include <fmt/format.h>

#include <vector>

namespace vacancy::testing {
namespace {

/// Rooms whose state does not say whether a guest of the house is in them.
constexpr const char* mistaken_rooms =
    "SELECT COUNT(*) FROM room WHERE (occupied = 1) <> EXISTS (SELECT 1 FROM stay JOIN reservation"
    " ON reservation.id = stay.reservation_id WHERE reservation.status = 'in_house'"
    " AND stay.room_id = room.id)";

/// Claims of who ought to have none, or of another room than the guest's.
constexpr const char* stray_claims =
    "SELECT COUNT(*) FROM room_night JOIN reservation ON reservation.id = room_night.reservation_id"
    " LEFT JOIN stay ON stay.reservation_id = reservation.id"
    " WHERE reservation.status NOT IN ('confirmed', 'in_house', 'checked_out')"
    " OR stay.room_id IS NULL OR stay.room_id <> room_night.room_id";

constexpr const char* nights_in_house =
    "SELECT CAST(COALESCE(SUM(julianday(departure) - julianday(arrival)), 0) AS INTEGER)"
    " FROM reservation WHERE status = 'in_house'";
constexpr const char* claims_in_house =
    "SELECT COUNT(*) FROM room_night JOIN reservation ON reservation.id = room_night.reservation_id"
    " WHERE reservation.status = 'in_house'";

/// Nights whose count of sold rooms is not that of the stays: those to come, those slept in, and
/// the first of who did not come.
constexpr const char* miscounted_nights =
    "SELECT COUNT(*) FROM inventory_night AS i WHERE i.held <> 0 OR i.sold <> (SELECT COUNT(*)"
    " FROM reservation AS r WHERE r.room_type_id = i.room_type_id"
    " AND ((r.status IN ('confirmed', 'in_house') AND r.arrival <= i.night"
    " AND i.night < r.departure) OR (r.status = 'no_show' AND r.arrival = i.night)"
    " OR (r.status = 'checked_out' AND EXISTS (SELECT 1 FROM room_night AS n"
    " WHERE n.reservation_id = r.id AND n.night = i.night))))";

constexpr const char* keys_in_use =
    "SELECT COALESCE(GROUP_CONCAT(line, ' '), '') FROM (SELECT room.number || '=' ||"
    " reservation.id AS line FROM reservation JOIN stay ON stay.reservation_id = reservation.id"
    " JOIN room ON room.id = stay.room_id WHERE reservation.status = 'in_house'"
    " ORDER BY room.number)";

constexpr const char* unbalanced_postings =
    "SELECT COUNT(*) FROM (SELECT posting_id FROM posting_line GROUP BY posting_id"
    " HAVING SUM(amount_minor) <> 0) AS unbalanced";

constexpr const char* closed_and_owing =
    "SELECT COUNT(*) FROM folio WHERE status = 'closed' AND (SELECT COALESCE(SUM(amount_minor), 0)"
    " FROM posting_line WHERE folio_id = folio.id) <> 0";

/// Money that the gateway holds is that of guests in the house.
constexpr const char* held_for_nobody =
    "SELECT COUNT(*) FROM payment JOIN reservation ON reservation.id = payment.reference"
    " WHERE payment.status = 'authorized' AND reservation.status <> 'in_house'";

std::string same_keys(DeskWorld& world, const Outside& outside) {
    const std::string wanted = world.word(keys_in_use);
    const std::string open = outside.doors.text();
    if (open == wanted) return {};
    return fmt::format("the keys that open are {} and not {}", open, wanted);
}

}  // namespace

std::string text_of(const Trouble& trouble) {
    std::string text = trouble.crash_point < 0 ? "" : fmt::format("point {} ", trouble.crash_point);
    for (const auto& [call, fate] : trouble.fates)
        text += fmt::format("call {} {} ", call, name_of(fate));
    for (const auto& [call, fate] : trouble.later)
        text += fmt::format("then call {} {} ", call, name_of(fate));
    return text + (trouble.store_fails ? "and the store fails at the end" : "");
}

std::string is(std::string_view what, std::int64_t found, std::int64_t wanted) {
    if (found == wanted) return {};
    return fmt::format("{} is {} and not {}", what, found, wanted);
}

std::string first_disagreement(DeskWorld& world, const Outside& outside) {
    const auto none = [&](std::string_view what, const char* text) {
        return is(what, world.number(text), 0);
    };
    const std::vector<std::string> findings{
        none("a saga unfinished", "SELECT COUNT(*) FROM saga WHERE finished = 0"),
        none("a stay busy", "SELECT COUNT(*) FROM stay WHERE busy_with <> ''"),
        none("an intended payment", "SELECT COUNT(*) FROM payment WHERE status = 'intended'"),
        none("an intended refund", "SELECT COUNT(*) FROM payment_refund WHERE done = 0"),
        is("our ledger of reserved money",
           world.number("SELECT COALESCE(SUM(authorized_minor), 0) FROM payment"
                        " WHERE status = 'authorized'"),
           outside.ledger.held()),
        is("our ledger of kept money",
           world.number("SELECT COALESCE(SUM(captured_minor - refunded_minor), 0) FROM payment"),
           outside.ledger.kept()),
        none("money held for nobody in the house", held_for_nobody),
        none("a room with a mistaken state", mistaken_rooms),
        none("a claim of a room astray", stray_claims),
        is("nights claimed by who is in the house", world.number(claims_in_house),
           world.number(nights_in_house)),
        none("a night miscounted", miscounted_nights),
        same_keys(world, outside),
        none("an unbalanced posting", unbalanced_postings),
        none("a closed folio that owes", closed_and_owing),
    };
    for (const std::string& finding : findings)
        if (!finding.empty()) return finding;
    return {};
}

std::string first_broken_word(Reply reply, bool is_done) {
    if (reply == Reply::done && !is_done) return "it was said to be done, and is not";
    if (reply == Reply::failed && is_done) return "it was said to have failed, and is done";
    return {};
}

void serve_everybody(Outside& outside, Told& told) {
    if (!told.wrong.empty()) return;
    DeskWorld world(outside);
    const std::string next = "SELECT COALESCE(MIN(confirmation_code), '') FROM reservation";
    const std::string expected = next + " WHERE status = 'confirmed'";
    const std::string in_house = next + " WHERE status = 'in_house'";
    for (std::string code; !(code = world.word(expected.c_str())).empty();) {
        const auto in = world.check_in(code);
        if (!in) return told.check("a check-in is refused afterwards: " + in.error().detail);
    }
    for (std::string code; !(code = world.word(in_house.c_str())).empty();) {
        const auto out = world.check_out_named(code);
        if (!out) return told.check("a check-out is refused afterwards: " + out.error().detail);
    }
    told.check(first_disagreement(world, outside));
}

}  // namespace vacancy::testing
