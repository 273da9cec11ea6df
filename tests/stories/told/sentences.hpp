#pragma once
// The sentences a story may use, by what they are about. `{}` stands for words of the story.

#include "stories/told/teller.hpp"

#include <functional>
#include <string>
#include <vector>

namespace vacancy::testing {

using Words = std::vector<std::string>;

struct Sentence {
    std::string pattern;
    std::function<void(Teller&, const Words&)> act;
};

/// Check-in and check-out, accounts, cleaning, the queue: sentences.cpp.
[[nodiscard]] std::vector<Sentence> desk_sentences();
/// Moves, longer and shorter stays, walk-ins, sharers, what is taken back: stay_sentences.cpp.
[[nodiscard]] std::vector<Sentence> stay_sentences();
/// Look-up, rooms closed, keys, papers, the night: house_sentences.cpp.
[[nodiscard]] std::vector<Sentence> house_sentences();
/// What else happens to the money of a stay, fees by the clock, housekeeping's sheets:
/// money_sentences.cpp.
[[nodiscard]] std::vector<Sentence> money_sentences();

/// What the agent sees of a guest who was looked at well, as a member of a body.
inline const std::string seen_well =
    R"("identity":{"kind":"passport","verified_by":"agent at desk 1"})";

/// The path of the guest's reservation, with `rest` behind it.
[[nodiscard]] std::string stay_of(Teller& teller, const std::string& name,
                                  const std::string& rest = {});
/// Asks for a booking of so many nights from tonight.
void book(Teller& teller, const std::string& name, int nights,
          const std::string& token = "tok_approved");

}  // namespace vacancy::testing

// One row of a table of sentences: `t` is the teller, `w` the words.
#define TELL(pattern, ...) \
    {pattern, [](Teller& t, [[maybe_unused]] const Words& w) { __VA_ARGS__; }}
