#include "hotel/routes/desk/handlers.hpp"
#include "web/keys.hpp"

#include <fmt/format.h>

#include <array>

namespace vacancy::hotel {
namespace {

constexpr std::array<std::string_view, 4> documents{"passport", "id_card", "driving_licence",
                                                    "other"};

void show_checked_out(web::Json& json, const PropertyId& property, const CheckedOut& done) {
    json.field("status", "checked_out")
        .field("total_charged", done.total_charged)
        .field("folio_id", done.folio)
        .field("receipt_url", fmt::format("/v1/properties/{}/folios/{}/receipt", property.text(),
                                          done.folio.text()))
        .field("keys", done.keys_off ? "off" : "pending");
}

}  // namespace

IdentityCheck read_identity(web::Body& body) {
    IdentityCheck identity;
    const std::size_t kind = body.one_of("/identity/kind", documents);
    identity.kind = documents.at(std::min(kind, documents.size() - 1));
    if (auto number = body.optional_text("/identity/number", 64))
        identity.number = Private(std::move(*number));
    identity.verified_by = body.text("/identity/verified_by", 100);
    identity.verified = body.boolean("/identity/verified", true);
    return identity;
}

CheckInCommand read_check_in(web::Body& body, const web::Request& request) {
    CheckInCommand command;
    command.identity = read_identity(body);
    if (const auto keys = body.optional_integer("/keys", {1, 9}))
        command.keys = static_cast<int>(*keys);
    command.room_number = body.optional_text("/room_number", 20).value_or("");
    if (body.has("/upgrade"))
        command.upgrade = body.boolean("/upgrade", false) ? Upgrade::wanted : Upgrade::forbidden;
    command.means = read_means(body, "/payment");
    command.workstation = body.optional_text("/workstation", 16).value_or("");
    command.waives_fee = body.boolean("/waive_fee", false);
    command.actor = actor_of(request);
    return command;
}

void show_checked_in(web::Json& json, const CheckedIn& done) {
    json.field("status", "success")
        .field("room", done.room.number)
        .field("room_type", done.room_type_code)
        .field("room_type_id", done.room.room_type)
        .field("floor", done.room.floor)
        .field("upgraded", done.upgraded)
        .field("why", done.why)
        .field("checkout_date", done.checkout_date)
        .field("folio_id", done.folio);
    json.open("authorization")
        .field("status", done.authorization_status)
        .field("amount", done.authorized)
        .field("code", done.authorization_code)
        .close();
    json.open("keys").field("count", done.keys.count).field("system", done.keys.system).close();
}

void name_operation(Step& step, const web::Request& request, std::string_view operation) {
    step.set(attr::pms_agent_id, Private(request.principal.id));
    step.set(attr::pms_operation, operation);
}

Actor actor_of(const web::Request& request) {
    return {.id = request.principal.id, .role = std::string(name_of(request.principal.role))};
}

std::optional<payments::Means> read_means(web::Body& body, std::string_view pointer) {
    if (!body.has(pointer)) return std::nullopt;
    const auto at = [&](std::string_view field) { return fmt::format("{}/{}", pointer, field); };
    payments::Means means{.method = body.text(at("method"), 32),
                          .token = body.secret(at("token"), 128)};
    if (const auto digits = body.optional_text(at("card_last_four"), 4)) {
        const auto last4 = Last4::parse(*digits);
        if (!last4) body.note(at("card_last_four"), "invalid", "must be four digits");
        means.last4 = last4.value_or(Last4{});
    }
    return means;
}

Task<web::Reply> post_check_in(Step& step, FrontDesk& front, const web::Request& request) {
    name_operation(step, request, "check_in");
    step.set(attr::pms_confirmation_number,
             Private(std::string(request.path_parameter("confirmation_code"))));
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    web::Body body(request.body);
    CheckInCommand command = read_check_in(body, request);
    if (const auto error = body.error()) co_return web::problem(step, *error);
    command.property = property->id;
    command.confirmation_code = request.path_parameter("confirmation_code");
    const auto done = co_await check_in_guest(step, front, command);
    if (!done) co_return web::problem(step, done.error());
    web::Json json;
    json.open();
    show_checked_in(json, *done);
    json.field("trace_id", step.context().trace_id.text()).close();
    co_return web::json_reply(json);
}

void read_departure(web::Body& body, CheckOutCommand& command) {
    command.means = read_means(body, "/payment");
    command.receipt_email = body.optional_text("/receipt_email", 254).value_or("");
    command.city_ledger = body.optional_text("/city_ledger", 100).value_or("");
    command.waives_fee = body.boolean("/waive_fee", false);
}

Task<web::Reply> answer_check_out(Step& step, FrontDesk& front, const CheckOutCommand& command) {
    const auto done = co_await check_out_guest(step, front, command);
    if (!done) co_return web::problem(step, done.error());
    web::Json json;
    json.open();
    show_checked_out(json, command.property, *done);
    json.field("trace_id", step.context().trace_id.text()).close();
    co_return web::json_reply(json);
}

Task<web::Reply> post_check_out(Step& step, FrontDesk& front, const web::Request& request) {
    name_operation(step, request, "check_out");
    step.set(attr::pms_room_number, Private(std::string(request.path_parameter("room_number"))));
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    web::Body body(request.body);
    CheckOutCommand command{.property = property->id,
                            .room_number = std::string(request.path_parameter("room_number"))};
    read_departure(body, command);
    command.actor = actor_of(request);
    if (const auto error = body.error()) co_return web::problem(step, *error);
    co_return co_await answer_check_out(step, front, command);
}

}  // namespace vacancy::hotel
