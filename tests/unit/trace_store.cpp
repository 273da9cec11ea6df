#include "support/kept.hpp"
#include "trace/keeping/codec.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

namespace vacancy::trace {
namespace {

/// A directory that goes when the test does.
class Folder {
public:
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "vacancy-XXXXXX").string();
        path_ = ::mkdtemp(name.data());
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { std::filesystem::remove_all(path_); }
    [[nodiscard]] std::string file() const { return (path_ / "traces.db").string(); }

private:
    std::filesystem::path path_;
};

/// One trace of a request to `route`.
std::shared_ptr<const KeptTrace> request_to(std::string_view route, bool fails = false) {
    Watched watched;
    const std::string name = "GET " + std::string(route);
    Step root = watched.recorder.root(span::http_server, {.name = name});
    root.set(attr::http_route, route);
    Step child = root.open(span::booking_acquire_lock, {});
    child.set(attr::booking_lock_acquired, false);
    child.set(attr::booking_total_price, 120.5);
    child.event(event::lock_contention, {child.attr(attr::booking_contention_reason, "held")});
    child.link(root.context(), "saga");
    const Error error{.code = ErrorCode::room_no_longer_available};
    child.close(fails ? &error : nullptr);
    root.close(nullptr);
    return watched.settled().at(0);
}

TEST_CASE("a trace survives being written and read") {
    const auto before = request_to("/v1/bookings", true);
    const auto after = decode(encode(*before));
    REQUIRE(after != nullptr);
    CHECK(encode(*after) == encode(*before));
    CHECK(after->id == before->id);
    CHECK(after->spans.at(1).scope == &scope::booking_service);
    CHECK(after->spans[1].status_message == "Room no longer available");
    CHECK(attribute_of(after->spans[1].attributes, "booking.total_price")->real == 120.5);
    CHECK(after->spans[1].events.size() == 2);
    CHECK(after->spans[1].links.at(0).attributes.at(0).text == "saga");
}

TEST_CASE("damaged bytes never decode to a trace that is half there") {
    const std::string good = encode(*request_to("/v1/bookings"));
    for (std::size_t size = 0; size < good.size(); ++size)
        CHECK(decode(std::string_view(good).substr(0, size)) == nullptr);
    std::mt19937 random(7);
    MESSAGE("seed 7");
    for (int i = 0; i < 5000; ++i) {
        std::string bad = good;
        bad[random() % bad.size()] = static_cast<char>(random());
        const auto trace = decode(bad);
        if (trace != nullptr) CHECK_FALSE(trace->spans.empty());
    }
}

TEST_CASE("recent traces come newest first and can be narrowed") {
    TraceStore store({});
    store.put(request_to("/v1/availability"));
    store.put(request_to("/v1/bookings", true));
    CHECK(store.recent({}).at(0).name == "GET /v1/bookings");
    CHECK(store.recent({}).at(0).status == StatusCode::error);
    CHECK(store.recent({.route = "/v1/availability"}).size() == 1);
    CHECK(store.recent({.status = "error"}).size() == 1);
    CHECK(store.recent({.status = "ok"}).at(0).name == "GET /v1/availability");
    CHECK(store.recent({.min_ms = 60'000}).empty());
    CHECK(store.recent({.q = "acquire_lock"}).size() == 2);
    CHECK(store.recent({.q = "nobody"}).empty());
    CHECK(store.recent({.limit = 1}).size() == 1);
}

TEST_CASE("the parts of one trace are one") {
    Watched watched;
    Step root = watched.recorder.root(span::http_server);
    const SpanContext context = root.context();
    root.close(nullptr);
    watched.recorder.root(span::message_process, {.parent = context}).close(nullptr);
    CHECK(watched.settled().size() == 2);
    CHECK(watched.recorder.store().recent({}).size() == 1);
    CHECK(watched.recorder.store().recent({})[0].spans == 2);
    const auto parts = watched.recorder.store().find(context.trace_id);
    REQUIRE(parts.size() == 2);
    CHECK(parts[1]->root().parent == context.span_id);
}

TEST_CASE("the oldest traces go when there are too many") {
    TraceStore store({.max_traces = 2});
    const auto first = request_to("/1");
    store.put(first);
    store.put(request_to("/2"));
    store.put(request_to("/3"));
    CHECK(store.recent({}).size() == 2);
    CHECK(store.find(first->id).empty());
}

TEST_CASE("the oldest traces go when they need too much memory") {
    TraceStore store({.max_bytes = 40'000});
    for (int i = 0; i < 50; ++i) store.put(request_to("/v1/bookings"));
    CHECK(store.recent({}).size() > 1);
    CHECK(store.recent({}).size() < 20);
}

TEST_CASE("traces in a file survive a restart") {
    const Folder folder;
    const auto trace = request_to("/v1/bookings", true);
    {
        TraceStore store({.path = folder.file()});
        CHECK(store.trouble().empty());
        store.put(trace);
    }
    TraceStore store({.path = folder.file()});
    CHECK(store.recent({}).at(0).id == trace->id);
    CHECK(store.find(trace->id).at(0)->spans.size() == 2);
}

TEST_CASE("a trace that memory let go is found in the file") {
    const Folder folder;
    TraceStore store({.path = folder.file(), .max_traces = 1});
    const auto first = request_to("/1");
    store.put(first);
    store.put(request_to("/2"));
    REQUIRE(store.flush(std::chrono::seconds(20)));
    CHECK(store.find(first->id).size() == 1);
}

TEST_CASE("the file keeps no more traces than it may") {
    const Folder folder;
    const auto first = request_to("/1");
    {
        TraceStore store({.path = folder.file(), .max_traces = 1, .max_file_traces = 2});
        store.put(first);
        REQUIRE(store.flush(std::chrono::seconds(20)));
        for (int i = 0; i < 3; ++i) store.put(request_to("/2"));
    }
    TraceStore store({.path = folder.file()});
    CHECK(store.recent({}).size() == 2);
    CHECK(store.find(first->id).empty());
}

TEST_CASE("a damaged file is begun anew") {
    const Folder folder;
    std::ofstream(folder.file()) << std::string(5000, 'x');
    TraceStore store({.path = folder.file()});
    CHECK(store.trouble().empty());
    store.put(request_to("/1"));
    CHECK(store.flush(std::chrono::seconds(20)));
    CHECK(store.trouble().empty());
}

TEST_CASE("hashes of personal values stay the same over a restart") {
    const Folder folder;
    const auto hash_once = [&] {
        RecorderOptions options = keep_all();
        options.personal_data = PersonalData::hash;
        options.store.path = folder.file();
        Watched watched(options);
        Step root = watched.recorder.root(span::booking_create);
        root.set(attr::booking_user_id, Private<std::string>("guest-7"));
        root.close(nullptr);
        return text_of(watched.settled().at(0)->root(), attr::booking_user_id.name);
    };
    CHECK(hash_once() == hash_once());
}

TEST_CASE("the file is for its owner only") {
    const Folder folder;
    const TraceStore store({.path = folder.file()});
    const auto others = std::filesystem::perms::group_all | std::filesystem::perms::others_all;
    CHECK((std::filesystem::status(folder.file()).permissions() & others) ==
          std::filesystem::perms::none);
}

TEST_CASE("a file that cannot be opened is told and memory still works") {
    TraceStore store({.path = "/nowhere/at/all/traces.db"});
    CHECK_FALSE(store.trouble().empty());
    store.put(request_to("/1"));
    CHECK(store.recent({}).size() == 1);
}

}  // namespace
}  // namespace vacancy::trace
