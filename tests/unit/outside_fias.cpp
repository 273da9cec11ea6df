// FIAS: what we read liberally and what we write strictly.

#include "outside/fias/link.hpp"

#include <doctest/doctest.h>

using namespace vacancy;
using namespace vacancy::outside::fias;

namespace {

const Instant noon{1'772'366'400'000'000};  // 2026-03-01T12:00:00Z

struct Talk {
    Link link{LinkOptions{}};
    std::vector<Record> records{};

    std::string say(std::string_view bytes) {
        auto answer =
            link.receive(bytes, noon, [this](const Record& record) { records.push_back(record); });
        REQUIRE(answer.has_value());
        return *answer;
    }
};

constexpr std::string_view description = "\x02LD|DA260301|TI120000|V#1.0|IFKE|\x03";
constexpr std::string_view wants_keys = "\x02LR|RIKR|FLKCRNGDK#|\x03";
constexpr std::string_view alive = "\x02LA|DA260301|TI120000|\x03";

Record key_request() {
    Record record{.id = "KR"};
    record.with("RN", "101").with("K#", "2").with("GD", "260303").with("KC", "1").with("GN", "X");
    return record;
}

}  // namespace

TEST_CASE("we open with LS, with the date and time of the link's zone") {
    Link link(LinkOptions{.time_zone = "Europe/Lisbon"});
    CHECK(link.hello(noon) == "\x02LS|DA260301|TI120000|\x03");
}

TEST_CASE("after LD, LR and LA the link is live and LA is answered") {
    Talk talk;
    CHECK(talk.say(description).empty());
    CHECK(talk.say(wants_keys).empty());
    CHECK(talk.say(alive) == "\x02LA|DA260301|TI120000|\x03");
    CHECK(talk.link.is_live());
    CHECK(talk.link.family() == "KE");
}

TEST_CASE("only the fields that were asked for are sent, in the order asked") {
    Talk talk;
    talk.say(std::string(description) + std::string(wants_keys) + std::string(alive));
    CHECK(talk.link.wanted(key_request()) == "\x02KR|KC1|RN101|GD260303|K#2|\x03");
}

TEST_CASE("a record nobody asked for is not sent") {
    Talk talk;
    talk.say(std::string(description) + std::string(wants_keys) + std::string(alive));
    CHECK_FALSE(talk.link.wanted(Record{.id = "GI"}).has_value());
}

TEST_CASE("before LA nothing is sent") {
    Talk talk;
    talk.say(std::string(description) + std::string(wants_keys));
    CHECK_FALSE(talk.link.wanted(key_request()).has_value());
}

TEST_CASE("an interface without any framing is understood") {
    Talk talk;
    talk.say("LD|IFKE|");
    talk.say("LR|RIKR|FLRN|");
    CHECK_FALSE(talk.say("LA|").empty());
    CHECK(talk.link.wants("KR"));
}

TEST_CASE("line feeds after ETX are no records") {
    Talk talk;
    talk.say("\x02LR|RIKR|FLRN|\x03\r\n\x02LA|\x03\n");
    CHECK(talk.link.is_live());
    CHECK(talk.records.empty());
}

TEST_CASE("a record may come in pieces") {
    Talk talk;
    talk.say("\x02KA|AS");
    CHECK(talk.records.empty());
    talk.say("OK|KC1|\x03");
    REQUIRE(talk.records.size() == 1);
    CHECK(talk.records[0].field("AS") == "OK");
}

TEST_CASE("text is converted from and to the code page of the link") {
    CHECK(to_utf8("M\x81ller", CodePage::cp850) == "Müller");
    CHECK(from_utf8("Müller", CodePage::cp1252) == "M\xfcller");
    CHECK(from_utf8("Müller 李", CodePage::cp850) == "M\x81ller ?");
    CHECK(to_utf8("caf\xff", CodePage::utf8) == "caf?");
}

TEST_CASE("a value cannot end its field or its record") {
    CHECK(frame(Record{.id = "GI"}.with("GN",
                                        "A|B\x03"
                                        "C")) == "\x02GI|GNABC|\x03");
}

TEST_CASE("a record that never ends is refused") {
    Deframer deframer;
    CHECK_FALSE(deframer.feed(std::string(9000, 'x')).has_value());
}

TEST_CASE("an interface that begins anew is answered with LS and asks again") {
    Talk talk;
    talk.say(std::string(wants_keys) + std::string(alive));
    CHECK(talk.say("\x02LS|\x03") == "\x02LS|DA260301|TI120000|\x03");
    CHECK_FALSE(talk.link.is_live());
    CHECK_FALSE(talk.link.wants("KR"));
}

TEST_CASE("records that come glued together without frames are told apart") {
    Talk talk;
    talk.say("LD|IFKE|LR|RIKR|FLRNGD|LR|RIGI|FLRN|LA|");
    CHECK(talk.link.is_live());
    CHECK(talk.link.asked_for() == "GI KR");
    talk.say("KA|ASOK|KC1|PS|RN101|TA5|P#1|");
    REQUIRE(talk.records.size() == 2);
    CHECK(talk.records[1].field("TA") == "5");
}

TEST_CASE("an interface may describe itself before it is greeted") {
    Talk talk;
    talk.say(description);
    talk.say(wants_keys);
    CHECK(talk.link.hello(noon).starts_with("\x02LS|"));
    CHECK(talk.say(alive).starts_with("\x02LA|"));
    CHECK(talk.link.wants("KR"));
}

TEST_CASE("an LA that answers ours is not answered: two links do not talk for ever") {
    Talk talk;
    talk.say(alive);
    CHECK(talk.link.alive(noon).starts_with("\x02LA|"));
    CHECK(talk.say(alive).empty());
}

TEST_CASE("an LA after a while is answered again") {
    Talk talk;
    talk.say(alive);
    const auto later = noon + std::chrono::seconds{30};
    const auto answer = talk.link.receive(alive, later, [](const Record&) {});
    REQUIRE(answer.has_value());
    CHECK(answer->starts_with("\x02LA|"));
}

TEST_CASE("two that greet each other do not greet for ever") {
    Talk talk;
    int answered = 0;
    for (int i = 0; i < 20; ++i) answered += talk.say("\x02LS|\x03").empty() ? 0 : 1;
    CHECK(answered == 3);
    talk.say(description);
    CHECK_FALSE(talk.say("\x02LS|\x03").empty());
}

TEST_CASE("what is no record between records is passed over") {
    Talk talk;
    talk.say("\x02??|\x03\x02|\x03\x02LR|RIKR|FLRN|\x03\x02LA|\x03");
    CHECK(talk.link.wants("KR"));
    CHECK(talk.records.empty());
}

TEST_CASE("what came whole before a record that never ends is taken") {
    Deframer deframer;
    const auto texts = deframer.feed("\x02LA|\x03\x02" + std::string(9000, 'x') + "\x03");
    REQUIRE(texts.has_value());
    CHECK(texts->size() == 1);
    CHECK_FALSE(deframer.feed("\x02LA|\x03").has_value());
}
