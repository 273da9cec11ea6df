#pragma once
// Ledger: what the simulated gateway believes about every payment. The rules of manual capture and
// nothing else: no sockets, no files, no waiting. Not synchronized: its owner holds a lock.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace vacancy::outside {

/// Amounts in minor units; always refunded <= captured <= authorized.
struct LedgerEntry {
    std::string payment_id;
    std::string reference;
    std::string status;       ///< authorized, captured, voided, refunded, declined
    std::string currency;     ///< ISO 4217, upper case
    std::int64_t amount = 0;  ///< asked for
    std::int64_t authorized = 0;
    std::int64_t captured = 0;
    std::int64_t refunded = 0;
    std::string decline_code{};
    std::int64_t created_s = 0;
    bool declines_later = false;  ///< its card does
    bool twice = false;           ///< its webhooks are delivered twice
};

enum class Refused : std::uint8_t { no, not_found, wrong_state, wrong_amount, declined };

/// `entry` is the payment afterwards; for not_found it is empty.
struct LedgerAnswer {
    Refused refused = Refused::no;
    LedgerEntry entry{};
    std::string decline_code{};
    std::string refund_id{};
    std::int64_t refund_amount = 0;
};

struct Authorization {
    std::string reference;
    std::string currency;
    std::int64_t amount = 0;
    std::string token;
    bool captures_now = false;
    std::int64_t now_s = 0;
    std::string_view declined_by_fault{};  ///< a decline code, whatever the token says
};

class Ledger {
public:
    /// `make_id("pi")` answers a new id with that prefix.
    explicit Ledger(std::function<std::string(std::string_view prefix)> make_id);

    LedgerAnswer authorize(const Authorization& asked);
    /// Nothing: all of it. What is not captured is released.
    LedgerAnswer capture(const std::string& payment_id, std::optional<std::int64_t> amount);
    LedgerAnswer cancel(const std::string& payment_id);
    /// To a new, larger total.
    LedgerAnswer increment(const std::string& payment_id, std::int64_t total);
    /// Nothing: what is left of it.
    LedgerAnswer refund(const std::string& payment_id, std::optional<std::int64_t> amount);
    [[nodiscard]] const LedgerEntry* find(const std::string& payment_id) const;
    /// Oldest first.
    [[nodiscard]] const std::vector<LedgerEntry>& entries() const { return entries_; }
    /// From the journal: the entry as it was after some operation.
    void restore(LedgerEntry entry);

private:
    LedgerEntry* entry_of(const std::string& payment_id);
    LedgerEntry& put(LedgerEntry entry);

    std::function<std::string(std::string_view)> make_id_;
    std::vector<LedgerEntry> entries_;
    std::unordered_map<std::string, std::size_t> by_id_;
    std::unordered_set<std::string> approved_once_;  ///< references of declines_later cards
};

}  // namespace vacancy::outside
