#include "web/gate/admission.hpp"

#include <doctest/doctest.h>

#include <vector>

using namespace vacancy::web;
using namespace std::chrono_literals;

namespace {

constexpr AdmissionLimits careful{.most = 1024, .most_delay = 2ms};

/// As many of them as are let in, kept running.
std::vector<Admission::Place> fill(Admission& admission, Urgency urgency) {
    std::vector<Admission::Place> places;
    for (;;) {
        auto place = admission.enter(urgency);
        if (!place) break;
        places.push_back(std::move(*place));
    }
    return places;
}

void look(Admission& admission, std::chrono::nanoseconds thread, std::chrono::nanoseconds store) {
    for (int i = 0; i < Admission::looks; ++i) {
        admission.waited(thread);
        admission.adjust(store);
    }
}

}  // namespace

TEST_CASE("while requests wait too long inside, fewer and fewer are let in, but never none") {
    Admission admission(careful);
    for (int i = 0; i < 100; ++i) {
        const int before = admission.limit();
        const auto running = fill(admission, Urgency::finish);
        look(admission, 0ms, 20ms);
        const bool fewer = admission.limit() < before || before <= 8;
        CHECK(fewer);
    }
    CHECK(admission.limit() == 8);
    CHECK(admission.enter(Urgency::finish).has_value());
}

TEST_CASE("when the queues are short again and somebody was refused, more are let in") {
    Admission admission(careful);
    for (int i = 0; i < 100; ++i) {
        const auto running = fill(admission, Urgency::finish);
        look(admission, 0ms, 20ms);
    }
    for (int i = 0; i < 1000; ++i) {
        const auto running = fill(admission, Urgency::finish);
        look(admission, 0ms, 0ms);
    }
    CHECK(admission.limit() == careful.most);
}

TEST_CASE("a limit that nobody reached is not raised") {
    Admission admission(careful);
    const int before = admission.limit();
    for (int i = 0; i < 100; ++i) {
        const auto one = admission.enter(Urgency::finish);
        look(admission, 0ms, 0ms);
    }
    CHECK(admission.limit() == before);
}

TEST_CASE("without an allowed delay only the number of requests counts") {
    Admission admission({.most = 1000});
    for (int i = 0; i < 100; ++i) {
        const auto running = fill(admission, Urgency::finish);
        CHECK(running.size() == 1000);
        look(admission, 1s, 1s);
    }
}

TEST_CASE("while the serving threads are late searches go first, what finishes something stays") {
    Admission admission(careful);
    const auto ask = [&](Urgency urgency) {
        int let_in = 0;
        for (int i = 0; i < 1000; ++i) let_in += admission.enter(urgency).has_value() ? 1 : 0;
        return let_in;
    };
    for (int i = 0; i < 100; ++i) {
        static_cast<void>(ask(Urgency::search));
        look(admission, 50ms, 0ms);
    }
    CHECK(ask(Urgency::search) == 50);
    CHECK(ask(Urgency::finish) == 1000);
    for (int i = 0; i < 100; ++i) look(admission, 0ms, 0ms);
    CHECK(admission.enter(Urgency::search).has_value());
    CHECK(admission.delay() == 0ns);
}

TEST_CASE("when the store is late and the threads are not, searches that need no store go on") {
    Admission admission(careful);
    for (int i = 0; i < 100; ++i) look(admission, 0ms, 50ms);
    for (int i = 0; i < 100; ++i) CHECK(admission.enter(Urgency::search).has_value());
}

TEST_CASE("a thread that is late though hardly anybody asked refuses nobody") {
    Admission admission(careful);
    for (int i = 0; i < 100; ++i) {
        CHECK(admission.enter(Urgency::search).has_value());
        look(admission, 1s, 1s);
    }
    CHECK(fill(admission, Urgency::finish).size() == 16);
}

TEST_CASE("one long wait among short ones is no standing queue") {
    Admission admission(careful);
    const int before = admission.limit();
    for (int i = 0; i < 100; ++i) {
        const auto running = fill(admission, Urgency::finish);
        for (int sample = 0; sample < Admission::looks; ++sample) {
            admission.waited(sample == 3 ? 1s : 0s);
            admission.adjust(sample == 5 ? 1s : 0s);
        }
    }
    CHECK(admission.limit() >= before);
}
