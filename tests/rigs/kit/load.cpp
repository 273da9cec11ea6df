#include "rigs/kit/load.hpp"

namespace vacancy::rigs {

Load::Load(const Town& town, int guests, std::uint64_t seed) {
    for (int i = 0; i < guests; ++i)
        guests_.push_back(std::make_unique<Guest>(
            Guest{.clients = Clients(town, "load" + std::to_string(i) + "-"),
                  .dice = std::mt19937_64(seed + static_cast<std::uint64_t>(i))}));
}

void Load::live(Guest& guest) {
    while (!guest.clients.is_cut_off()) {
        const auto what = guest.dice() % 10;
        if (what < 5 || guest.booked.empty()) {
            const std::string email =
                guest.clients.book(what == 0 ? "tok_declined" : "tok_approved");
            if (!guest.clients.told().at(email).code.empty()) guest.booked.push_back(email);
            continue;
        }
        const std::string email = guest.booked.back();
        if (what < 8) {
            guest.clients.modify(email, what == 7 ? -1 : 1);
        } else {
            guest.booked.pop_back();
            guest.clients.cancel(email);
        }
    }
}

void Load::begin() {
    for (auto& guest : guests_) guest->thread = std::thread([&guest = *guest] { live(guest); });
}

void Load::join() {
    for (auto& guest : guests_) guest->thread.join();
}

void Load::settle(Findings& found) {
    for (auto& guest : guests_)
        for (std::string& text : guest->clients.settle()) found.push_back(std::move(text));
}

Findings Load::replay() {
    Findings found;
    for (auto& guest : guests_)
        for (std::string& text : guest->clients.replay()) found.push_back(std::move(text));
    return found;
}

std::map<std::string, Told> Load::told() const {
    std::map<std::string, Told> all;
    for (const auto& guest : guests_)
        all.insert(guest->clients.told().begin(), guest->clients.told().end());
    return all;
}

int Load::acknowledged() const {
    int sum = 0;
    for (const auto& guest : guests_) sum += guest->clients.acknowledged();
    return sum;
}

}  // namespace vacancy::rigs
