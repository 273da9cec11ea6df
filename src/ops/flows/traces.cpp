#include "ops/api.hpp"
#include "ops/flows/concern.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

namespace vacancy::ops {

namespace {

using trace::TraceSummary;

/// New traces come in at the front while somebody reads on: a cursor names the last one shown.
std::string cursor_of(const TraceSummary& last) {
    return fmt::format("{}.{}", last.start_unix_ns, last.id.text());
}

/// How many of `all` come before what the cursor continues with.
Result<std::size_t> skip(const std::vector<TraceSummary>& all, std::string_view cursor) {
    if (cursor.empty()) return std::size_t{0};
    const std::size_t dot = cursor.find('.');
    TRY(const auto started, begin_of(cursor.substr(0, dot)));
    const auto id = trace::parse_trace_id(dot == cursor.npos ? "" : cursor.substr(dot + 1));
    if (!id) return fail(ErrorCode::invalid_request, "cursor was not made by this list");
    const auto same = std::ranges::find(all, *id, &TraceSummary::id);
    if (same != all.end()) return static_cast<std::size_t>(same - all.begin()) + 1;
    // It has been pushed out meanwhile: go on with what began before it.
    const auto older = std::ranges::find_if(all, [&](const TraceSummary& one) {
        return one.start_unix_ns < static_cast<std::int64_t>(started);
    });
    return static_cast<std::size_t>(older - all.begin());
}

}  // namespace

Task<Result<Page<TraceSummary>>> see_traces(Step&, Watch& watch, const SeeTraces& command) {
    const trace::TraceStore& store = watch.recorder.store();
    trace::TraceFilter filter = command.filter;
    const auto limit = static_cast<std::size_t>(filter.limit);
    // Without a cursor one more than wanted tells whether there is more.
    const bool from_the_start = command.cursor.empty() && !command.only;
    filter.limit = from_the_start ? filter.limit + 1 : std::numeric_limits<int>::max();
    std::vector<TraceSummary> all = store.recent(filter);
    CO_TRY(std::size_t at, skip(all, command.cursor));
    Page<TraceSummary> page;
    for (; at < all.size(); ++at) {
        if (command.only && !is_in(command.only, store.find(all[at].id))) continue;
        if (page.items.size() == limit) {
            page.next = cursor_of(page.items.back());
            break;
        }
        page.items.push_back(std::move(all[at]));
    }
    co_return page;
}

Task<Result<TraceParts>> see_trace(Step&, Watch& watch, const SeeTrace& command) {
    TraceParts parts = watch.recorder.store().find(command.id);
    if (parts.empty() || !is_in(command.only, parts)) co_return fail(ErrorCode::not_found);
    co_return parts;
}

}  // namespace vacancy::ops
