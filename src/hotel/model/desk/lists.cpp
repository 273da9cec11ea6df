#include "hotel/model/desk/lists.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <numeric>
#include <utility>

namespace vacancy::hotel {
namespace {

std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t above = row[j];
            const std::size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({above + 1, row[j - 1] + 1, change});
            diagonal = above;
        }
    }
    return row.back();
}

int word_likeness(std::string_view word, std::string_view wanted) {
    if (word == wanted) return 3;
    if (word.starts_with(wanted)) return 2;
    if (wanted.size() >= 3 && word.find(wanted) != std::string_view::npos) return 1;
    return wanted.size() >= 4 && distance(word, wanted) <= 1 ? 1 : 0;
}

int text_likeness(const std::string& text, std::string_view wanted) {
    const std::string own = folded(text);
    int best = word_likeness(own, wanted);
    std::string_view rest = own;
    while (!rest.empty()) {
        const std::size_t blank = std::min(rest.find(' '), rest.size());
        best = std::max(best, std::min(word_likeness(rest.substr(0, blank), wanted), 2));
        rest.remove_prefix(std::min(blank + 1, rest.size()));
    }
    return best;
}

}  // namespace

std::string folded(std::string_view text) {
    constexpr auto rules =
        static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_STRIPMARK |
                                       UTF8PROC_CASEFOLD | UTF8PROC_STRIPCC);
    utf8proc_uint8_t* mapped = nullptr;
    const auto length = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                     static_cast<utf8proc_ssize_t>(text.size()), &mapped, rules);
    if (length < 0) return std::string(text);  // not UTF-8: it is compared as it is
    const std::unique_ptr<utf8proc_uint8_t, void (*)(void*)> owner(mapped, std::free);
    std::string out(reinterpret_cast<const char*>(mapped), static_cast<std::size_t>(length));
    // Letters with a stroke have no decomposition.
    for (const auto& [letter, plain] : {std::pair{"ł", "l"}, {"ø", "o"}, {"đ", "d"}, {"ħ", "h"}}) {
        for (std::size_t at = out.find(letter); at != std::string::npos; at = out.find(letter, at))
            out.replace(at, std::string_view(letter).size(), plain);
    }
    return out;
}

int likeness(const GuestLine& line, std::string_view wanted) {
    const Reservation& r = line.reservation;
    int best = std::max(
        {text_likeness(r.confirmation_code, wanted), text_likeness(r.guest.name.reveal(), wanted),
         text_likeness(r.guest.email.reveal(), wanted), text_likeness(line.stay.company, wanted),
         text_likeness(line.stay.outside_reference, wanted)});
    if (r.guest.phone) best = std::max(best, text_likeness(r.guest.phone->reveal(), wanted));
    return best;
}

}  // namespace vacancy::hotel
