#include "web/listing.hpp"

#include "web/encoding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace vacancy::web {
namespace {

constexpr char separator = '\x1f';  // no text that we keep holds control characters

}  // namespace

std::string make_cursor(std::initializer_list<std::string_view> parts) {
    const std::string joined =
        fmt::format("{}", fmt::join(parts.begin(), parts.end(), std::string_view(&separator, 1)));
    return base64url({reinterpret_cast<const unsigned char*>(joined.data()), joined.size()});
}

std::optional<std::vector<std::string>> read_cursor(std::string_view cursor, std::size_t parts) {
    const auto joined = from_base64url(cursor);
    if (!joined) return std::nullopt;
    std::vector<std::string> read;
    for (std::string_view rest = *joined;;) {
        const std::size_t end = rest.find(separator);
        read.emplace_back(rest.substr(0, end));
        if (end == std::string_view::npos) break;
        rest.remove_prefix(end + 1);
    }
    if (read.size() != parts) return std::nullopt;
    return read;
}

Page page_of(Query& query, PageSize size) {
    Page page;
    const auto limit = query.optional_integer("limit", {1, size.most});
    page.limit = static_cast<int>(limit.value_or(size.usual));
    const auto cursor = query.optional_text("cursor", 1024);
    if (!cursor) return page;
    auto after = read_cursor(*cursor, size.parts);
    if (after)
        page.after = std::move(*after);
    else
        query.note("cursor", "invalid", "not a cursor of this list");
    return page;
}

std::string etag_of(std::int64_t version) { return fmt::format("\"{}\"", version); }

Result<std::optional<std::int64_t>> expected_version(const Request& request) {
    std::string_view tag = request.header("if-match");
    if (tag.empty() || tag == "*") return std::nullopt;
    if (tag.size() < 3 || tag.front() != '"' || tag.back() != '"')
        return fail(ErrorCode::version_mismatch, "If-Match takes one entity tag in quotes");
    tag = tag.substr(1, tag.size() - 2);
    std::int64_t version = 0;
    const auto [end, failure] = std::from_chars(tag.data(), tag.data() + tag.size(), version);
    if (failure != std::errc{} || end != tag.data() + tag.size())
        return fail(ErrorCode::version_mismatch);
    return version;
}

Result<void> check_version(const Request& request, std::int64_t version) {
    TRY(const auto expected, expected_version(request));
    if (expected && *expected != version) return fail(ErrorCode::version_mismatch);
    return {};
}

}  // namespace vacancy::web
