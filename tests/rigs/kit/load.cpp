#include "rigs/kit/load.hpp"

namespace vacancy::rigs {

Load::Load(const Town& town, int guests, std::uint64_t seed) {
    for (int i = 0; i < guests; ++i)
        guests_.push_back(std::make_unique<Guest>(
            Guest{.clients = Clients(town, "load" + std::to_string(i) + "-"),
                  .dice = std::mt19937_64(seed + static_cast<std::uint64_t>(i))}));
}

/// The guest who came last moves, leaves, or somebody new comes.
void Load::be_at_desk(Guest& guest, std::uint64_t what) {
    Clients& clients = guest.clients;
    const auto is_in = [&](const std::string& email) {
        return clients.told().at(email).stay == "in_house";
    };
    if (what < 2 || guest.in_house.empty()) {
        const std::string email = clients.book_tonight();
        if (clients.told().at(email).code.empty()) return;
        clients.check_in(email);
        if (is_in(email)) guest.in_house.push_back(email);
        return;
    }
    const std::string email = guest.in_house.back();
    if (what < 3) return clients.move(email);
    guest.in_house.pop_back();
    clients.check_out(email);
}

void Load::live(Guest& guest) {
    while (!guest.clients.is_cut_off()) {
        const auto what = guest.dice() % 15;
        if (what >= 10) {
            be_at_desk(guest, what - 10);
            continue;
        }
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
