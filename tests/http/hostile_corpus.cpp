// The corpora of the fuzzers (tests/fuzz/corpus), sent to the real server over real sockets.

#include "http/hostile_town.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <set>

using namespace vacancy::testing;

namespace {

namespace fs = std::filesystem;

std::vector<std::pair<std::string, std::string>> corpus(const std::string& name) {
    std::vector<std::pair<std::string, std::string>> cases;
    for (const auto& entry : fs::directory_iterator(std::string(VACANCY_CORPUS) + "/" + name)) {
        std::ifstream in(entry.path(), std::ios::binary);
        cases.emplace_back(entry.path().filename(),
                           std::string(std::istreambuf_iterator<char>(in), {}));
    }
    std::ranges::sort(cases);
    return cases;
}

void replace_all(std::string& text, std::string_view word, std::string_view by) {
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + by.size()))
        text.replace(at, word.size(), by);
}

std::string filled_in(const HostileTown& host, std::string text) {
    replace_all(text, "{admin}", text_at(host.town.facts(), "/keys/admin"));
    replace_all(text, "{property}", text_at(host.town.facts(), "/properties/0/property_id"));
    return text;
}

/// Odd, but framed in one way only: the request behind it is a request of its own.
const std::set<std::string> well_framed{
    "chunk_ext_long",      "chunk_ext_nul",  "chunk_space_after",  "chunk_tiny_chunks",
    "chunk_trailer_flood", "chunk_too_much", "chunk_trailer_fold", "chunk_zeros",
    "coding_tab",          "coding_upper",   "header_large",       "length_octal"};

}  // namespace

TEST_CASE("hostile HTTP earns no 500, and what is framed in two ways ends its connection") {
    HostileTown host;
    const auto cases = corpus("http_request");
    CHECK(cases.size() > 150);
    for (const auto& [name, bytes] : cases) {
        CAPTURE(name);
        const Judged judged = judge_answers(host.talk(filled_in(host, bytes)));
        for (const std::string& wrong : judged.wrongs) FAIL_CHECK(wrong);
        // The request that was smuggled behind asks for what needs a key.
        const bool hides = bytes.find("Host: smuggled") != std::string::npos;
        if (!hides || well_framed.contains(name)) continue;
        CHECK(std::ranges::count(judged.statuses, 401) == 0);
        CHECK(judged.statuses.size() <= 1);
    }
    CHECK(host.is_well());
    CHECK(host.town.stop() == 0);
}

TEST_CASE("hostile JSON earns no 500 at any route, and memory stays bounded") {
    HostileTown host;
    const auto cases = corpus("json_command");
    CHECK(cases.size() > 150);
    const auto send_all = [&] {
        for (const auto& [name, text] : cases) {
            CAPTURE(name);
            const std::string input = filled_in(host, text);
            const auto line_end = input.find('\n');
            std::string line = input.substr(0, line_end);
            std::string headers = "Authorization: Bearer {admin}\r\nConnection: close\r\n";
            if (const auto tab = line.find('\t'); tab != std::string::npos) {
                headers += line.substr(tab + 1) + "\r\n";
                line.resize(tab);
            }
            const std::string body = input.substr(line_end + 1);
            const Judged judged = judge_answers(host.talk(filled_in(
                host, fmt::format("{} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                                  "Content-Length: {}\r\n{}\r\n{}",
                                  line, body.size(), headers, body))));
            for (const std::string& wrong : judged.wrongs) FAIL_CHECK(wrong);
            CHECK(judged.statuses.size() == 1);
        }
    };
    send_all();
    const long before = host.resident_kib();
    for (int i = 0; i < 4; ++i) send_all();
    CHECK(host.resident_kib() - before < 64 * 1024);
    CHECK(host.is_well());
    CHECK(host.town.stop() == 0);
}

TEST_CASE("the judge of answers refuses doctored ones") {
    const std::string good = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
    const std::string last =
        "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}";
    CHECK(judge_answers(good + good + last).wrongs.empty());
    CHECK_FALSE(judge_answers("HTTP/1.1 500 X\r\nContent-Length: 0\r\n\r\n").wrongs.empty());
    CHECK_FALSE(judge_answers(last + good).wrongs.empty());
    CHECK_FALSE(judge_answers(good.substr(0, good.size() - 1)).wrongs.empty());
    CHECK_FALSE(judge_answers(good + "garbage").wrongs.empty());
    CHECK_FALSE(judge_answers("HTTP/1.1 200 OK\r\nContent-Le").wrongs.empty());
}
