#pragma once
// Teller: the people of a story at a demo town, and what was answered last. One thread.

#include "support/demo_town.hpp"

#include <boost/json/value.hpp>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace vacancy::testing {

/// What went wrong in a story; ends it.
struct StoryError {
    std::string what;
};

class Teller {
public:
    explicit Teller(DemoTown& town) : town_(town) {}

    /// One guest of the story.
    struct Guest {
        boost::json::value booking{};
        boost::json::value arrival{};  ///< the answer of the check-in
        std::string promised_room{};   ///< given in advance
        std::string earlier_room{};    ///< before the last move
        std::string ticket{};
        std::int64_t owed = 0;                          ///< when it was last asked for
        std::map<std::string, std::string> postings{};  ///< by code
    };

    [[nodiscard]] DemoTown& town() { return town_; }
    [[nodiscard]] Guest& guest(const std::string& name) { return guests_[name]; }
    [[nodiscard]] Guest& known(const std::string& name);

    /// At the property (or, with a path that begins with /v1, anywhere), as that role; kept as what
    /// was answered last.
    const Answer& ask(const std::string& role, const std::string& method, const std::string& path,
                      const std::string& body = {});
    /// The same, and it must go well.
    boost::json::value must(const std::string& role, const std::string& method,
                            const std::string& path, const std::string& body = {});
    [[nodiscard]] const Answer& last() const { return last_; }
    [[nodiscard]] std::string money(std::int64_t minor) const;

    [[nodiscard]] boost::json::value room_of(const std::string& name);
    [[nodiscard]] boost::json::value room_numbered(const std::string& number);
    /// A ready room that nobody has tonight; of any type, unless one is named.
    [[nodiscard]] std::string free_room(const std::string& type = {});
    /// Window 1 is the guest's own, 2 the friend's or the company's.
    [[nodiscard]] boost::json::value folio_of(const std::string& name, int window = 1);
    /// Sets every room that nobody is in.
    void set_rooms(const std::string& housekeeping, const std::string& only_type = {});
    /// The hotel.pms spans of the last answer's trace as an indented tree.
    [[nodiscard]] std::vector<std::string> trace();

    std::map<std::string, std::string> companies{};
    std::string moved_by{};      ///< the posting of the last move
    boost::json::value paper{};  ///< the last one issued
    std::string closed_room{};
    std::string block{};         ///< of the last room that was closed
    boost::json::value night{};  ///< the last one that was closed
    std::size_t waiting_before = 0;

private:
    DemoTown& town_;
    std::map<std::string, Guest> guests_{};
    Answer last_{};
};

/// Wrong: the story ends with that sentence.
inline void expect(bool condition, const std::string& otherwise) {
    if (!condition) throw StoryError{otherwise};
}

/// Does what the sentence says, or throws StoryError when it is not so or not known.
void live(Teller& teller, const std::string& sentence);

}  // namespace vacancy::testing
