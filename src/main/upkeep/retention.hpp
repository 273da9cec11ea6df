#pragma once
// Retention: what is at rest and past its time goes, in small transactions, so that a server may
// run for years. Nothing that is not at rest is touched: no saga on its way, no message that waits
// or is a dead letter, no hold that lives, no card of a payment between two states; and nothing
// younger than the oldest saga on its way.

#include "main/house/house.hpp"

namespace vacancy {

/// One round: of each kind at most some batches. Answers how many rows went.
Task<Result<std::int64_t>> purge(Step& step, House& house);

}  // namespace vacancy
