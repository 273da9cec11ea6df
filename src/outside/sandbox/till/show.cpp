#include "outside/sandbox/till/show.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>

namespace vacancy::outside {
namespace {

namespace json = boost::json;

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return text;
}

std::string_view status_of(const LedgerEntry& entry) {
    if (entry.status == "authorized") return "requires_capture";
    if (entry.status == "voided") return "canceled";
    if (entry.status == "declined") return "requires_payment_method";
    return "succeeded";
}

json::object charge_of(const LedgerEntry& entry) {
    return {{"id", "ch" + entry.payment_id.substr(2)},
            {"object", "charge"},
            {"payment_intent", entry.payment_id},
            {"currency", lower(entry.currency)},
            {"amount", entry.authorized},
            {"amount_captured", entry.captured},
            {"amount_refunded", entry.refunded},
            {"captured", entry.captured > 0},
            {"refunded", entry.captured > 0 && entry.refunded == entry.captured},
            {"metadata", json::object{{"reference", entry.reference}}}};
}

json::object intent_of(const LedgerEntry& entry) {
    json::object intent{
        {"id", entry.payment_id},
        {"object", "payment_intent"},
        {"amount", entry.amount},
        {"amount_capturable", entry.status == "authorized" ? entry.authorized : std::int64_t{0}},
        {"amount_received", entry.captured},
        {"capture_method", "manual"},
        {"created", entry.created_s},
        {"currency", lower(entry.currency)},
        {"livemode", false},
        {"metadata", json::object{{"reference", entry.reference}}},
        {"status", status_of(entry)}};
    intent["latest_charge"] = charge_of(entry);
    intent["last_payment_error"] = nullptr;
    if (entry.status == "declined")
        intent["last_payment_error"] = json::object{{"type", "card_error"},
                                                    {"code", "card_declined"},
                                                    {"decline_code", entry.decline_code}};
    return intent;
}

template <class T>
T field(const json::object& object, std::string_view name) {
    return json::value_to<T>(object.at(name));
}

}  // namespace

std::string intent_json(const LedgerEntry& entry) { return json::serialize(intent_of(entry)); }

std::string charge_json(const LedgerEntry& entry) { return json::serialize(charge_of(entry)); }

std::string refund_json(const LedgerAnswer& answer, bool expanded) {
    json::object refund{{"id", answer.refund_id},
                        {"object", "refund"},
                        {"amount", answer.refund_amount},
                        {"currency", lower(answer.entry.currency)},
                        {"status", "succeeded"}};
    if (expanded)
        refund["payment_intent"] = intent_of(answer.entry);
    else
        refund["payment_intent"] = answer.entry.payment_id;
    return json::serialize(refund);
}

std::string refusal_json(const GatewayRefusal& refusal) {
    json::object error{
        {"type", refusal.type}, {"code", refusal.code}, {"message", refusal.message}};
    if (!refusal.decline_code.empty()) error["decline_code"] = refusal.decline_code;
    if (refusal.entry != nullptr) error["payment_intent"] = intent_of(*refusal.entry);
    return json::serialize(json::object{{"error", std::move(error)}});
}

std::string event_json(const GatewayEventText& event) {
    return fmt::format(R"({{"id":"{}","object":"event","type":"{}","created":{},)"
                       R"("livemode":false,"data":{{"object":{}}}}})",
                       event.id, event.type, event.created_s, event.object);
}

std::string ledger_item_json(const LedgerEntry& entry) {
    return json::serialize(json::object{{"payment_id", entry.payment_id},
                                        {"reference", entry.reference},
                                        {"status", entry.status},
                                        {"currency", entry.currency},
                                        {"authorized", entry.authorized},
                                        {"captured", entry.captured},
                                        {"refunded", entry.refunded}});
}

std::string journal_json(const LedgerEntry& entry) {
    return json::serialize(json::object{{"payment_id", entry.payment_id},
                                        {"reference", entry.reference},
                                        {"status", entry.status},
                                        {"currency", entry.currency},
                                        {"amount", entry.amount},
                                        {"authorized", entry.authorized},
                                        {"captured", entry.captured},
                                        {"refunded", entry.refunded},
                                        {"decline_code", entry.decline_code},
                                        {"created_s", entry.created_s},
                                        {"declines_later", entry.declines_later},
                                        {"twice", entry.twice}});
}

LedgerEntry entry_of_journal(std::string_view text) {
    const json::value parsed = json::parse(text);
    const json::object& object = parsed.as_object();
    return {.payment_id = field<std::string>(object, "payment_id"),
            .reference = field<std::string>(object, "reference"),
            .status = field<std::string>(object, "status"),
            .currency = field<std::string>(object, "currency"),
            .amount = field<std::int64_t>(object, "amount"),
            .authorized = field<std::int64_t>(object, "authorized"),
            .captured = field<std::int64_t>(object, "captured"),
            .refunded = field<std::int64_t>(object, "refunded"),
            .decline_code = field<std::string>(object, "decline_code"),
            .created_s = field<std::int64_t>(object, "created_s"),
            .declines_later = field<bool>(object, "declines_later"),
            .twice = field<bool>(object, "twice")};
}

}  // namespace vacancy::outside
