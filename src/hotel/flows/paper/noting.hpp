#pragma once
// The shape of the desk's changes to accounts and papers: one transaction with its entry, and a
// line of the trail in it.

#include "hotel/api.hpp"
#include "hotel/flows/desk/ledger.hpp"
#include "hotel/store/desk/trail.hpp"

namespace vacancy::hotel {

struct Note {
    std::string_view action;
    std::string subject;
    std::string detail{};
};

inline Result<void> note(db::Tx& tx, const Entry& entry, const Note& what) {
    return store::append_trail(tx, entry.property.id,
                               {.actor = entry.actor.id,
                                .role = entry.actor.role,
                                .action = std::string(what.action),
                                .subject = what.subject,
                                .detail = what.detail,
                                .trace_id = entry.trace_id});
}

/// What is changed, and where.
template <class Command>
struct At {
    const PropertyId& property;
    const Command& command;
};

/// `record`: Result<T>(db::Tx&, const Command&, const Entry&). The command outlives the call.
template <class Command, class Record>
auto change_accounts(Step& step, FrontDesk& front, At<Command> at, Record record)
    -> Task<std::invoke_result_t<Record&, db::Tx&, const Command&, const Entry&>> {
    CO_TRY(const Property property, property_facts(front.desk, at.property));
    const Command& command = at.command;
    const Entry entry{property, command.actor, step.context().trace_id.text()};
    const auto body = [&](db::Tx& tx) { return record(tx, command, entry); };
    co_return co_await front.db.transact(step, body);
}

}  // namespace vacancy::hotel
