#pragma once
// SimulatedTill: the gateway's ledger with its journal and its idempotency keys. One operation is
// one journal line, so the ledger and the remembered answer cannot part. Any thread; nothing waits.

#include "base/time.hpp"
#include "outside/form.hpp"
#include "outside/sandbox/journal.hpp"
#include "outside/sandbox/till/ledger.hpp"

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace vacancy::outside {

enum class TillVerb : std::uint8_t { authorize, capture, cancel, increment, refund };

struct TillCall {
    TillVerb verb = TillVerb::authorize;
    std::string payment_id{};   ///< not for authorize and refund
    std::string key{};          ///< Idempotency-Key; empty: none
    std::string fingerprint{};  ///< of path and parameters
    const Form* form = nullptr;
    bool declined_by_fault = false;
};

struct TillReply {
    int status = 200;
    std::string body{};
    bool replayed = false;
    std::string event{};  ///< what the webhook says; empty: nothing happened
    bool twice = false;   ///< its card has every webhook delivered twice
};

class SimulatedTill {
public:
    /// Reads the journal; throws std::runtime_error when the file cannot be used.
    SimulatedTill(const std::string& file, const Clock& clock);

    /// An answer when the key settles the call already: replayed, still running, or other
    /// parameters. Nothing: the call is the first; `leave` must follow.
    std::optional<TillReply> enter(const std::string& key, const std::string& fingerprint);
    void leave(const std::string& key);
    TillReply act(const TillCall& call);
    [[nodiscard]] TillReply look_up(const std::string& payment_id) const;
    [[nodiscard]] TillReply list(std::string_view reference) const;
    /// {"items": […]} for GET /ledger.
    [[nodiscard]] std::string ledger_json() const;

private:
    struct Remembered {
        std::string fingerprint;
        int status = 0;
        std::string body;
    };

    void read_line(std::string_view line);
    void remember(std::string key, Remembered answer);
    LedgerAnswer perform(const TillCall& call);
    TillReply finish(const TillCall& call, const LedgerAnswer& answer);

    const Clock& clock_;
    mutable std::mutex guard_;
    Ledger ledger_;
    std::unordered_map<std::string, Remembered> answers_;
    std::deque<std::string> oldest_keys_;
    std::unordered_set<std::string> running_;
    Journal journal_;  ///< last: it replays into the others
};

}  // namespace vacancy::outside
