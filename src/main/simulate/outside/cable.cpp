#include "main/simulate/outside/cable.hpp"

namespace vacancy::simulate {

using namespace std::chrono_literals;

Task<bool> Cable::tell(const hotel::InterfaceLetter& letter) {
    const bool fails = chaos_.strikes("cable", chaos_.weather.gateway);
    const bool is_heard = !fails || chaos_.dice.chance(500);
    if (is_heard) hear(letter);
    co_await timeline_.pause(chaos_.dice.between(1'000us, 200'000us));
    co_return !fails;
}

void Cable::hear(const hotel::InterfaceLetter& letter) {
    if (!letter.guest) return;
    const std::string& guest = letter.guest->number;
    const std::string& room = letter.room_number;
    witness_.note("the till hears {} {} {}", hotel::name_of(letter.kind), room, guest);
    switch (letter.kind) {
        case hotel::LetterKind::guest_in: in_room_[room] = guest; break;
        case hotel::LetterKind::guest_out: empty(room, guest); break;
        case hotel::LetterKind::guest_change:
            empty(letter.old_room_number, guest);
            in_room_[room] = guest;
            break;
        default: break;
    }
}

/// Somebody else may have moved in before the till hears that this guest is gone.
void Cable::empty(const std::string& room, const std::string& guest) {
    const auto known = in_room_.find(room);
    if (known != in_room_.end() && known->second == guest) in_room_.erase(known);
}

}  // namespace vacancy::simulate
