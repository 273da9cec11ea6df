#pragma once
// Cable: a till at the end of a link. It hears who is in which room, and believes it; what it hears
// may be lost, or its answer. Outlives every crash of the house. One thread.

#include "hotel/model/interfaces/interface.hpp"
#include "main/simulate/audit/witness.hpp"
#include "main/simulate/chaos.hpp"
#include "main/simulate/timeline.hpp"

#include <map>
#include <string>

namespace vacancy::simulate {

inline constexpr const char* till_name = "till";

class Cable {
public:
    Cable(Chaos& chaos, Timeline& timeline, Witness& witness)
        : chaos_(chaos), timeline_(timeline), witness_(witness) {}

    /// False: no answer came; it may have heard it.
    Task<bool> tell(const hotel::InterfaceLetter& letter);

    /// The guest's number, by room, as the till knows them.
    [[nodiscard]] const std::map<std::string, std::string>& in_room() const { return in_room_; }

private:
    void hear(const hotel::InterfaceLetter& letter);
    void empty(const std::string& room, const std::string& guest);

    Chaos& chaos_;
    Timeline& timeline_;
    Witness& witness_;
    std::map<std::string, std::string> in_room_;
};

}  // namespace vacancy::simulate
