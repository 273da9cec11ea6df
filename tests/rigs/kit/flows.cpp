#include "rigs/kit/flows.hpp"

namespace vacancy::rigs {
namespace {

std::string nobody(Clients& /*clients*/) { return {}; }
std::string a_guest(Clients& clients) { return clients.book(); }

std::string a_guest_at_the_desk(Clients& clients) {
    const std::string guest = clients.book_tonight();
    (void)clients.wait_for_encoder();
    return guest;
}

std::string a_guest_in_the_house(Clients& clients) {
    const std::string guest = a_guest_at_the_desk(clients);
    clients.check_in(guest);
    return guest;
}

}  // namespace

const std::vector<Flow>& flows() {
    static const std::vector<Flow> all{
        {"create", nobody, [](Clients& c, const std::string&) { (void)c.book(); }},
        {"decline", nobody, [](Clients& c, const std::string&) { (void)c.book("tok_declined"); }},
        {"modify dearer", a_guest, [](Clients& c, const std::string& g) { c.modify(g, 1); }},
        {"modify cheaper", a_guest, [](Clients& c, const std::string& g) { c.modify(g, -1); }},
        {"cancel", a_guest, [](Clients& c, const std::string& g) { c.cancel(g); }},
        {"check in", a_guest_at_the_desk, [](Clients& c, const std::string& g) { c.check_in(g); }},
        {"move", a_guest_in_the_house, [](Clients& c, const std::string& g) { c.move(g); }},
        {"check out", a_guest_in_the_house,
         [](Clients& c, const std::string& g) { c.check_out(g); }},
    };
    return all;
}

}  // namespace vacancy::rigs
