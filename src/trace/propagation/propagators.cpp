#include "trace/propagation/propagators.hpp"

#include <algorithm>

namespace vacancy::trace {
namespace {

std::string plain(std::string_view text) {
    std::string word;
    for (const char c : text) {
        if (c == ' ' || c == '\t') continue;
        word += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return word;
}

}  // namespace

Propagators read_propagators(std::string_view text, std::vector<std::string>& warnings) {
    if (plain(text).empty()) return {};
    Propagators asked{.trace_context = false, .baggage = false};
    bool none = false;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(','), text.size());
        const std::string word = plain(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (word == "tracecontext") {
            asked.trace_context = true;
        } else if (word == "baggage") {
            asked.baggage = true;
        } else if (word == "none") {
            none = true;
        } else if (!word.empty()) {
            warnings.push_back("OTEL_PROPAGATORS: \"" + word +
                               "\" is not supported and ignored; "
                               "tracecontext, baggage and none are known here");
        }
    }
    return none ? Propagators{.trace_context = false, .baggage = false} : asked;
}

}  // namespace vacancy::trace
