#pragma once
// The door of the ops room: what operators may ask. Nothing here changes anything, but that a dead
// letter is sent again.

#include "base/id.hpp"
#include "ops/model/page.hpp"
#include "ops/model/trouble.hpp"
#include "ops/watch.hpp"
#include "trace/task.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace vacancy::ops {

/// What an operator may see: everything, or what concerns one of these properties.
using View = std::optional<std::vector<PropertyId>>;

/// Newest first.
struct SeeTraces {
    trace::TraceFilter filter{};
    std::string cursor{};
    View only{};
};
Task<Result<Page<trace::TraceSummary>>> see_traces(Step& step, Watch& watch,
                                                   const SeeTraces& command);

struct SeeTrace {
    trace::TraceId id;
    View only{};
};
using TraceParts = std::vector<std::shared_ptr<const trace::KeptTrace>>;
/// All parts, the earliest first; not_found also where it does not concern `only`.
Task<Result<TraceParts>> see_trace(Step& step, Watch& watch, const SeeTrace& command);

/// Oldest first.
struct SeeSagas {
    std::string cursor{};
    std::size_t limit = 100;
};
struct SagaPage {
    Page<WaitingSaga> page;
    std::vector<Money> at_risk;  ///< of all of them, by currency
};
Task<Result<SagaPage>> see_sagas(Step& step, Watch& watch, const SeeSagas& command);

/// Messages that are waiting to be delivered or were given up, oldest first.
struct SeeOutbox {
    bool dead = true;
    std::string cursor{};
    std::size_t limit = 100;
};
Task<Result<Page<OutboxLetter>>> see_outbox(Step& step, Watch& watch, const SeeOutbox& command);
/// A dead letter becomes due again; not_found when there is no such dead letter.
Task<Result<void>> send_again(Step& step, Watch& watch, const MessageId& letter);

/// Most fought over first.
struct SeeContention {
    std::string cursor{};
    std::size_t limit = 100;
    View only{};
};
Task<Result<Page<Contention>>> see_contention(Step& step, Watch& watch,
                                              const SeeContention& command);

}  // namespace vacancy::ops
