#include "main/simulate/audit/witness.hpp"

#include "trace/names.hpp"

namespace vacancy::simulate {
namespace {

std::string text_of(const trace::Attribute& attribute) {
    using Type = trace::Attribute::Type;
    switch (attribute.type) {
        case Type::text: return std::string(attribute.text);
        case Type::integer: return std::to_string(attribute.integer);
        case Type::real: return fmt::format("{}", attribute.real);
        case Type::boolean: return attribute.boolean ? "true" : "false";
        default: return {};
    }
}

}  // namespace

void Witness::add(std::string_view text) {
    const std::string line = fmt::format("{} {}", clock_.now().text(), text);
    for (const char c : line) {
        digest_ ^= static_cast<unsigned char>(c);
        digest_ *= 0x100000001b3U;
    }
    if (out_) out_(line);
}

void Witness::broken(std::string what) {
    note("BROKEN {}", what);
    if (broken_.empty()) broken_ = std::move(what);
}

const std::set<std::string>& Witness::spans_of(const std::string& reservation) const {
    static const std::set<std::string> none;
    const auto found = of_reservation_.find(reservation);
    return found == of_reservation_.end() ? none : found->second;
}

void Witness::take(const trace::KeptSpan& span, std::string& text) {
    ++spans_;
    text += fmt::format("\n  {} {} {} {} {}", span.name, span.id.text(), span.parent.text(),
                        span.start_unix_ns, span.end_unix_ns);
    for (const trace::Attribute& attribute : span.attributes)
        text += fmt::format(" {}={}", attribute.key, text_of(attribute));
    for (const trace::KeptEvent& event : span.events)
        text += fmt::format(" !{}@{}", event.name, event.at_unix_ns);
}

void Witness::take(const trace::KeptTrace& trace) {
    std::string text = fmt::format("trace {} {}", trace.id.text(), trace.reason);
    std::set<std::string> reservations;
    for (const trace::KeptSpan& span : trace.spans) {
        take(span, text);
        for (const trace::Attribute& attribute : span.attributes)
            if (attribute.key == trace::attr::booking_reservation_id.name)
                reservations.insert(std::string(attribute.text));
    }
    for (const std::string& reservation : reservations)
        for (const trace::KeptSpan& span : trace.spans)
            of_reservation_[reservation].insert(std::string(span.name));
    add(text);
}

}  // namespace vacancy::simulate
