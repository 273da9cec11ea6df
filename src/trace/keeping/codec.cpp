#include "trace/keeping/codec.hpp"

#include "trace/names.hpp"
#include "trace/registry.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <span>

namespace vacancy::trace {
namespace {

constexpr char format_version = 1;
constexpr std::uint64_t most_items = 100000;  ///< of anything; more is damage

class Writer {
public:
    void number(std::uint64_t value) {
        while (value >= 0x80) {
            out_ += static_cast<char>(value | 0x80);
            value >>= 7;
        }
        out_ += static_cast<char>(value);
    }
    void signed_number(std::int64_t value) {
        number(static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63));
    }
    void text(std::string_view value) {
        number(value.size());
        out_ += value;
    }
    void bytes(std::span<const std::uint8_t> value) {
        out_.append(reinterpret_cast<const char*>(value.data()), value.size());
    }
    void attributes(const Items<Attribute>& list) {
        number(list.size());
        for (const Attribute& one : list) {
            text(one.key);
            number(static_cast<std::uint64_t>(one.type));
            switch (one.type) {
                case Attribute::Type::text: text(one.text); break;
                case Attribute::Type::integer: signed_number(one.integer); break;
                case Attribute::Type::real: number(std::bit_cast<std::uint64_t>(one.real)); break;
                case Attribute::Type::boolean: number(one.boolean ? 1 : 0); break;
                case Attribute::Type::none: break;
            }
        }
    }
    void span(const KeptSpan& span) {
        bytes(span.id.bytes);
        bytes(span.parent.bytes);
        number(span.is_parent_remote ? 1 : 0);
        text(span.name);
        text(span.scope->name);
        number(static_cast<std::uint64_t>(span.kind));
        number(static_cast<std::uint64_t>(span.status));
        text(span.status_message);
        signed_number(span.start_unix_ns);
        signed_number(span.end_unix_ns);
        attributes(span.attributes);
        number(span.events.size());
        for (const KeptEvent& event : span.events) {
            text(event.name);
            signed_number(event.at_unix_ns);
            attributes(event.attributes);
            number(event.dropped_attributes);
        }
        number(span.links.size());
        for (const KeptLink& link : span.links) {
            bytes(link.trace_id.bytes);
            bytes(link.span_id.bytes);
            text(link.tracestate);
            attributes(link.attributes);
        }
        number(span.dropped_attributes);
        number(span.dropped_events);
        number(span.dropped_links);
    }
    std::string take() { return std::move(out_); }

private:
    std::string out_ = std::string(1, format_version);
};

/// After damage everything reads as zero and `is_fine` is false.
class Reader {
public:
    Reader(std::string_view bytes, TextPool& texts) : left_(bytes), texts_(texts) {}

    [[nodiscard]] bool is_fine() const { return fine_; }
    [[nodiscard]] bool is_at_end() const { return left_.empty(); }

    std::uint64_t number() {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            if (left_.empty()) return damaged();
            const auto byte = static_cast<std::uint8_t>(left_.front());
            left_.remove_prefix(1);
            value |= std::uint64_t{byte & 0x7fU} << shift;
            if ((byte & 0x80U) == 0) return value;
        }
        return damaged();
    }
    std::int64_t signed_number() {
        const std::uint64_t raw = number();
        return static_cast<std::int64_t>(raw >> 1 ^ (~(raw & 1) + 1));
    }
    std::uint64_t count() {
        const std::uint64_t value = number();
        return value <= std::min<std::uint64_t>(most_items, left_.size()) ? value : damaged();
    }
    std::uint32_t small() { return static_cast<std::uint32_t>(number()); }
    template <class Enum>
    Enum choice(Enum last) {
        const std::uint64_t value = number();
        return static_cast<Enum>(value <= static_cast<std::uint64_t>(last) ? value : damaged());
    }
    std::string_view text() {
        const std::uint64_t size = number();
        if (size > left_.size()) return damaged(), std::string_view{};
        const std::string_view found = texts_.keep(left_.substr(0, size));
        left_.remove_prefix(size);
        return found;
    }
    void bytes(std::span<std::uint8_t> out) {
        if (left_.size() < out.size()) return void(damaged());
        std::memcpy(out.data(), left_.data(), out.size());
        left_.remove_prefix(out.size());
    }
    Items<Attribute> attributes() {
        Items<Attribute> list(count());
        for (Attribute& one : list) {
            one.key = text();
            one.type = choice(Attribute::Type::none);
            switch (one.type) {
                case Attribute::Type::text: one.text = text(); break;
                case Attribute::Type::integer: one.integer = signed_number(); break;
                case Attribute::Type::real: one.real = std::bit_cast<double>(number()); break;
                case Attribute::Type::boolean: one.boolean = number() != 0; break;
                case Attribute::Type::none: break;
            }
        }
        return list;
    }
    void span(KeptSpan& span) {
        bytes(span.id.bytes);
        bytes(span.parent.bytes);
        span.is_parent_remote = number() != 0;
        span.name = text();
        span.scope = scope();
        span.kind = choice(Kind::consumer);
        span.status = choice(StatusCode::error);
        span.status_message = text();
        span.start_unix_ns = signed_number();
        span.end_unix_ns = signed_number();
        span.attributes = attributes();
        span.events.resize(count());
        for (KeptEvent& event : span.events) {
            event.name = text();
            event.at_unix_ns = signed_number();
            event.attributes = attributes();
            event.dropped_attributes = small();
        }
        span.links.resize(count());
        for (KeptLink& link : span.links) {
            bytes(link.trace_id.bytes);
            bytes(link.span_id.bytes);
            link.tracestate = text();
            link.attributes = attributes();
        }
        span.dropped_attributes = small();
        span.dropped_events = small();
        span.dropped_links = small();
    }

private:
    /// A scope that this version no longer knows is shown as our own.
    const ScopeDef* scope() {
        const std::string_view name = text();
        for (const ScopeDef* known : all_scopes()) {
            if (known->name == name) return known;
        }
        return &scope::vacancy;
    }
    std::uint64_t damaged() {
        fine_ = false;
        left_ = {};
        return 0;
    }

    std::string_view left_;
    TextPool& texts_;
    bool fine_ = true;
};

}  // namespace

std::string encode(const KeptTrace& trace) {
    Writer out;
    out.bytes(trace.id.bytes);
    out.text(trace.tracestate);
    out.text(trace.reason);
    out.number(trace.spans.size());
    for (const KeptSpan& span : trace.spans) out.span(span);
    return out.take();
}

std::shared_ptr<const KeptTrace> decode(std::string_view bytes) {
    if (bytes.empty() || bytes.front() != format_version) return nullptr;
    auto trace = std::make_shared<KeptTrace>();
    Reader in(bytes.substr(1), trace->texts);
    in.bytes(trace->id.bytes);
    trace->tracestate = in.text();
    trace->reason = in.text();
    trace->spans.resize(in.count());
    for (KeptSpan& span : trace->spans) in.span(span);
    if (!in.is_fine() || !in.is_at_end() || trace->spans.empty()) return nullptr;
    return trace;
}

}  // namespace vacancy::trace
