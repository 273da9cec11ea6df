#include "outside/sandbox/till/ledger.hpp"

#include "base/error.hpp"
#include "outside/sandbox/till/test_tokens.hpp"

#include <utility>

namespace vacancy::outside {
namespace {

constexpr std::string_view later_decline = "do_not_honor";

const LedgerEntry& checked(const LedgerEntry& entry) {
    must(0 <= entry.refunded);
    must(entry.refunded <= entry.captured);
    must(entry.captured <= entry.authorized);
    return entry;
}

LedgerAnswer refuse(Refused why, const LedgerEntry& entry) {
    return {.refused = why, .entry = entry};
}

}  // namespace

Ledger::Ledger(std::function<std::string(std::string_view)> make_id)
    : make_id_(std::move(make_id)) {}

LedgerAnswer Ledger::authorize(const Authorization& asked) {
    const TokenBehavior behavior = behavior_of(asked.token);
    std::string_view decline = behavior.decline_code;
    if (behavior.quirk == Quirk::error_500) decline = "processing_error";
    if (behavior.declines_later && approved_once_.contains(asked.reference))
        decline = later_decline;
    if (!asked.declined_by_fault.empty()) decline = asked.declined_by_fault;
    LedgerEntry entry{.payment_id = make_id_("pi"),
                      .reference = asked.reference,
                      .status = decline.empty() ? "authorized" : "declined",
                      .currency = asked.currency,
                      .amount = asked.amount,
                      .authorized = decline.empty() ? asked.amount : 0,
                      .decline_code = std::string(decline),
                      .created_s = asked.now_s,
                      .declines_later = behavior.declines_later,
                      .twice = behavior.quirk == Quirk::twice};
    if (decline.empty() && asked.captures_now) {
        entry.captured = entry.authorized;
        entry.status = "captured";
    }
    const LedgerEntry& kept = put(std::move(entry));
    return {.refused = decline.empty() ? Refused::no : Refused::declined,
            .entry = checked(kept),
            .decline_code = std::string(decline)};
}

LedgerAnswer Ledger::capture(const std::string& payment_id, std::optional<std::int64_t> amount) {
    LedgerEntry* entry = entry_of(payment_id);
    if (entry == nullptr) return {.refused = Refused::not_found};
    if (entry->status != "authorized") return refuse(Refused::wrong_state, *entry);
    const std::int64_t taken = amount.value_or(entry->authorized);
    if (taken <= 0 || taken > entry->authorized) return refuse(Refused::wrong_amount, *entry);
    entry->captured = taken;
    entry->status = "captured";
    return {.entry = checked(*entry)};
}

LedgerAnswer Ledger::cancel(const std::string& payment_id) {
    LedgerEntry* entry = entry_of(payment_id);
    if (entry == nullptr) return {.refused = Refused::not_found};
    if (entry->status != "authorized" && entry->status != "declined")
        return refuse(Refused::wrong_state, *entry);
    if (entry->status == "authorized") entry->status = "voided";
    return {.entry = checked(*entry)};
}

LedgerAnswer Ledger::increment(const std::string& payment_id, std::int64_t total) {
    LedgerEntry* entry = entry_of(payment_id);
    if (entry == nullptr) return {.refused = Refused::not_found};
    if (entry->status != "authorized") return refuse(Refused::wrong_state, *entry);
    if (total <= entry->authorized) return refuse(Refused::wrong_amount, *entry);
    if (entry->declines_later)
        return {.refused = Refused::declined,
                .entry = *entry,
                .decline_code = std::string(later_decline)};
    entry->authorized = total;
    entry->amount = total;
    return {.entry = checked(*entry)};
}

LedgerAnswer Ledger::refund(const std::string& payment_id, std::optional<std::int64_t> amount) {
    LedgerEntry* entry = entry_of(payment_id);
    if (entry == nullptr) return {.refused = Refused::not_found};
    if (entry->status != "captured") return refuse(Refused::wrong_state, *entry);
    const std::int64_t left = entry->captured - entry->refunded;
    const std::int64_t given = amount.value_or(left);
    if (given <= 0 || given > left) return refuse(Refused::wrong_amount, *entry);
    entry->refunded += given;
    if (entry->refunded == entry->captured) entry->status = "refunded";
    return {.entry = checked(*entry), .refund_id = make_id_("re"), .refund_amount = given};
}

const LedgerEntry* Ledger::find(const std::string& payment_id) const {
    const auto found = by_id_.find(payment_id);
    return found == by_id_.end() ? nullptr : &entries_[found->second];
}

void Ledger::restore(LedgerEntry entry) {
    checked(entry);
    if (LedgerEntry* known = entry_of(entry.payment_id))
        *known = std::move(entry);
    else
        put(std::move(entry));
}

LedgerEntry* Ledger::entry_of(const std::string& payment_id) {
    const auto found = by_id_.find(payment_id);
    return found == by_id_.end() ? nullptr : &entries_[found->second];
}

LedgerEntry& Ledger::put(LedgerEntry entry) {
    if (entry.declines_later && entry.status != "declined") approved_once_.insert(entry.reference);
    by_id_.emplace(entry.payment_id, entries_.size());
    return entries_.emplace_back(std::move(entry));
}

}  // namespace vacancy::outside
