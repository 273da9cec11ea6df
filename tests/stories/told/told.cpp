// Reads the stories in this folder and lives through them at the running product.

#include "stories/told/teller.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

using namespace vacancy::testing;

namespace {

namespace fs = std::filesystem;

/// A story that changes the day or the rules of the house says so, and spoils nobody else's.
const std::string own_hotel = "a hotel of its own";

struct Line {
    int number;
    std::string text;
};

std::vector<fs::path> all_stories() {
    std::vector<fs::path> found;
    for (const auto& entry : fs::directory_iterator(STORIES_FOLDER))
        if (entry.path().extension() == ".story") found.push_back(entry.path());
    std::ranges::sort(found);
    return found;
}

std::vector<Line> lines_of(const fs::path& story) {
    std::ifstream in(story);
    std::vector<Line> lines;
    std::string text;
    for (int number = 1; std::getline(in, text); ++number)
        if (!text.empty() && !text.starts_with('#')) lines.push_back({number, text});
    return lines;
}

/// Without Given, When, Then and And.
std::string sentence_in(const std::string& line) {
    for (const char* word : {"Given ", "When ", "Then ", "And "})
        if (line.starts_with(word)) return line.substr(std::string_view(word).size());
    return line;
}

bool wants_own_hotel(const fs::path& story) {
    return std::ranges::any_of(
        lines_of(story), [](const Line& line) { return sentence_in(line.text) == own_hotel; });
}

/// Midnight in the hotel (23:00 or 0:00 UTC) does not fall into a story: its last minutes are
/// waited for.
void let_midnight_pass() {
    using namespace std::chrono;
    const auto is_near = [] {
        const auto minute = floor<minutes>(system_clock::now().time_since_epoch()).count();
        return minute / 60 % 24 >= 22 && minute % 60 >= 57;
    };
    while (is_near()) std::this_thread::sleep_for(seconds(1));
}

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += "\n      " + line;
    return text;
}

/// The lines below "the trace is", without their common margin.
std::vector<std::string> tree_below(const std::vector<Line>& lines, std::size_t& at) {
    std::vector<std::string> tree;
    while (at + 1 < lines.size() && lines[at + 1].text.starts_with("    "))
        tree.push_back(lines[++at].text.substr(4));
    return tree;
}

void check_trace(Teller& teller, const std::vector<std::string>& wanted) {
    const auto shown = teller.trace();
    expect(shown == wanted, "the trace is" + joined(shown));
}

/// What went wrong, or nothing.
std::string lived(DemoTown& town, const fs::path& story) {
    Teller teller(town);
    const auto lines = lines_of(story);
    for (std::size_t at = 0; at < lines.size(); ++at) {
        const Line line = lines[at];
        try {
            const std::string sentence = sentence_in(line.text);
            if (sentence == own_hotel) continue;
            if (sentence == "the trace is")
                check_trace(teller, tree_below(lines, at));
            else
                live(teller, sentence);
        } catch (const StoryError& error) {
            return story.filename().string() + ":" + std::to_string(line.number) + ": " +
                   line.text + ": " + error.what;
        }
    }
    return {};
}

}  // namespace

TEST_CASE("every story is true") {
    DemoTown town;
    const auto stories = all_stories();
    CHECK(stories.size() >= 30);
    for (const fs::path& story : stories) {
        if (wants_own_hotel(story)) {
            let_midnight_pass();
            DemoTown own;
            CHECK(lived(own, story) == "");
            continue;
        }
        CHECK(lived(town, story) == "");
        Teller(town).set_rooms("clean");
    }
}

TEST_CASE("a story that is not true is told so, with its line") {
    DemoTown town;
    const fs::path file = fs::path(town.directory()) / "wrong.story";
    std::ofstream(file)
        << "# Nothing like that happens.\n\nGiven Ada has booked a room for tonight\n"
           "When the agent checks Ada in\nThen it is refused: room_not_ready\n";
    CHECK(lived(town, file).starts_with("wrong.story:5: "));
}

TEST_CASE("a story with a trace that is another one is told so") {
    DemoTown town;
    const fs::path file = fs::path(town.directory()) / "wrong.story";
    std::ofstream(file) << "Given Ada has booked a room for tonight\nWhen the agent checks Ada in\n"
                           "Then the trace is\n    pms.check_in\n      pms.encode_keys\n";
    CHECK(lived(town, file).starts_with("wrong.story:3: "));
}
