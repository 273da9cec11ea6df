#pragma once
// What operators are shown of sagas that wait and of guests who fight over inventory. Values only.

#include "base/money.hpp"
#include "base/time.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace vacancy::ops {

struct WaitingSaga {
    std::string id;
    std::string kind;
    std::string key;        ///< what it is about, for people
    std::string direction;  ///< forward, undoing
    int at = 0;             ///< rows begun
    int attempts = 0;
    std::string last_error;
    Instant next_attempt_at{};
    Money at_risk;
    std::string trace_id;  ///< of the request that began it; empty: not known
};

/// A message of the outbox, without its words: they are the guest's.
struct OutboxLetter {
    std::string id;
    std::string channel;
    std::string topic;
    std::string subject;  ///< what it is about: a booking id
    int version = 1;
    std::string state;  ///< waiting, dead
    int attempts = 0;
    std::string last_error;
    Instant created_at{};
    std::string trace_id;
};

/// One booking that lost at the lock, in a trace that was kept.
struct Fight {
    std::string trace_id;
    Instant at{};
    std::string reason;
    std::string competing_reservation;
};

struct Contention {
    std::string property_id;
    std::int64_t count = 0;     ///< since the process began
    std::vector<Fight> recent;  ///< newest first
};

/// The sums by currency.
[[nodiscard]] std::vector<Money> money_at_risk(const std::vector<WaitingSaga>& sagas);

/// Puts a fight where it belongs; a property that was never counted (before a restart) is new.
void add_fight(std::vector<Contention>& all, const std::string& property_id, Fight fight);
/// Most fought over first.
void rank(std::vector<Contention>& all);

}  // namespace vacancy::ops
