// Who is waiting for an encoder, and whose answer it is. Timers of a millisecond decide nothing but
// that time passes: what is checked is what happens then.

#include "outside/fias/exchanges.hpp"
#include "outside/fias/turn.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <doctest/doctest.h>

using namespace vacancy;
using namespace vacancy::outside::fias;

namespace {

using std::chrono::milliseconds;

struct Desk {
    boost::asio::io_context loop{1};
    std::vector<Record> sent{};
    bool connected = true;
    std::shared_ptr<Exchanges> exchanges =
        std::make_shared<Exchanges>(loop.get_executor(), [this](const Record& record) {
            if (connected) sent.push_back(record);
            return connected;
        });

    std::shared_ptr<KeyMeeting> ask(const std::string& room,
                                    milliseconds timeout = std::chrono::hours{1}) {
        KeyOrder order{.record = Record{.id = "KR"}.with("RN", room),
                       .coder = "1",
                       .workstation = "7",
                       .room_number = room,
                       .timeout = timeout};
        auto meeting = std::make_shared<KeyMeeting>();
        exchanges->ask(order, meeting);
        return meeting;
    }
    bool answer(const std::string& text) { return exchanges->answer(*parse_record(text)); }
    /// What has been brought, without waiting any longer than it takes to look.
    std::optional<KeyAnswer> brought(std::shared_ptr<KeyMeeting> meeting) {
        std::optional<KeyAnswer> found;
        boost::asio::co_spawn(
            loop,
            [](std::shared_ptr<KeyMeeting> at, std::optional<KeyAnswer>& out) -> Task<void> {
                out = co_await KeyMeeting::wait(std::move(at), milliseconds{0});
            }(std::move(meeting), found),
            boost::asio::detached);
        loop.restart();
        loop.poll();
        while (!done(found)) {
            if (loop.run_one() == 0) break;
        }
        return found;
    }
    static bool done(const std::optional<KeyAnswer>& found) { return found.has_value(); }
    /// Lets the time of what was asked pass.
    void let_time_pass() {
        loop.restart();
        loop.run_one();
    }
};

}  // namespace

TEST_CASE("an answer goes to the encoder's request by coder and workstation") {
    Desk desk;
    const auto meeting = desk.ask("101");
    CHECK_FALSE(desk.answer("KA|ASOK|KC2|WS7|"));
    CHECK(desk.answer("KA|ASOK|KC1|WS7|RN101|"));
    CHECK(desk.brought(meeting)->status == "OK");
}

TEST_CASE("an answer without coder and workstation can only be for the one that waits") {
    Desk desk;
    const auto meeting = desk.ask("101");
    CHECK(desk.answer("KA|ASBY|"));
    CHECK(desk.brought(meeting)->status == "BY");
}

TEST_CASE("an answer about another room is not taken") {
    Desk desk;
    const auto meeting = desk.ask("101");
    CHECK_FALSE(desk.answer("KA|ASOK|KC1|WS7|RN102|"));
    CHECK(desk.answer("KA|ASOK|KC1|WS7|RN101|"));
    CHECK(desk.brought(meeting)->status == "OK");
}

TEST_CASE("a second answer is nobody's") {
    Desk desk;
    (void)desk.ask("101");
    CHECK(desk.answer("KA|ASOK|KC1|WS7|"));
    CHECK_FALSE(desk.answer("KA|ASOK|KC1|WS7|"));
}

TEST_CASE("an encoder that is not there was never asked") {
    Desk desk;
    desk.connected = false;
    const auto meeting = desk.ask("101");
    CHECK(desk.brought(meeting)->failure == ErrorCode::upstream_unavailable);
}

TEST_CASE("a link that ends leaves unknown what was asked") {
    Desk desk;
    const auto meeting = desk.ask("101");
    desk.exchanges->drop();
    CHECK(desk.brought(meeting)->failure == ErrorCode::timeout);
}

TEST_CASE("the late answer of a request is not that of the next one") {
    Desk desk;
    const auto first = desk.ask("101", milliseconds{1});
    desk.let_time_pass();
    CHECK(desk.brought(first)->failure == ErrorCode::timeout);
    const auto second = desk.ask("101");
    CHECK(desk.sent.size() == 1);  // the encoder still works on the first
    CHECK_FALSE(desk.answer("KA|ASOK|KC1|WS7|RN101|"));
    CHECK(desk.sent.size() == 2);
    CHECK(desk.answer("KA|ASUR|KC1|WS7|RN101|"));
    CHECK(desk.brought(second)->status == "UR");
}

TEST_CASE("who is not answered at all is asked again when the time has passed once more") {
    Desk desk;
    (void)desk.ask("101", milliseconds{1});
    desk.let_time_pass();
    const auto second = desk.ask("102", milliseconds{1});
    while (desk.sent.size() < 2) desk.let_time_pass();
    CHECK(desk.sent.back().field("RN") == "102");
    CHECK(desk.answer("KA|ASOK|KC1|WS7|RN102|"));
    CHECK(desk.brought(second)->status == "OK");
}

TEST_CASE("an encoder is one desk's at a time, and the next one's when the turn goes") {
    boost::asio::io_context loop{1};
    const auto seat = std::make_shared<Seat>();
    std::vector<int> order;
    std::optional<Turn> first;
    const auto sit = [&](int who, milliseconds limit) {
        boost::asio::co_spawn(
            loop,
            [](std::shared_ptr<Seat> at, milliseconds wait, int name, std::vector<int>& list,
               std::optional<Turn>& keeps) -> Task<void> {
                auto turn = co_await Seat::take(std::move(at), wait);
                list.push_back(turn ? name : -name);
                if (turn && name == 1) keeps.emplace(std::move(*turn));
            }(seat, limit, who, order, first),
            boost::asio::detached);
    };
    sit(1, std::chrono::hours{1});
    while (order.empty()) loop.run_one();
    loop.restart();
    sit(2, milliseconds{1});
    sit(3, std::chrono::hours{1});
    while (order.size() < 2) loop.run_one();
    first.reset();
    loop.restart();
    loop.run();
    CHECK(order == std::vector<int>{1, -2, 3});
}
