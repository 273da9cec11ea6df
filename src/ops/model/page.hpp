#pragma once
// Page: part of a list, and where the rest begins. The cursor of a list that does not move while it
// is read counts what was shown.

#include "base/error.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vacancy::ops {

template <class Item>
struct Page {
    std::vector<Item> items{};
    std::string next{};  ///< empty: this is the end
};

/// "" is the beginning; what no cursor can be is invalid_request.
[[nodiscard]] inline Result<std::size_t> begin_of(std::string_view cursor) {
    std::size_t begin = 0;
    if (cursor.empty()) return begin;
    const auto [end, code] = std::from_chars(cursor.data(), cursor.data() + cursor.size(), begin);
    if (code != std::errc{} || end != cursor.data() + cursor.size())
        return fail(ErrorCode::invalid_request, "cursor was not made by this list");
    return begin;
}

template <class Item>
[[nodiscard]] Page<Item> page_of(std::vector<Item> all, std::size_t begin, std::size_t limit) {
    Page<Item> page;
    begin = std::min(begin, all.size());
    const std::size_t end = std::min(all.size(), begin + limit);
    for (std::size_t i = begin; i < end; ++i) page.items.push_back(std::move(all[i]));
    if (end < all.size()) page.next = std::to_string(end);
    return page;
}

}  // namespace vacancy::ops
