#include "hotel/desk/rack/blocks.hpp"
#include "hotel/desk/rack/cleaning.hpp"
#include "hotel/desk/rack/stays.hpp"
#include "hotel/routes/rack/handlers.hpp"
#include "hotel/routes/wire.hpp"
#include "web/listing.hpp"

#include <fmt/format.h>

#include <array>

namespace vacancy::hotel {
namespace {

constexpr std::array<std::string_view, 3> block_kinds{"out_of_order", "out_of_service",
                                                      "maintenance"};
constexpr std::array<std::string_view, 4> task_states{"waiting", "started", "done", "canceled"};
constexpr std::array<std::string_view, 2> occupancies{"vacant", "occupied"};
constexpr std::size_t most_attendants = 200;
constexpr std::int64_t most_money = 100'000'000;

Reply rules_reply(const DeskRules& rules, const Property& property) {
    const auto money = [&](std::int64_t minor) { return Money{minor, property.currency}; };
    web::Json json;
    json.open()
        .field("incidentals_per_night", money(rules.incidentals_per_night_minor))
        .field("keys_default", rules.keys_default)
        .field("keeps_document_hash", rules.keeps_document_hash)
        .field("early_check_in_fee", money(rules.early_check_in_fee_minor))
        .field("late_check_out_fee", money(rules.late_check_out_fee_minor))
        .field("late_check_out_grace_min", rules.late_check_out_grace_min)
        .field("day_use_until", wall_time(rules.day_use_until))
        .field("version", rules.version)
        .close();
    return versioned(json, rules.version);
}

std::int64_t read_fee(web::Body& body, std::string_view pointer, const Money& absent) {
    const Money fee = body.optional_money(pointer).value_or(absent);
    if (fee.currency != absent.currency || fee.amount < 0 || fee.amount > most_money)
        body.note(pointer, "invalid", "must be 0 or more in the property's currency");
    return fee.amount;
}

DeskRules read_rules(web::Body& body, const Property& property) {
    const DeskRules usual;
    const Currency& currency = property.currency;
    DeskRules rules;
    rules.incidentals_per_night_minor =
        read_fee(body, "/incidentals_per_night", {usual.incidentals_per_night_minor, currency});
    rules.early_check_in_fee_minor = read_fee(body, "/early_check_in_fee", {0, currency});
    rules.late_check_out_fee_minor = read_fee(body, "/late_check_out_fee", {0, currency});
    rules.keys_default = static_cast<int>(
        body.optional_integer("/keys_default", {1, 9}).value_or(usual.keys_default));
    rules.keeps_document_hash = body.boolean("/keeps_document_hash", false);
    rules.late_check_out_grace_min =
        static_cast<int>(body.optional_integer("/late_check_out_grace_min", {0, 720})
                             .value_or(usual.late_check_out_grace_min));
    rules.day_use_until = read_wall_time(body, "/day_use_until", usual.day_use_until);
    return rules;
}

void show_block(web::Json& json, const RoomBlock& block) {
    json.field("block_id", block.id)
        .field("room_number", block.room_number)
        .field("kind", name_of(block.kind))
        .field("from", block.nights.arrival)
        .field("until", block.nights.departure)
        .field("reason", block.reason)
        .field("created_at", block.created_at);
}

void show_impact(web::Json& json, const BlockImpact& impact) {
    json.field("applied", impact.applied);
    if (impact.applied) {
        json.open("block");
        show_block(json, impact.block);
        json.close();
    } else {
        json.null("block");
    }
    json.open_array("full_nights");
    for (const InventoryNight& night : impact.oversold)
        json.open()
            .field("night", night.night)
            .field("capacity", night.capacity)
            .field("sold", night.sold)
            .field("held", night.held)
            .close();
    json.close_array().open_array("assigned");
    for (const Reservation& r : impact.assigned)
        json.open()
            .field("confirmation_code", r.confirmation_code)
            .field("status", name_of(r.status))
            .field("check_in", r.stay.arrival)
            .field("check_out", r.stay.departure)
            .close();
    json.close_array();
}

void show_open_task(web::Json& json, const OpenTask& open) {
    json.field("task_id", open.task.id)
        .field("room_number", open.room_number)
        .field("kind", name_of(open.task.kind))
        .field("state", name_of(open.task.state))
        .field("attendant", open.task.attendant)
        .field("priority", open.task.priority)
        .field("note", open.task.note);
}

Reply sheets_reply(const std::vector<Sheet>& sheets) {
    web::Json json;
    json.open().open_array("items");
    for (const Sheet& sheet : sheets) {
        json.open().field("attendant", sheet.attendant).field("effort", sheet.effort);
        json.open_array("tasks");
        for (const OpenTask& open : sheet.tasks) {
            json.open();
            show_open_task(json, open);
            json.close();
        }
        json.close_array().close();
    }
    json.close_array().null("next_cursor").close();
    return web::json_reply(json);
}

}  // namespace

Task<Reply> get_rules(Step& step, FrontDesk& front, const Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    const auto rules = co_await desk_rules(step, front, property->id);
    if (!rules) co_return web::problem(step, rules.error());
    co_return rules_reply(*rules, *property);
}

Task<Reply> put_rules(Step& step, FrontDesk& front, const Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    const auto version = web::expected_version(request);
    if (!version) co_return web::problem(step, version.error());
    web::Body body(request.body);
    const RulesChange change{.property = property->id,
                             .rules = read_rules(body, *property),
                             .expected_version = *version,
                             .actor = actor_of(request)};
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto rules = co_await set_desk_rules(step, front, change);
    if (!rules) co_return web::problem(step, rules.error());
    co_return rules_reply(*rules, *property);
}

Task<Reply> get_blocks(Step& step, FrontDesk& front, const Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    web::Query query(request);
    BlocksQuery asked{property->id, {property->business_date, property->business_date + 365}};
    asked.nights.arrival = query.optional_date("from").value_or(asked.nights.arrival);
    asked.nights.departure = query.optional_date("until").value_or(asked.nights.departure);
    if (const auto error = query.error()) co_return web::problem(step, *error);
    const auto blocks = co_await room_blocks(step, front, asked);
    if (!blocks) co_return web::problem(step, blocks.error());
    web::Json json;
    json.open().open_array("items");
    for (const RoomBlock& block : *blocks) {
        json.open();
        show_block(json, block);
        json.close();
    }
    json.close_array().null("next_cursor").close();
    co_return web::json_reply(json);
}

Task<Reply> post_block(Step& step, FrontDesk& front, const Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    web::Body body(request.body);
    const std::size_t kind = body.one_of("/kind", block_kinds);
    const BlockCommand command{.property = property->id,
                               .room_number = body.text("/room_number", 20),
                               .kind = static_cast<BlockKind>(kind % block_kinds.size()),
                               .nights = {body.date("/from"), body.date("/until")},
                               .reason = body.text("/reason", 200),
                               .preview = body.boolean("/preview", false),
                               .allow_oversold = body.boolean("/allow_oversold", false),
                               .actor = actor_of(request)};
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto impact = co_await block_room(step, front, command);
    if (!impact) co_return web::problem(step, impact.error());
    web::Json json;
    json.open();
    show_impact(json, *impact);
    json.close();
    co_return web::json_reply(json, impact->applied ? 201 : 200);
}

Task<Reply> delete_block(Step& step, FrontDesk& front, const Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    const auto block = BlockId::parse(request.path_parameter("block_id"));
    if (!block) co_return web::problem(step, Error{.code = ErrorCode::not_found});
    const LiftCommand command{property->id, *block, actor_of(request)};
    const auto lifted = co_await lift_block(step, front, command);
    if (!lifted) co_return web::problem(step, lifted.error());
    co_return Reply{.status = 204};
}

Task<Reply> get_sheets(Step& step, FrontDesk& front, const Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    web::Query query(request);
    const SheetsQuery asked{property->id, query.optional_text("attendant", 100)};
    if (const auto error = query.error()) co_return web::problem(step, *error);
    const auto sheets = co_await task_sheets(step, front, asked);
    if (!sheets) co_return web::problem(step, sheets.error());
    co_return sheets_reply(*sheets);
}

Task<Reply> post_sheets(Step& step, FrontDesk& front, const Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    web::Body body(request.body);
    DealCommand command{.property = property->id,
                        .attendants = {},
                        .stay_overs = body.boolean("/stay_overs", true),
                        .actor = actor_of(request)};
    const std::size_t count = body.items("/attendants", most_attendants);
    for (std::size_t i = 0; i < count && i < most_attendants; ++i)
        command.attendants.push_back(body.text(fmt::format("/attendants/{}", i), 100));
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto sheets = co_await deal_tasks(step, front, command);
    if (!sheets) co_return web::problem(step, sheets.error());
    co_return sheets_reply(*sheets);
}

Task<Reply> patch_task(Step& step, FrontDesk& front, const Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    const auto task = TaskId::parse(request.path_parameter("task_id"));
    if (!task) co_return web::problem(step, Error{.code = ErrorCode::not_found});
    web::Body body(request.body);
    TaskChange change{.property = property->id,
                      .task = *task,
                      .attendant = body.optional_text("/attendant", 100),
                      .note = body.optional_text("/note", 200),
                      .inspected = body.boolean("/inspected", false),
                      .actor = actor_of(request)};
    if (body.has("/state"))
        change.state = task_state_named(task_states.at(body.one_of("/state", task_states) % 4));
    if (const auto priority = body.optional_integer("/priority", {0, 100}))
        change.priority = static_cast<int>(*priority);
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto changed = co_await change_task(step, front, change);
    if (!changed) co_return web::problem(step, changed.error());
    web::Json json;
    json.open();
    show_open_task(json, changed->open);
    json.open("room");
    show_room(json, changed->room);
    json.close().close();
    co_return web::json_reply(json);
}

Task<Reply> post_report(Step& step, FrontDesk& front, const Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    web::Body body(request.body);
    const OccupancyReport report{.property = property->id,
                                 .room_number = std::string(request.path_parameter("room_number")),
                                 .occupied = body.one_of("/occupancy", occupancies) == 1,
                                 .actor = actor_of(request)};
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto what = co_await report_occupancy(step, front, report);
    if (!what) co_return web::problem(step, what.error());
    web::Json json;
    json.open()
        .field("room_number", report.room_number)
        .field("reported", report.occupied ? "occupied" : "vacant")
        .field("discrepancy", name_of(*what))
        .close();
    co_return web::json_reply(json);
}

}  // namespace vacancy::hotel
