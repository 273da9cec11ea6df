// What an interface writes on its link: any bytes, in any pieces, and the link stays in order.

#include "fuzz/target.hpp"
#include "outside/fias/link.hpp"
#include "outside/fias/words.hpp"

#include <algorithm>
#include <string>

using namespace vacancy;
using namespace vacancy::outside::fias;
using fuzz::expect;

namespace {

constexpr Instant noon{1'772'366'400'000'000};  // 2026-03-01T12:00:00Z

struct Heard {
    std::string answers{};
    std::string records{};
    std::string told{};
};

/// Every byte we send is inside a frame of ours, and frames hold no controls.
void expect_frames(const std::string& sent) {
    bool inside = false;
    for (const char c : sent) {
        if (c == '\x02') {
            expect(!inside, "a frame begins within a frame");
            inside = true;
        } else if (c == '\x03') {
            expect(inside, "a frame ends that never began");
            inside = false;
        } else {
            expect(inside, "there is something between frames");
            expect(static_cast<unsigned char>(c) >= 0x20, "a control character is sent");
        }
    }
    expect(!inside, "a frame does not end");
}

/// What the desk makes of it must be within its bounds, whatever it says.
void expect_sense(const Record& record) {
    const hotel::Interface till{
        .property = {}, .name = "till", .listen = {}, .time_zone = "Europe/Lisbon"};
    const hotel::InterfaceCharge charge = charge_in(record, till);
    expect(charge.description.size() <= 100, "a description is too long");
    expect(charge.quantity >= 1 && charge.quantity <= 999, "a quantity is out of bounds");
    expect(charge.number.size() <= 100, "a posting number is too long");
    if (const auto report = report_in(record, till))
        expect(report->housekeeping <= hotel::Housekeeping::inspected, "a room state is unknown");
    const Moment moment{till, noon};
    (void)frame(posting_answer(moment, record, "OK"));
}

Heard talk(std::string_view bytes, std::size_t piece, CodePage page) {
    Link link({.code_page = page, .time_zone = "Europe/Lisbon"});
    Heard heard{.answers = link.hello(noon)};
    while (!bytes.empty()) {
        const std::string_view now = bytes.substr(0, std::min(piece, bytes.size()));
        bytes.remove_prefix(now.size());
        const auto answer = link.receive(now, noon, [&](const Record& record) {
            heard.records += frame(record);
            expect_sense(record);
        });
        if (!answer) break;
        heard.answers += *answer;
    }
    Record guest{.id = "GI"};
    guest.with("RN", "101").with("GN", "Zo\xc3\xab | M\xc3\xbcller\x03").with("GD", "260303");
    heard.told = link.wanted(guest).value_or("");
    expect_frames(heard.answers);
    expect_frames(heard.told);
    return heard;
}

}  // namespace

FUZZ_TARGET(fias_stream) {
    const auto page = static_cast<CodePage>(input.size() % 3);
    const Heard whole = talk(input, input.size() + 1, page);
    const Heard pieces = talk(input, 3, page);
    // Without frames the end of what was written is the end of a record.
    if (!input.starts_with('\x02')) return;
    expect(whole.records == pieces.records, "the records depend on how the bytes are cut");
    expect(whole.told == pieces.told, "what is told depends on how the bytes are cut");
}
