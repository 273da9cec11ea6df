#pragma once
// The lines that text and HTML share: label and value, in the order they are shown.

#include "notices/model/stay_notice.hpp"

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vacancy::notices {

using Fact = std::pair<std::string, std::string>;

[[nodiscard]] std::vector<Fact> facts_of(const StayNotice& notice);
[[nodiscard]] Phrase intro_of(Occasion occasion);
/// The phrase with its places `{}` filled, first to last.
[[nodiscard]] std::string filled(Language language, Phrase phrase,
                                 std::initializer_list<std::string_view> values);

}  // namespace vacancy::notices
