#pragma once
// DeskBooks: what an outsider sees of a town's desk: rooms and who has them, accounts, keys at the
// encoder, money reserved at the gateway. Read in one go while all rests.

#include "rigs/kit/town.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace vacancy::rigs {

/// A guest whom the desk has let in, now or earlier.
struct DeskGuest {
    std::string reservation{};
    std::string status{};  ///< in_house or checked_out
    std::string room_id{};
    std::string room{};  ///< its number
    int nights = 0;      ///< of the stay
    int claimed = 0;     ///< nights of that room that are this guest's
    bool has_folio = false;
    bool is_open = false;      ///< the folio
    std::int64_t charges = 0;  ///< all that the stay cost
    std::int64_t balance = 0;
};

struct DeskBooks {
    explicit DeskBooks(const Town& town);

    std::map<std::string, DeskGuest> guests{};      ///< by reservation
    std::map<std::string, std::string> occupied{};  ///< rooms that count as occupied: number, id
    std::map<std::string, std::string> keys{};      ///< that open a door: room, guest's number
    std::map<std::string, int> reserved{};          ///< authorizations by reservation
    std::vector<std::string> strangers{};           ///< rooms with a night of who has no room
    std::int64_t unbalanced = 0;                    ///< postings that do not sum to zero

    /// The number that encoders know a reservation by.
    [[nodiscard]] static std::string number_of(const std::string& reservation);
};

/// What the desk has lost, given twice or left open.
[[nodiscard]] std::vector<std::string> check_desk(const DeskBooks& books);

}  // namespace vacancy::rigs
