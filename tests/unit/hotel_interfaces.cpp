// Settings of key encoders, telephones and tills.

#include "hotel/model/interfaces/interface.hpp"

#include <doctest/doctest.h>

using namespace vacancy;
using namespace vacancy::hotel;

namespace {

Interface usable() {
    return {
        .property = {}, .name = "keys", .listen = "127.0.0.1:5010", .time_zone = "Europe/Lisbon"};
}

template <class Change>
bool is_refused(Change change) {
    Interface interface = usable();
    change(interface);
    return !check_interface(interface).has_value();
}

}  // namespace

TEST_CASE("an interface with an address and a zone can be used") {
    CHECK(check_interface(usable()).has_value());
}

TEST_CASE("an address has a host and a port; both families are known") {
    CHECK(parse_listen("127.0.0.1:5010")->port == 5010);
    CHECK(parse_listen("[::1]:5010")->host == "::1");
    for (const char* wrong : {"", "127.0.0.1", ":5010", "127.0.0.1:", "127.0.0.1:65536",
                              "127.0.0.1:5010x", "hotel.example:5010", "127.0.0.1:-1"}) {
        CAPTURE(wrong);
        CHECK_FALSE(parse_listen(wrong).has_value());
    }
}

TEST_CASE("a name is short and plain, for it stands in addresses") {
    CHECK(is_refused([](Interface& i) { i.name = ""; }));
    CHECK(is_refused([](Interface& i) { i.name = "Keys"; }));
    CHECK(is_refused([](Interface& i) { i.name = "a/b"; }));
    CHECK(is_refused([](Interface& i) { i.name = std::string(33, 'a'); }));
}

TEST_CASE("code page, zone and timeout are within what a link can do") {
    CHECK(is_refused([](Interface& i) { i.code_page = "latin-9"; }));
    CHECK(is_refused([](Interface& i) { i.time_zone = "Mars/Olympus"; }));
    CHECK(is_refused([](Interface& i) { i.timeout = std::chrono::milliseconds{99}; }));
    CHECK(is_refused([](Interface& i) { i.timeout = std::chrono::milliseconds{60'001}; }));
}

TEST_CASE("what stands in a field cannot end it") {
    CHECK(is_refused([](Interface& i) { i.coder = "1|2"; }));
    CHECK(is_refused([](Interface& i) { i.workstation = "a b"; }));
    CHECK(is_refused([](Interface& i) { i.posting_code = ""; }));
}

TEST_CASE("every kind is written as it is read") {
    for (const auto kind :
         {InterfaceKind::keys, InterfaceKind::telephone, InterfaceKind::point_of_sale})
        CHECK(interface_kind_named(name_of(kind)) == kind);
    for (int i = 0; i <= static_cast<int>(LetterKind::night_ends); ++i)
        CHECK(letter_kind_named(name_of(static_cast<LetterKind>(i))) == static_cast<LetterKind>(i));
    for (int i = 0; i <= static_cast<int>(KeyState::to_erase); ++i)
        CHECK(key_state_named(name_of(static_cast<KeyState>(i))) == static_cast<KeyState>(i));
    CHECK_FALSE(interface_kind_named("doors").has_value());
}
