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

[[gnu::always_inline]] inline AttributeRecord* Trace::place(SpanRecord& span, AttributeList& list,
                                                            const Slot& slot) {
    const std::uint64_t bit = AttributeList::bit_of(slot.key);
    if ((list.seen & bit) != 0) [[unlikely]] {
        if (AttributeRecord* there = list.find(slot.key)) {
            if (slot.text_size > 0) there->text = grab_for(span, slot.text_size);
            return there;
        }
    }
    if (list.count >= slot.limit) [[unlikely]] {
        ++list.dropped;
        return nullptr;
    }
    char* at = grab_for(span, sizeof(AttributeRecord) + slot.text_size);
    auto* record = ::new (at) AttributeRecord{};
    record->key = slot.key.data();
    record->key_size = static_cast<std::uint32_t>(slot.key.size());
    record->text = at + sizeof(AttributeRecord);
    list.append(record, bit);
    return record;
}

[[gnu::always_inline]] inline AttributeRecord* Trace::place_text(SpanRecord& span,
                                                                 AttributeList& list, Slot slot,
                                                                 std::string_view text) {
    if (text.size() > text_limit_) text = shortened(text, text_limit_);
    slot.text_size = text.size();
    AttributeRecord* record = place(span, list, slot);
    if (record == nullptr) return nullptr;
    record->type = Attribute::Type::text;
    record->text_size = static_cast<std::uint32_t>(text.size());
    if (text.empty())
        record->text = nullptr;
    else
        std::memcpy(const_cast<char*>(record->text), text.data(), text.size());
    return record;
}

void Trace::set_text(SpanRecord& span, std::string_view key, std::string_view text,
                     bool is_private) {
    const Slot slot{key, recorder.options.limits.attributes};
    if (AttributeRecord* record = place_text(span, span.attributes, slot, text))
        record->is_private = is_private;
}

[[gnu::always_inline]] inline AttributeRecord* Trace::slot(SpanRecord& span, std::string_view key,
                                                           Attribute::Type type) {
    AttributeRecord* record =
        place(span, span.attributes, {key, recorder.options.limits.attributes});
    if (record == nullptr) return nullptr;
    record->type = type;
    record->is_private = false;
    return record;
}

AttributeRecord* Trace::set(SpanRecord& span, AttributeList& list, const Attribute& attribute,
                            std::uint32_t limit) {
    const Slot slot{attribute.key, limit};
    AttributeRecord* record = attribute.type == Attribute::Type::text
                                  ? place_text(span, list, slot, attribute.text)
                                  : place(span, list, slot);
    if (record == nullptr) return nullptr;
    record->type = attribute.type;
    record->is_private = attribute.is_private;
    switch (attribute.type) {
        case Attribute::Type::integer: record->integer = attribute.integer; break;
        case Attribute::Type::real: record->real = attribute.real; break;
        case Attribute::Type::boolean: record->boolean = attribute.boolean; break;
        case Attribute::Type::text:
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
