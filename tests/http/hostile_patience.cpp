// Clients that trickle, that do not read, that idle in thousands, and bodies without end: absolute
// deadlines hold, memory stays bounded, and others are served meanwhile.

#include "http/hostile_town.hpp"

#include <doctest/doctest.h>
#include <poll.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <thread>

using namespace vacancy::testing;
using vacancy::web::test::Client;

namespace {

using Clients = std::vector<std::unique_ptr<Client>>;

HostileTown hurried() {
    return HostileTown({{"VACANCY_HEADER_DEADLINE_S", "1"},
                        {"VACANCY_BODY_DEADLINE_S", "1"},
                        {"VACANCY_WRITE_DEADLINE_S", "1"},
                        {"VACANCY_IDLE_DEADLINE_S", "600"}});
}

Clients crowd(const HostileTown& host, int size) {
    Clients clients;
    for (int i = 0; i < size; ++i) clients.push_back(std::make_unique<Client>(host.port));
    return clients;
}

/// A byte now and then to each of them, until the server has given all of them up; false when it
/// has not though more than enough time went by.
bool trickles_are_ended(HostileTown& host, Clients clients) {
    for (int round = 0; round < 600 && !clients.empty(); ++round) {
        std::erase_if(clients, [](const auto& one) { return !one->send("x"); });
        if (round % 20 == 0) CHECK(host.is_well());
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return clients.empty();
}

/// The most connections that both sides may hold, up to ten thousand.
int as_many_as_allowed() {
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);  // the server inherits it
    return static_cast<int>(
        std::min<rlim_t>(10'000, files.rlim_max > 600 ? files.rlim_max - 500 : 100));
}

}  // namespace

TEST_CASE("heads and bodies that trickle end at absolute deadlines, and others are served") {
    HostileTown host = hurried();
    Clients heads = crowd(host, 100);
    for (const auto& one : heads) one->send("GET / HTTP/1.1\r\nX: ");
    CHECK(trickles_are_ended(host, std::move(heads)));
    Clients bodies = crowd(host, 100);
    for (const auto& one : bodies)
        one->send(
            "POST /v1/bookings HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            "Content-Length: 100000\r\n\r\n");
    CHECK(trickles_are_ended(host, std::move(bodies)));
    Clients chunks = crowd(host, 100);
    for (const auto& one : chunks)
        one->send(
            "POST /v1/bookings HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            "Transfer-Encoding: chunked\r\n\r\n1;");
    CHECK(trickles_are_ended(host, std::move(chunks)));
    CHECK(host.town.stop() == 0);
}

TEST_CASE("clients that do not read their answers are dropped, and cost little memory") {
    HostileTown host = hurried();
    std::string asks;
    for (int i = 0; i < 400; ++i) asks += "GET /openapi.json HTTP/1.1\r\nHost: a\r\n\r\n";
    CHECK(host.is_well());
    const long before = host.resident_kib();
    Clients lazy;
    for (int i = 0; i < 50; ++i) {
        lazy.push_back(std::make_unique<Client>(host.port, 4096));
        lazy.back()->send(asks);
    }
    CHECK(host.is_well());
    CHECK(host.resident_kib() - before < 64 * 1024);
    CHECK(eventually([&] {  // a reset is seen by those who still send
        return std::ranges::none_of(lazy, [](const auto& one) { return one->send("x"); });
    }));
    CHECK(host.is_well());
    CHECK(host.town.stop() == 0);
}

TEST_CASE("thousands of idle connections cost little, and others are served") {
    const int many = as_many_as_allowed();
    HostileTown host({{"VACANCY_HEADER_DEADLINE_S", "600"}});
    CHECK(host.is_well());
    const long before = host.resident_kib();
    Clients idle = crowd(host, many);
    for (int i = 0; i < 100; ++i) CHECK(host.is_well());
    const long each = (host.resident_kib() - before) * 1024 / many;
    MESSAGE(many, " idle connections of ", each, " bytes each");
    CHECK(each < 64 * 1024);
    for (std::size_t i = 0; i < idle.size(); i += 500)
        CHECK(idle[i]->get("/healthz").status == 200);
    idle.clear();
    CHECK(host.is_well());
    CHECK(host.town.stop() == 0);
}

TEST_CASE("a body of 64 MiB is refused early and never kept") {
    HostileTown host;
    CHECK(host.is_well());
    const long before = host.resident_kib();
    const std::string head =
        "POST /v1/bookings HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n";
    Client told(host.port);
    told.send(head + "Content-Length: 67108864\r\n\r\n");
    CHECK(told.read().status == 413);  // before a byte of it was sent
    const std::string mib(1 << 20, 'x');
    const std::string chunk = "100000\r\n" + mib + "\r\n";
    Client chunked(host.port);
    chunked.send(head + "Transfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 64 && chunked.send(chunk); ++i) {
    }
    const int status = chunked.read().status;
    CHECK((status == 413 || status == 0));  // 0: it was closed while we still sent
    Client stubborn(host.port);
    stubborn.send(head + "Content-Length: 67108864\r\n\r\n");
    for (int i = 0; i < 64 && stubborn.send(mib); ++i) {
    }
    CHECK(host.resident_kib() - before < 24 * 1024);
    CHECK(host.is_well());
    CHECK(host.town.stop() == 0);
}
