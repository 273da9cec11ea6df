#include "rigs/kit/flows.hpp"

namespace vacancy::rigs {
namespace {

std::string nobody(Clients& /*clients*/) { return {}; }
std::string a_guest(Clients& clients) { return clients.book(); }

}  // namespace

const std::vector<Flow>& flows() {
    static const std::vector<Flow> all{
        {"create", nobody, [](Clients& c, const std::string&) { (void)c.book(); }},
        {"decline", nobody, [](Clients& c, const std::string&) { (void)c.book("tok_declined"); }},
        {"modify dearer", a_guest, [](Clients& c, const std::string& g) { c.modify(g, 1); }},
        {"modify cheaper", a_guest, [](Clients& c, const std::string& g) { c.modify(g, -1); }},
        {"cancel", a_guest, [](Clients& c, const std::string& g) { c.cancel(g); }},
    };
    return all;
}

}  // namespace vacancy::rigs
