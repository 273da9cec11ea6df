#include "web/http/caller_context.hpp"

namespace vacancy::web {
namespace {

std::string joined(const Request& request, std::string_view name) {
    std::string list;
    for (const auto& [given, value] : request.headers) {
        if (given != name) continue;
        if (!list.empty()) list += ',';
        list += value;
    }
    return list;
}

}  // namespace

void take_caller_context(const Request& request, const trace::Propagators& propagators,
                         trace::RootOptions& options) {
    std::string_view parent;
    int parents = 0;
    bool has_baggage = false;
    for (const auto& [name, value] : request.headers) {
        if (name == "traceparent") {
            parent = value;
            ++parents;
        } else if (name == "baggage") {
            has_baggage = true;
        }
    }
    if (propagators.trace_context && parents == 1)
        options.parent = trace::parse_traceparent(parent, joined(request, "tracestate"));
    if (propagators.baggage && has_baggage && options.trusted)
        options.baggage = trace::Baggage::parse(joined(request, "baggage"));
}

}  // namespace vacancy::web
