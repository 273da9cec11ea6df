#include "support/kept.hpp"
#include "trace/recording/trace.hpp"

#include <doctest/doctest.h>

#include <array>
#include <string>

namespace vacancy::trace {
namespace {

constexpr std::array<Key<std::int64_t, Pii::none>, 4> four_keys{
    {{"t.a"}, {"t.b"}, {"t.c"}, {"t.d"}}};

TEST_CASE("attributes beyond the limit are counted, not kept") {
    RecorderOptions options = keep_all();
    options.limits.attributes = 2;
    Watched watched(options);
    Step root = watched.recorder.root(span::vacancy_job);
    for (const auto& key : four_keys) root.set(key, 1);
    root.close(nullptr);
    const auto traces = watched.settled();
    const KeptSpan& span = traces.at(0)->root();
    CHECK(span.dropped_attributes == 2);
    CHECK(span.attributes.size() == 3);  // and the reason of the sampler
}

TEST_CASE("the last value of a key wins and the key is there once") {
    Watched watched;
    Step root = watched.recorder.root(span::vacancy_job);
    root.set(attr::vacancy_count, 1);
    root.set(attr::vacancy_count, 2);
    root.set_text(attr::vacancy_count.name, "three");
    root.close(nullptr);
    const auto traces = watched.settled();
    int seen = 0;
    for (const auto& one : traces.at(0)->root().attributes)
        seen += one.key == attr::vacancy_count.name ? 1 : 0;
    CHECK(seen == 1);
    CHECK(text_of(traces[0]->root(), attr::vacancy_count.name) == "three");
}

TEST_CASE("texts are shortened to whole characters") {
    CHECK(shortened("Zimmer", 3) == "Zim");
    CHECK(shortened("Zürich", 2) == "Z");
    CHECK(shortened("Zürich", 3) == "Zü");
    CHECK(shortened("€", 2).empty());
    CHECK(shortened("€", 3) == "€");
}

TEST_CASE("a value is never longer than the limit") {
    RecorderOptions options = keep_all();
    options.limits.value_length = 5;
    Watched watched(options);
    Step root = watched.recorder.root(span::http_server);
    root.set(attr::url_path, "/v1/availability");
    root.close(nullptr);
    CHECK(text_of(watched.settled().at(0)->root(), attr::url_path.name) == "/v1/a");
}

TEST_CASE("a huge value is shortened to what an arena can hold") {
    Watched watched;
    Step root = watched.recorder.root(span::http_server);
    root.set(attr::url_path, std::string(1'000'000, 'x'));
    root.close(nullptr);
    CHECK(text_of(watched.settled().at(0)->root(), attr::url_path.name).size() == 8192);
}

TEST_CASE("events and links beyond their limits are counted, not kept") {
    RecorderOptions options = keep_all();
    options.limits.events = 3;
    options.limits.links = 1;
    options.limits.event_attributes = 0;
    Watched watched(options);
    Step root = watched.recorder.root(span::vacancy_job);
    for (int i = 0; i < 5; ++i)
        root.event(event::vacancy_retry, {root.attr(attr::error_type, "timeout")});
    root.link(root.context(), "message");
    root.link(root.context(), "message");
    root.close(nullptr);
    const auto traces = watched.settled();
    const KeptSpan& span = traces.at(0)->root();
    CHECK(span.events.size() == 3);
    CHECK(span.dropped_events == 2);
    CHECK(span.events[0].dropped_attributes == 1);
    CHECK(span.links.size() == 1);
    CHECK(span.dropped_links == 1);
}

TEST_CASE("spans beyond the limit of a trace are counted as dropped") {
    RecorderOptions options = keep_all();
    options.max_spans_per_trace = 10;
    Watched watched(options);
    Step root = watched.recorder.root(span::vacancy_job);
    for (int i = 0; i < 20; ++i) root.open(span::db_statement, {}).close(nullptr);
    root.close(nullptr);
    CHECK(watched.settled().at(0)->spans.size() == 10);
    CHECK(watched.recorder.accounts().started == 21);
    CHECK(watched.recorder.accounts().dropped == 11);
}

TEST_CASE("a trace of thousands of spans with many attributes keeps them all") {
    Watched watched;
    Step root = watched.recorder.root(span::vacancy_job);
    const std::string long_text(300, 'y');
    for (int i = 0; i < 3000; ++i) {
        Step child = root.open(span::db_statement, {});
        child.set(attr::db_query_text, long_text);
        child.set(attr::db_query_summary, long_text);
        child.set(attr::vacancy_sql_rows, i);
        child.close(nullptr);
    }
    root.close(nullptr);
    const auto traces = watched.settled();
    REQUIRE(traces.at(0)->spans.size() == 3001);
    CHECK(text_of(traces[0]->spans[2999], attr::db_query_summary.name) == long_text);
    CHECK(attribute_of(traces[0]->spans[3000].attributes, attr::vacancy_sql_rows.name)->integer ==
          2999);
}

}  // namespace
}  // namespace vacancy::trace
