#include "ops/flows/concern.hpp"

#include <algorithm>
#include <functional>

namespace vacancy::ops {

namespace {

/// Stops at the first attribute that `is_it` accepts.
const trace::Attribute* find_attribute(const TraceParts& parts,
                                       const std::function<bool(const trace::Attribute&)>& is_it) {
    for (const auto& part : parts)
        for (const trace::KeptSpan& span : part->spans)
            for (const trace::Attribute& attribute : span.attributes)
                if (attribute.type == trace::Attribute::Type::text && is_it(attribute))
                    return &attribute;
    return nullptr;
}

}  // namespace

bool is_in(const View& view, const TraceParts& parts) {
    if (!view) return true;
    return std::ranges::any_of(*view, [&](const PropertyId& property) {
        const std::string id = property.text();
        return find_attribute(parts, [&](const trace::Attribute& one) {
                   return one.text.find(id) != std::string_view::npos;
               }) != nullptr;
    });
}

std::string property_of(const TraceParts& parts) {
    const auto* found = find_attribute(parts, [](const trace::Attribute& one) {
        return one.key == attr::booking_property_id.name;
    });
    return found == nullptr ? std::string() : std::string(found->text);
}

}  // namespace vacancy::ops
