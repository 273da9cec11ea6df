#include "trace/kept_trace.hpp"

#include <algorithm>
#include <cstring>

namespace vacancy::trace {
namespace {

constexpr std::size_t block_size = 4096;

std::size_t bytes_of(const Items<Attribute>& attributes) {
    return attributes.capacity() * sizeof(Attribute);
}

}  // namespace

std::string_view TextPool::keep(std::string_view text) {
    if (text.empty()) return {};
    if (arena_ != nullptr) {
        auto* at = static_cast<char*>(arena_->allocate(text.size(), 1));
        std::memcpy(at, text.data(), text.size());
        bytes_ += text.size();
        return {at, text.size()};
    }
    if (size_ - used_ < text.size()) {
        size_ = std::max(block_size, text.size());
        blocks_.push_back(std::make_unique_for_overwrite<char[]>(size_));
        used_ = 0;
        bytes_ += size_;
    }
    char* at = blocks_.back().get() + used_;
    std::memcpy(at, text.data(), text.size());
    used_ += text.size();
    return {at, text.size()};
}

std::size_t KeptTrace::bytes() const {
    std::size_t sum = texts.bytes() + spans.capacity() * sizeof(KeptSpan);
    for (const auto& span : spans) {
        sum += bytes_of(span.attributes) + span.events.capacity() * sizeof(KeptEvent) +
               span.links.capacity() * sizeof(KeptLink);
        for (const auto& event : span.events) sum += bytes_of(event.attributes);
        for (const auto& link : span.links) sum += bytes_of(link.attributes);
    }
    return sizeof(KeptTrace) + std::max(sum, reserved);
}

}  // namespace vacancy::trace
