// Setting attributes: the hottest path of the recorder, a few nanoseconds each.

#include "trace/recording/state.hpp"
#include "trace/recording/trace.hpp"

#include <algorithm>
#include <cstring>

namespace vacancy::trace {

std::string_view shortened(std::string_view text, std::size_t limit) {
    if (text.size() <= limit) return text;
    std::size_t end = limit;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0U) == 0x80U) --end;
    return text.substr(0, end);
}

std::string_view Trace::fitted(std::string_view text) const {
    const std::size_t limit =
        std::min<std::size_t>(recorder.options.limits.value_length, longest_text);
    return text.size() <= limit ? text : shortened(text, limit);
}

AttributeRecord* Trace::place(SpanRecord& span, AttributeList& list, std::string_view key,
                              std::uint32_t limit) {
    if (AttributeRecord* there = list.find(key)) return there;
    if (list.count >= limit) {
        ++list.dropped;
        return nullptr;
    }
    auto* record = make<AttributeRecord>(span);
    record->key = key.data();
    record->key_size = static_cast<std::uint32_t>(key.size());
    list.append(record);
    return record;
}

void Trace::set_text(SpanRecord& span, std::string_view key, std::string_view text,
                     bool is_private) {
    AttributeRecord* record = place(span, span.attributes, key, recorder.options.limits.attributes);
    if (record == nullptr) return;
    const std::string_view kept = copy(span, fitted(text));
    record->type = Attribute::Type::text;
    record->is_private = is_private;
    record->text = kept.data();
    record->text_size = static_cast<std::uint32_t>(kept.size());
}

AttributeRecord* Trace::slot(SpanRecord& span, std::string_view key, Attribute::Type type) {
    AttributeRecord* record = place(span, span.attributes, key, recorder.options.limits.attributes);
    if (record == nullptr) return nullptr;
    record->type = type;
    record->is_private = false;
    return record;
}

AttributeRecord* Trace::set(SpanRecord& span, AttributeList& list, const Attribute& attribute,
                            std::uint32_t limit) {
    AttributeRecord* record = place(span, list, attribute.key, limit);
    if (record == nullptr) return nullptr;
    record->type = attribute.type;
    record->is_private = attribute.is_private;
    switch (attribute.type) {
        case Attribute::Type::text: {
            const std::string_view kept = copy(span, fitted(attribute.text));
            record->text = kept.data();
            record->text_size = static_cast<std::uint32_t>(kept.size());
            break;
        }
        case Attribute::Type::integer: record->integer = attribute.integer; break;
        case Attribute::Type::real: record->real = attribute.real; break;
        case Attribute::Type::boolean: record->boolean = attribute.boolean; break;
        case Attribute::Type::none: break;
    }
    return record;
}

void Step::set_text(std::string_view key, std::string_view value) {
    if (span_ != nullptr) trace_->set_text(*span_, key, value, false);
}

void Step::set_private(std::string_view key, std::string_view value) {
    if (span_ != nullptr) trace_->set_text(*span_, key, value, true);
}

void Step::set_integer(std::string_view key, std::int64_t value) {
    if (span_ == nullptr) return;
    if (auto* record = trace_->slot(*span_, key, Attribute::Type::integer)) record->integer = value;
}

void Step::set_real(std::string_view key, double value) {
    if (span_ == nullptr) return;
    if (auto* record = trace_->slot(*span_, key, Attribute::Type::real)) record->real = value;
}

void Step::set_boolean(std::string_view key, bool value) {
    if (span_ == nullptr) return;
    if (auto* record = trace_->slot(*span_, key, Attribute::Type::boolean)) record->boolean = value;
}

}  // namespace vacancy::trace
