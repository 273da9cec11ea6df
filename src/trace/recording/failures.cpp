// How spans fail: status, error.type, the exception event and who records it.

#include "trace/names.hpp"
#include "trace/recording/state.hpp"
#include "trace/recording/trace.hpp"

#include <array>
#include <string>

namespace vacancy::trace {
namespace {

constexpr std::size_t longest_chain = 1024;

/// The logical stack: the names of the open spans, innermost first.
std::string chain_of(const SpanRecord& span) {
    std::string chain;
    for (const auto* at = &span; at != nullptr && chain.size() < longest_chain; at = at->parent) {
        if (!chain.empty()) chain += '\n';
        chain += "at ";
        chain += at->name;
    }
    return chain;
}

}  // namespace

void Trace::fail(SpanRecord& span, const Error& error) {
    const std::string_view type = name_of(error.code);
    // Step::failed tells why before the undoing begins. What the caller hears at the end may be
    // another error ("the outcome is not known yet"); the span keeps the reason it was given first.
    if (span.status == StatusCode::error) return;
    span.status = StatusCode::error;
    span.status_message = error.sentence();
    set_text(span, attr::error_type.name, type, false);
    keep_for("error");
    // By the contract a scope that records exceptions does so on every span that they pass.
    if (span.def->scope->records_exceptions) record_exception(span, type, error.sentence());
}

void Trace::fail_with(SpanRecord& span, std::string_view type, std::string_view message,
                      const void* thrown) {
    const bool says_message_only = span.def->scope->records_exceptions;
    const std::string status =
        says_message_only ? std::string(message) : std::string(type) + ": " + std::string(message);
    span.status = StatusCode::error;
    span.status_message = copy(span, shortened(status, 512));
    set_text(span, attr::error_type.name, type, false);
    keep_for("error");
    bool is_new = true;
    {
        const std::scoped_lock lock(guard_);
        is_new = thrown != thrown_ || !is_above(span, thrown_on_);
        thrown_ = thrown;
        thrown_on_ = &span;
    }
    if (is_new || span.def->scope->records_exceptions) record_exception(span, type, message);
}

bool Trace::is_above(const SpanRecord& span, const SpanRecord* below) const {
    for (; below != nullptr; below = below->parent) {
        if (below == &span) return true;
    }
    return false;
}

void Trace::record_exception(SpanRecord& span, std::string_view type, std::string_view message) {
    const std::string chain = chain_of(span);
    const std::array<Attribute, 3> attributes{
        Attribute{.key = attr::exception_type.name, .text = type},
        Attribute{.key = attr::exception_message.name, .text = shortened(message, 512)},
        Attribute{.key = attr::exception_stacktrace.name, .text = chain}};
    if (add_event(span, event::exception, attributes) == nullptr) return;
    const std::scoped_lock lock(guard_);
    ++exceptions_;
}

}  // namespace vacancy::trace
