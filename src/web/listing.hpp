#pragma once
// What lists and versioned things share: pages with opaque cursors, ETag and If-Match.

#include "web/body.hpp"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace vacancy::web {

/// `?limit=&cursor=` of a list. A limit beyond `most` is an error, never cut silently.
struct Page {
    int limit = 0;
    std::vector<std::string> after{};  ///< the parts of the cursor; empty: from the beginning
};
struct PageSize {
    int usual = 50;
    int most = 200;
    std::size_t parts = 1;  ///< of the cursor
};
/// Notes what is wrong in `query`.
[[nodiscard]] Page page_of(Query& query, PageSize size = {});

/// An opaque word that stands for the last item shown.
[[nodiscard]] std::string make_cursor(std::initializer_list<std::string_view> parts);
/// Nothing when it is no cursor of so many parts.
[[nodiscard]] std::optional<std::vector<std::string>> read_cursor(std::string_view cursor,
                                                                  std::size_t parts);

/// A strong entity tag of a version: "7" in quotes.
[[nodiscard]] std::string etag_of(std::int64_t version);
/// The version the caller saw: nothing without If-Match (or `*`); a tag we never made is
/// version_mismatch (412).
[[nodiscard]] Result<std::optional<std::int64_t>> expected_version(const Request& request);
/// version_mismatch when the caller saw another one.
[[nodiscard]] Result<void> check_version(const Request& request, std::int64_t version);

}  // namespace vacancy::web
