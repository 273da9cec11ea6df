// Every read, write, sync, opening and connection fails once, or from one call on. An I/O error of
// the store ends the process with a clear line; everything else is answered with a clear problem;
// when the faults are over nothing is lost, double or stuck.

#include "rigs/kit/evidence.hpp"
#include "rigs/kit/within.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <thread>

using namespace vacancy::rigs;
using std::chrono::seconds;

namespace {

struct Fault {
    Call call;
    int error;
    std::uint32_t places;
    const char* name;
    bool must_stop = false;  ///< the store's own I/O error: going on is not allowed
};

const std::vector<Fault>& faults() {
    constexpr std::uint32_t files = store_files | other_files;
    static const std::vector<Fault> all{
        {Call::pread64, EIO, store_files, "reading the store: EIO", true},
        {Call::pwrite64, EIO, store_files, "writing the store: EIO", true},
        {Call::pwrite64, ENOSPC, store_files, "writing the store: ENOSPC"},
        {Call::fdatasync, EIO, store_files, "syncing the store: EIO", true},
        {Call::fsync, EIO, files, "syncing a folder: EIO"},
        {Call::ftruncate, EIO, store_files, "truncating the store: EIO", true},
        {Call::open, EMFILE, files, "opening a file: EMFILE"},
        {Call::open, EIO, store_files, "opening the store: EIO"},
        {Call::recvfrom, ECONNRESET, sockets, "recv: ECONNRESET"},
        {Call::recvmsg, ECONNRESET, sockets, "recvmsg: ECONNRESET"},
        {Call::sendto, ECONNRESET, sockets, "send: ECONNRESET"},
        {Call::sendmsg, ECONNRESET, sockets, "sendmsg: ECONNRESET"},
        {Call::connect, ECONNREFUSED, sockets, "connect: ECONNREFUSED"},
        {Call::accept, EMFILE, sockets, "accept: EMFILE"},
    };
    return all;
}

constexpr int stopped_by_io_error = 74;
constexpr const char* last_words = "vacancy: stopping so that a restart recovers: ";

class IoRig {
public:
    explicit IoRig(Store store) : town_(store) {
        line_ = {.rig = "i/o errors", .store = name_of(store), .how = "shim"};
    }

    void run(int points) {
        for (const Fault& fault : faults()) {
            if (!is_wanted(fault.name)) continue;
            if (is_spared(fault)) continue;
            play_all(fault, points, &IoRig::play_in_a_flow, count_flow(fault));
            play_all(fault, points, &IoRig::play_at_start, count_start(fault));
        }
        if (town_.store() == Store::sqlite) lie();
        line_.acknowledged = clients_.acknowledged();
        conclude(std::move(line_));
    }

private:
    /// Broken connections to PostgreSQL take a lease's minute each: the sample has one kind only.
    bool is_spared(const Fault& fault) {
        const bool spared =
            !runs_all() && town_.store() == Store::postgres && fault.call != Call::connect;
        if (spared) line_.not_run = "other faults than connect (./dev rigs does)";
        return spared;
    }

    using Play = void (IoRig::*)(const Fault&, std::uint64_t at, bool from_then_on);

    void play_all(const Fault& fault, int points, Play play, std::uint64_t of) {
        line_.of += static_cast<int>(2 * of);
        for (const auto at : sample(of, static_cast<std::uint64_t>(points)))
            for (const bool from_then_on : {false, true}) (this->*play)(fault, at, from_then_on);
    }

    void arm(const Fault& fault, std::uint64_t at, bool from_then_on) {
        town_.valve().arm({.call = fault.call,
                           .at = at,
                           .deed = Deed::fail,
                           .places = fault.places,
                           .from_then_on = from_then_on,
                           .error_number = fault.error});
    }

    /// What the desk does begins with a guest who is there; the fault may be in any of it.
    void act() {
        const std::string email = clients_.book();
        if (!clients_.told().at(email).code.empty()) clients_.modify(email, 1);
        (void)town_.guest().get("/v1/bookings/" + clients_.told().at(email).code);
        const std::string guest = clients_.book_tonight();
        if (!clients_.told().at(guest).code.empty()) clients_.check_in(guest);
        if (clients_.told().at(guest).stay == "in_house") clients_.check_out(guest);
    }

    void restart() {
        town_.valve().shut();
        if (town_.runs()) town_.kill_hard();
        town_.a_minute_passes();
        town_.start();
    }

    std::uint64_t seen(const Fault& fault) {
        town_.valve().shut();
        const Counts counts = town_.valve().counts();
        const auto at = counts.find(fault.call);
        return at != counts.end() ? at->second : 0;
    }

    std::uint64_t count_flow(const Fault& fault) {
        restart();
        town_.valve().count(fault.places);
        act();
        add(line_, fault.name, checker_.wait_for_rest(seconds(30)));
        return seen(fault);
    }

    std::uint64_t count_start(const Fault& fault) {
        town_.kill_hard();
        town_.a_minute_passes();
        town_.valve().count(fault.places);
        town_.start();
        return seen(fault);
    }

    void play_in_a_flow(const Fault& fault, std::uint64_t at, bool from_then_on) {
        restart();  // with nothing in memory, so that it reads
        arm(fault, at, from_then_on);
        // Clients of a server that accepts nobody would wait until its end: it recovers meanwhile.
        std::jthread over;
        if (from_then_on && fault.places == sockets)
            over = std::jthread([this] {
                std::this_thread::sleep_for(std::chrono::milliseconds(1500));
                town_.valve().shut();
            });
        act();
        if (over.joinable()) over.join();
        judge(fault, fmt::format("{} {}{}", fault.name, at, from_then_on ? " and on" : ""));
    }

    void play_at_start(const Fault& fault, std::uint64_t at, bool from_then_on) {
        town_.kill_hard();
        town_.a_minute_passes();
        arm(fault, at, from_then_on);
        town_.launch();
        try {
            town_.server().line("listening on ");
        } catch (const std::runtime_error&) {
            (void)town_.server().wait();  // judged below
        }
        judge(fault, fmt::format("start, {} {}{}", fault.name, at, from_then_on ? " and on" : ""));
    }

    /// How it took the fault, and how all is once the fault is over.
    void judge(const Fault& fault, const std::string& where) {
        ++line_.rounds;
        tell(where);
        const bool happened = town_.valve().done() > 0;
        if (happened) ++line_.reached;
        if (happened && fault.must_stop) (void)within(seconds(2), [&] { return !town_.runs(); });
        town_.valve().shut();
        if (fault.error == ENOSPC) clients_.forgive_answers();
        if (!town_.runs()) {
            judge_end(where);
            town_.a_minute_passes();
            town_.start();
        } else if (happened && fault.must_stop) {
            add(line_, where, {"it goes on after an I/O error of its store"});
        }
        spare_the_wait();
        add(line_, where, clients_.settle());
        add(line_, where, checker_.wait_for_rest(seconds(90)));
        add(line_, where, clients_.replay());
        add(line_, where, checker_.check(clients_.told()));
    }

    /// What was left halfway rests when its lease has ended, after a minute. Only the full run has
    /// that much patience; the sample starts the server again instead.
    void spare_the_wait() {
        if (runs_all()) return;
        if (within(seconds(3), [&] { return checker_.stuck().empty(); })) return;
        restart();
    }

    void judge_end(const std::string& where) {
        const int status = town_.server().wait();
        const std::string log = town_.server().log();
        const bool in_order = status == stopped_by_io_error && log.contains(last_words);
        const bool refused = status > 0 && log.contains("vacancy: ");
        if (in_order || refused) return;
        add(line_, where,
            {fmt::format("it ended with {} and said: {}", status,
                         log.substr(log.size() - std::min<std::size_t>(log.size(), 300)))});
    }

    /// The planted bug: writes that are said to be done and are not. The last thing in this town.
    /// A server that reads one of them ends before it acknowledges what is lost: then they begin
    /// later in the booking.
    void lie() {
        for (std::uint64_t at = 1; at < 200 && line_.canary.empty(); at += 10) {
            restart();
            town_.valve().arm({.call = Call::pwrite64,
                               .at = at,
                               .deed = Deed::lie,
                               .places = store_files,
                               .from_then_on = true});
            (void)clients_.book();
            restart();
            for (const std::string& text : checker_.check(clients_.told()))
                if (text.starts_with("lost: booking")) line_.canary = "writes that lie: " + text;
        }
        if (line_.canary.empty()) add(line_, "canary", {"writes lied and nothing is lost"});
    }

    Town town_;
    Clients clients_{town_, "io"};
    Checker checker_{town_};
    Line line_{};
};

}  // namespace

TEST_CASE("an i/o error of the store ends the process in order, and no error loses anything") {
    for (const Store store : stores()) {
        IoRig rig(store);
        rig.run(1);
    }
}
