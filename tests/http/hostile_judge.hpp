#pragma once
// What a server said to hostile bytes, judged: whole answers only, no 500, nothing behind an answer
// that closes. Pure, so that a test can hand it doctored answers.

#include <algorithm>
#include <charconv>
#include <string>
#include <string_view>
#include <vector>

namespace vacancy::testing {

struct Judged {
    std::vector<int> statuses{};        ///< without 1xx
    std::vector<std::string> wrongs{};  ///< one sentence each
};

inline std::string header_in(std::string_view head, std::string_view name) {
    const auto at = head.find(name);
    if (at == std::string_view::npos) return {};
    const std::string_view value = head.substr(at + name.size());
    return std::string(value.substr(0, value.find("\r\n")));
}

inline Judged judge_answers(std::string_view said) {
    Judged judged;
    bool closed = false;
    while (!said.empty()) {
        const auto end = said.find("\r\n\r\n");
        if (!said.starts_with("HTTP/1.1 ") || end == std::string_view::npos) {
            judged.wrongs.push_back("something that is no answer: " +
                                    std::string(said.substr(0, 80)));
            return judged;
        }
        const std::string_view head = said.substr(0, end + 2);
        said.remove_prefix(end + 4);
        int status = 0;
        std::from_chars(head.data() + 9, head.data() + 12, status);
        if (status < 200) continue;
        judged.statuses.push_back(status);
        if (closed) judged.wrongs.push_back("an answer follows the last one");
        if (status == 500) judged.wrongs.push_back("a 500");
        closed = head.find("\r\nConnection: close\r\n") != std::string_view::npos;
        const std::string length = header_in(head, "\r\nContent-Length: ");
        std::size_t size = 0;
        std::from_chars(length.data(), length.data() + length.size(), size);
        if (said.empty() || said.starts_with("HTTP/1.1 ")) continue;  // HEAD was asked
        if (said.size() < size) judged.wrongs.push_back("an answer is cut short");
        said.remove_prefix(std::min(size, said.size()));
    }
    return judged;
}

}  // namespace vacancy::testing
