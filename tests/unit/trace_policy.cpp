#include "support/kept.hpp"
#include "trace/recording/policy.hpp"

#include <doctest/doctest.h>

#include <concepts>
#include <string>

namespace vacancy::trace {
namespace {

// What must not compile: guest data and secrets on keys that leave as they are, and plain text on
// keys of guest data.
template <class K, class V>
concept CanSet = requires(Step& step, const K& key, const V& value) { step.set(key, value); };

using PlainKey = decltype(attr::booking_property_id);
using PersonKey = decltype(attr::booking_user_id);
using CodeKey = decltype(attr::booking_confirmation_code);
using PaymentKey = decltype(attr::payment_method);
using CountKey = decltype(attr::booking_guests);
using FlagKey = decltype(attr::booking_lock_acquired);

static_assert(CanSet<PlainKey, std::string>);
static_assert(CanSet<PaymentKey, std::string>);
static_assert(CanSet<PersonKey, Private<std::string>>);
static_assert(CanSet<CodeKey, Private<std::string>>);
static_assert(CanSet<CountKey, int>);
static_assert(CanSet<FlagKey, bool>);
static_assert(!CanSet<PlainKey, Private<std::string>>);
static_assert(!CanSet<PaymentKey, Private<std::string>>);
static_assert(!CanSet<PersonKey, std::string>);
static_assert(!CanSet<CodeKey, std::string>);
static_assert(!CanSet<PlainKey, Secret>);
static_assert(!CanSet<PersonKey, Secret>);
static_assert(!CanSet<PaymentKey, Secret>);
static_assert(!CanSet<PlainKey, int>);
static_assert(!CanSet<CountKey, std::string>);
static_assert(!CanSet<CountKey, double>);
static_assert(!CanSet<FlagKey, int>);

KeptSpan booking_by(PersonalData personal_data, const std::string& user) {
    RecorderOptions options = keep_all();
    options.personal_data = personal_data;
    options.hash_key = "a key for this test";
    Watched watched(options);
    Step root = watched.recorder.root(span::booking_create);
    root.set(attr::booking_user_id, Private<std::string>(user));
    root.close(nullptr);
    static std::shared_ptr<const KeptTrace> last;
    last = watched.settled().at(0);
    return last->root();
}

TEST_CASE("raw lets personal values out as they are") {
    CHECK(text_of(booking_by(PersonalData::raw, "guest-7"), attr::booking_user_id.name) ==
          "guest-7");
}

TEST_CASE("hash makes of the same value the same hash") {
    const auto first = text_of(booking_by(PersonalData::hash, "guest-7"), "booking.user_id");
    CHECK(first == text_of(booking_by(PersonalData::hash, "guest-7"), "booking.user_id"));
    CHECK(first != text_of(booking_by(PersonalData::hash, "guest-8"), "booking.user_id"));
    CHECK(first.substr(0, 2) == "h:");
    CHECK(first.size() == 18);
}

TEST_CASE("another key makes another hash") {
    CHECK(Policy(PersonalData::hash, "one").personal("guest-7") !=
          Policy(PersonalData::hash, "two").personal("guest-7"));
}

TEST_CASE("drop leaves the attribute and takes its value") {
    CHECK(text_of(booking_by(PersonalData::drop, "guest-7"), attr::booking_user_id.name) ==
          "dropped");
}

TEST_CASE("user.id follows booking.user_id unless personal data is dropped") {
    CHECK(text_of(booking_by(PersonalData::raw, "guest-7"), attr::user_id.name) == "guest-7");
    CHECK(text_of(booking_by(PersonalData::drop, "guest-7"), attr::user_id.name) == "(none)");
}

TEST_CASE("personal values of events go through the policy") {
    RecorderOptions options = keep_all();
    options.personal_data = PersonalData::drop;
    Watched watched(options);
    Step root = watched.recorder.root(span::booking_acquire_lock);
    const Private<std::string> holder("another-reservation");
    root.event(event::lock_contention, {root.attr(attr::booking_competing_reservation, holder)});
    root.close(nullptr);
    const auto traces = watched.settled();
    CHECK(traces.at(0)->root().events.at(0).attributes.at(0).text == "dropped");
}

std::string route_after(std::string_view text) {
    Watched watched;
    Step root = watched.recorder.root(span::http_server);
    root.set(attr::url_path, text);
    root.close(nullptr);
    return text_of(watched.settled().at(0)->root(), attr::url_path.name);
}

TEST_CASE("card numbers are masked in any text") {
    CHECK(route_after("/v1/x/4111 1111-1111 1111/y") == "/v1/x/[card number removed]/y");
    CHECK(route_after("4111111111111111") == "[card number removed]");
    CHECK(route_after("pay with 5555555555554444 please").find("5555") == std::string::npos);
}

TEST_CASE("an id that looks like a card number stays") {
    CHECK(route_after("01930000-4111-7111-8111-111111111111") ==
          "01930000-4111-7111-8111-111111111111");
}

TEST_CASE("a card number in a span's name, event or personal value is masked") {
    Watched watched;
    Step root = watched.recorder.root(span::booking_create, {.name = "GET /4111111111111111"});
    root.set(attr::booking_user_id, Private<std::string>("4111111111111111"));
    root.event(event::payment_declined,
               {root.attr(attr::payment_decline_reason, "card 4111111111111111 is stolen")});
    root.close(nullptr);
    const auto traces = watched.settled();
    const KeptSpan& span = traces.at(0)->root();
    CHECK(span.name == "GET /[card number removed]");
    CHECK(text_of(span, attr::booking_user_id.name) == "[card number removed]");
    CHECK(span.events.at(0).attributes.at(0).text == "card [card number removed] is stolen");
}

}  // namespace
}  // namespace vacancy::trace
