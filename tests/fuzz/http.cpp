// The server's real connection code and all routes of the House, over a pair of sockets.

#include "fuzz/house_doors.hpp"
#include "fuzz/target.hpp"

#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include <algorithm>

using namespace vacancy::fuzz;

namespace {

void check_body(const Spoken& answer) {
    if (answer.body.empty() || answer.type.find("json") == std::string::npos) return;
    boost::system::error_code bad;
    (void)boost::json::parse(answer.body, bad);
    expect(!bad, "an answer is no JSON");
}

}  // namespace

/// Raw bytes of a whole connection. How they are cut into pieces must not matter.
FUZZ_TARGET(http_request) {
    const std::string bytes = HouseDoors::open().filled_in(input);
    const auto whole = answers_in(HouseDoors::open().talk(bytes, bytes.size() + 1));
    for (const Spoken& answer : whole) check_body(answer);
    const std::size_t piece = std::max<std::size_t>(1, bytes.size() / 61);
    const auto pieces = answers_in(HouseDoors::open().talk(bytes, piece));
    expect(whole.size() == pieces.size(), "framing depends on how the bytes are cut");
    const bool same_end = whole.empty() || whole.back().closes == pieces.back().closes;
    expect(same_end, "the end of the connection depends on how the bytes are cut");
}

/// The first line is "METHOD /path [Header: value]…" (separated by tabs), the rest is the body, as
/// one who may open every door sends it. It is answered exactly once.
FUZZ_TARGET(json_command) {
    std::string_view rest = input;
    std::string_view line = take_line(rest);
    const std::string_view request = line.substr(0, line.find('\t'));
    line.remove_prefix(std::min(line.size(), request.size() + 1));
    const auto words = std::ranges::count(request, ' ');
    const bool sane = words == 1 && line.find_first_of("\r\n") == std::string_view::npos &&
                      request.find_first_of("\r\t") == std::string_view::npos;
    if (!sane || rest.size() > 20'000) return;
    std::string headers;
    if (!line.empty()) headers = fmt::format("{}\r\n", line);
    HouseDoors& doors = HouseDoors::open();
    const std::string body = doors.filled_in(rest);
    const std::string head = doors.filled_in(fmt::format(
        "{} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {{admin}}\r\n{}", request, headers));
    const std::string sent = fmt::format(
        "{}Content-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{}",
        head, body.size(), body);
    const auto answers = answers_in(doors.talk(sent, sent.size() + 1));
    expect(answers.size() == 1, "a command is answered once");
    check_body(answers.front());
}
