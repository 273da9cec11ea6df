#include "hotel/model/desk/trail.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <array>

namespace vacancy::hotel {

std::string hash_of(const TrailEntry& e) {
    std::string text;
    const auto add = [&](std::string_view field) {
        text += fmt::format("{}:{};", field.size(), field);
    };
    for (const std::string& field :
         {e.previous_hash, e.property.text(), std::to_string(e.position), std::to_string(e.at.us),
          e.deed.actor, e.deed.role, e.deed.action, e.deed.subject, e.deed.detail, e.deed.trace_id})
        add(field);
    std::array<unsigned char, crypto_generichash_BYTES> digest{};
    must(crypto_generichash(digest.data(), digest.size(),
                            reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                            nullptr, 0) == 0);
    std::string hex;
    for (const unsigned char byte : digest) hex += fmt::format("{:02x}", byte);
    return hex;
}

std::string walk_on(TrailWalk& walk, const TrailEntry& entry) {
    const std::int64_t next = walk.position + 1;
    if (entry.position != next) return fmt::format("entry {} is missing", next);
    const std::string named = fmt::format("entry {} ({} of {} by {})", next, entry.deed.action,
                                          entry.deed.subject, entry.deed.actor);
    if (entry.previous_hash != walk.hash) return named + " does not follow the one before it";
    if (entry.hash != hash_of(entry)) return named + " is not what was written";
    walk.position = next;
    walk.hash = entry.hash;
    return {};
}

}  // namespace vacancy::hotel
