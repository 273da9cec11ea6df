#include "outside/sandbox/till/simulated_till.hpp"

#include "base/id.hpp"
#include "base/money.hpp"
#include "outside/sandbox/till/show.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <stdexcept>
#include <utility>

namespace vacancy::outside {
namespace {

namespace json = boost::json;

constexpr std::size_t most_keys = 500'000;  ///< remembered; the oldest are forgotten

/// "pi_" and 24 letters: digits could look like a card number somewhere.
std::string make_id(std::string_view prefix) {
    std::string id = fmt::format("{}_", prefix);
    for (int half = 0; half < 2; ++half) {
        std::uint64_t random = random_u64();
        for (int i = 0; i < 12; ++i, random >>= 4) id += static_cast<char>('a' + (random & 15));
    }
    return id;
}

TillReply invalid(std::string_view code, std::string_view message) {
    return {
        .status = 400,
        .body = refusal_json({.type = "invalid_request_error", .code = code, .message = message})};
}

std::string_view code_of(Refused why) {
    switch (why) {
        case Refused::not_found: return "resource_missing";
        case Refused::wrong_state: return "payment_intent_unexpected_state";
        case Refused::wrong_amount: return "amount_too_large";
        case Refused::declined: return "card_declined";
        case Refused::no: break;
    }
    return "";
}

std::string_view event_of(TillVerb verb, const LedgerAnswer& answer) {
    if (answer.refused == Refused::declined) return "payment_intent.payment_failed";
    if (answer.refused != Refused::no) return "";
    switch (verb) {
        case TillVerb::authorize:
            return answer.entry.status == "captured" ? "payment_intent.succeeded"
                                                     : "payment_intent.amount_capturable_updated";
        case TillVerb::increment: return "payment_intent.amount_capturable_updated";
        case TillVerb::capture: return "payment_intent.succeeded";
        case TillVerb::cancel: return "payment_intent.canceled";
        case TillVerb::refund: return "charge.refunded";
    }
    return "";
}

std::string upper(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return out;
}

/// What is wrong with the parameters, before anything is executed or remembered.
std::optional<TillReply> check(const TillCall& call) {
    const Form& form = *call.form;
    const auto bad_amount = [&](std::string_view name, bool needed) {
        if (!form.has(name)) return needed;
        const auto amount = form.integer(name);
        return !amount || *amount <= 0 || *amount > 99'999'999'999;
    };
    const bool needs_amount = call.verb == TillVerb::authorize || call.verb == TillVerb::increment;
    if (bad_amount("amount", needs_amount) || bad_amount("amount_to_capture", false))
        return invalid("parameter_invalid_integer", "The amount is not a positive whole number");
    if (call.verb == TillVerb::refund && form.value("payment_intent").empty())
        return invalid("parameter_missing", "payment_intent is missing");
    if (call.verb != TillVerb::authorize) return std::nullopt;
    if (!Currency::parse(upper(form.value("currency"))))
        return invalid("parameter_invalid_string", "currency is not an ISO 4217 code");
    if (form.value("payment_method").empty())
        return invalid("parameter_missing", "payment_method is missing");
    if (form.value("confirm") != "true")
        return invalid("parameter_missing", "confirm must be true: intents are confirmed at once");
    return std::nullopt;
}

}  // namespace

SimulatedTill::SimulatedTill(const std::string& file, const Clock& clock)
    : clock_(clock),
      ledger_(make_id),
      journal_(file, [this](std::string_view line) { read_line(line); }) {}

void SimulatedTill::read_line(std::string_view line) {
    boost::system::error_code bad;
    const json::value parsed = json::parse(line, bad);
    const json::object* object = bad ? nullptr : parsed.if_object();
    if (object == nullptr) throw std::runtime_error("the sandbox's ledger holds a broken line");
    if (const json::value* entry = object->if_contains("entry"))
        ledger_.restore(entry_of_journal(json::serialize(*entry)));
    if (const json::value* key = object->if_contains("key"))
        remember(json::value_to<std::string>(*key),
                 {.fingerprint = json::value_to<std::string>(object->at("fingerprint")),
                  .status = json::value_to<int>(object->at("status")),
                  .body = json::value_to<std::string>(object->at("answer"))});
}

void SimulatedTill::remember(std::string key, Remembered answer) {
    if (oldest_keys_.size() == most_keys) {
        answers_.erase(oldest_keys_.front());
        oldest_keys_.pop_front();
    }
    oldest_keys_.push_back(key);
    answers_.insert_or_assign(std::move(key), std::move(answer));
}

std::optional<TillReply> SimulatedTill::enter(const std::string& key,
                                              const std::string& fingerprint) {
    if (key.empty()) return std::nullopt;
    const std::scoped_lock lock(guard_);
    if (running_.contains(key))
        return TillReply{.status = 409,
                         .body = refusal_json({.type = "invalid_request_error",
                                               .code = "idempotency_key_in_use",
                                               .message = "The first request is still running"})};
    const auto known = answers_.find(key);
    if (known == answers_.end()) {
        running_.insert(key);
        return std::nullopt;
    }
    if (known->second.fingerprint != fingerprint)
        return TillReply{.status = 400,
                         .body = refusal_json({.type = "idempotency_error",
                                               .code = "idempotency_key_reused",
                                               .message = "This key came with other parameters"})};
    return TillReply{.status = known->second.status, .body = known->second.body, .replayed = true};
}

void SimulatedTill::leave(const std::string& key) {
    const std::scoped_lock lock(guard_);
    running_.erase(key);
}

LedgerAnswer SimulatedTill::perform(const TillCall& call) {
    const Form& form = *call.form;
    const auto decline = [&](const std::string& id) -> LedgerAnswer {
        const LedgerEntry* entry = ledger_.find(id);
        if (entry == nullptr) return {.refused = Refused::not_found};
        return {.refused = Refused::declined, .entry = *entry, .decline_code = "generic_decline"};
    };
    const std::string id =
        call.verb == TillVerb::refund ? std::string(form.value("payment_intent")) : call.payment_id;
    if (call.declined_by_fault && call.verb != TillVerb::authorize) return decline(id);
    switch (call.verb) {
        case TillVerb::capture: return ledger_.capture(id, form.integer("amount_to_capture"));
        case TillVerb::cancel: return ledger_.cancel(id);
        case TillVerb::increment: return ledger_.increment(id, form.integer("amount").value_or(0));
        case TillVerb::refund: return ledger_.refund(id, form.integer("amount"));
        case TillVerb::authorize: break;
    }
    return ledger_.authorize(
        {.reference = std::string(form.value("metadata[reference]")),
         .currency = upper(form.value("currency")),
         .amount = form.integer("amount").value_or(0),
         .token = std::string(form.value("payment_method")),
         .captures_now = form.value("capture_method") == "automatic",
         .now_s = clock_.now().us / 1'000'000,
         .declined_by_fault = call.declined_by_fault ? "generic_decline" : ""});
}

TillReply SimulatedTill::act(const TillCall& call) {
    if (auto wrong = check(call)) return *wrong;
    const std::scoped_lock lock(guard_);
    const LedgerAnswer answer = perform(call);
    TillReply reply = finish(call, answer);
    std::string line;
    if (answer.refused != Refused::not_found)
        line = fmt::format(R"("entry":{})", journal_json(answer.entry));
    if (!call.key.empty()) {
        line += fmt::format(R"({}"key":{},"fingerprint":"{}","status":{},"answer":{})",
                            line.empty() ? "" : ",", json::serialize(call.key), call.fingerprint,
                            reply.status, json::serialize(reply.body));
        remember(call.key, {call.fingerprint, reply.status, reply.body});
    }
    if (!line.empty()) journal_.append(fmt::format("{{{}}}", line));
    return reply;
}

TillReply SimulatedTill::finish(const TillCall& call, const LedgerAnswer& answer) {
    TillReply reply{.twice = answer.entry.twice};
    const std::string_view event = event_of(call.verb, answer);
    if (!event.empty()) {
        const bool refunds = call.verb == TillVerb::refund && answer.refused == Refused::no;
        reply.event =
            event_json({.id = make_id("evt"),
                        .type = event,
                        .object = refunds ? charge_json(answer.entry) : intent_json(answer.entry),
                        .created_s = clock_.now().us / 1'000'000});
    }
    if (answer.refused == Refused::no) {
        const bool expanded = call.form->value("expand[]") == "payment_intent";
        reply.body = call.verb == TillVerb::refund ? refund_json(answer, expanded)
                                                   : intent_json(answer.entry);
        return reply;
    }
    const bool found = answer.refused != Refused::not_found;
    const bool declined = answer.refused == Refused::declined;
    reply.status = declined ? 402 : found ? 400 : 404;
    reply.body = refusal_json(
        {.type = declined ? "card_error" : "invalid_request_error",
         .code = answer.decline_code == "expired_card" ? std::string_view("expired_card")
                                                       : code_of(answer.refused),
         .message = declined ? "The card was declined" : "The payment does not allow it",
         .decline_code = answer.decline_code,
         .entry = found ? &answer.entry : nullptr});
    return reply;
}

TillReply SimulatedTill::look_up(const std::string& payment_id) const {
    const std::scoped_lock lock(guard_);
    if (const LedgerEntry* entry = ledger_.find(payment_id)) return {.body = intent_json(*entry)};
    return {.status = 404,
            .body = refusal_json({.type = "invalid_request_error",
                                  .code = "resource_missing",
                                  .message = "No such payment_intent"})};
}

TillReply SimulatedTill::list(std::string_view reference) const {
    const std::scoped_lock lock(guard_);
    std::string items;
    for (const LedgerEntry& entry : ledger_.entries()) {
        if (entry.reference != reference) continue;
        if (!items.empty()) items += ',';
        items += intent_json(entry);
    }
    return {.body = fmt::format(R"({{"object":"list","data":[{}],"has_more":false}})", items)};
}

std::string SimulatedTill::ledger_json() const {
    const std::scoped_lock lock(guard_);
    std::string items;
    for (const LedgerEntry& entry : ledger_.entries()) {
        if (!items.empty()) items += ',';
        items += ledger_item_json(entry);
    }
    return fmt::format(R"({{"items":[{}]}})", items);
}

}  // namespace vacancy::outside
