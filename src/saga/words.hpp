#pragma once
// A saga's state as a JSON object of short words (ids, codes, numbers), for rooms whose state is no
// more than that. Values hold no quotes, backslashes or control characters: ids and codes never do.

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace vacancy::saga {

/// {"reservation":"018f…","room":"…"}. A value that would need escaping is a broken promise.
[[nodiscard]] std::string write_words(
    std::initializer_list<std::pair<std::string_view, std::string>> words);
/// The value of that name; empty when it is not there.
[[nodiscard]] std::string_view read_word(std::string_view text, std::string_view name);

}  // namespace vacancy::saga
