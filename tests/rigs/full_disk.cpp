// A disk that is really full: reads go on, writes are refused with a clear error, and when there is
// room again everything goes on without a restart. A small tmpfs in a mount namespace of our own;
// where that is not allowed the shim answers ENOSPC.

#include "rigs/kit/evidence.hpp"
#include "rigs/kit/within.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

using namespace vacancy::rigs;
using std::chrono::seconds;

namespace {

/// A file system of 12 MiB at `directory`; for this process and those it starts. Empty: it is
/// there; else why not.
std::string mount_small(const std::string& directory) {
    static const bool is_own = unshare(CLONE_NEWNS) == 0;
    if (!is_own) return fmt::format("unshare: {}", std::strerror(errno));
    if (mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
        mount("rigs", directory.c_str(), "tmpfs", 0, "size=12m") != 0)
        return fmt::format("mount: {}", std::strerror(errno));
    return {};
}

/// Takes all the room that is left, down to the last page.
void fill(const std::string& file) {
    std::ofstream out(file, std::ios::binary);
    for (const std::size_t piece : {std::size_t{1} << 20, std::size_t{4096}}) {
        const std::string zeros(piece, '\0');
        while (out.write(zeros.data(), static_cast<std::streamsize>(piece)).flush()) continue;
        out.clear();
    }
}

class FullDiskRig {
public:
    FullDiskRig(std::string directory, std::string why_not_mounted)
        : why_not_mounted_(std::move(why_not_mounted)),
          town_(Store::sqlite, {}, std::move(directory)) {
        line_ = {.rig = "full disk",
                 .store = "sqlite",
                 .how = is_mounted() ? "tmpfs" : "shim",
                 .of = rounds,
                 .not_run = is_mounted() ? "" : why_not_mounted_};
    }

    void run() {
        const std::string known = clients_.book();
        for (int i = 0; i < rounds; ++i) round(clients_.told().at(known).code);
        plant();
        line_.acknowledged = clients_.acknowledged();
        conclude(std::move(line_));
    }

private:
    static constexpr int rounds = 3;

    [[nodiscard]] bool is_mounted() const { return why_not_mounted_.empty(); }
    [[nodiscard]] std::string filler() const { return town_.directory() + "/filler"; }

    void make_full(int error) {
        if (is_mounted() && error == ENOSPC) return fill(filler());
        town_.valve().arm({.call = Call::pwrite64,
                           .at = 1,
                           .deed = Deed::fail,
                           .places = store_files,
                           .from_then_on = true,
                           .error_number = error});
    }
    void make_room() {
        town_.valve().shut();
        std::filesystem::remove(filler());
    }

    [[nodiscard]] int read(const std::string& code) {
        return town_.guest().get("/v1/bookings/" + code).status;
    }

    /// A booking in whose midst the room ends can be neither finished nor undone before there is
    /// room again: it is answered as what it is, not known yet.
    void judge_refusal(const std::string& where, const Answer& answer, bool may_be_halfway) {
        const bool is_clear = answer.status == 503 && answer.body.contains("store_full");
        const bool is_halfway = answer.status == 202 && answer.body.contains("outcome_unknown");
        if (is_clear || (may_be_halfway && is_halfway)) return;
        add(line_, where, {fmt::format("no clear error: {} {}", answer.status, answer.body)});
    }

    /// Until one is refused clearly: what room the log's own file has left is used up first, by
    /// small things too.
    void book_until_refused(const std::string& where) {
        for (int i = 0; i < 200; ++i) {
            (void)clients_.book();
            if (!clients_.is_cut_off()) continue;
            const Answer& answer = clients_.unsettled().back().last;
            judge_refusal(where, answer, true);
            if (answer.status == 503) return;
        }
        add(line_, where, {"nothing is refused on a full disk"});
    }

    /// Nobody comes, moves or leaves on a full disk, and nobody is told that they did.
    void refuse_at_the_desk(const std::string& where, const std::string& expected,
                            const std::string& living) {
        clients_.check_in(expected);
        judge_refusal(where, clients_.unsettled().back().last, false);
        clients_.check_out(living);
        judge_refusal(where, clients_.unsettled().back().last, false);
    }

    void round(const std::string& known) {
        const std::string where = fmt::format("round {}", ++line_.rounds);
        const std::string expected = clients_.book_tonight();
        const std::string living = clients_.book_tonight();
        add(line_, where, clients_.wait_for_encoder());
        clients_.check_in(living);
        make_full(ENOSPC);
        book_until_refused(where);
        refuse_at_the_desk(where, expected, living);
        ++line_.reached;
        for (int i = 0; i < 5; ++i) {
            if (read(known) != 200) add(line_, where, {"reads do not go on"});
            (void)clients_.book();
        }
        if (!town_.runs()) add(line_, where, {"it ended: " + town_.server().log()});
        clients_.forgive_answers();
        make_room();
        if (!town_.runs()) town_.start();
        add(line_, where, clients_.settle());
        add(line_, where, checker_.wait_for_rest(seconds(90)));
        add(line_, where, clients_.replay());
        add(line_, where, checker_.check(clients_.told()));
    }

    /// The planted bug: a disk that breaks instead of being full. Reads must not seem to go on.
    void plant() {
        const std::string known = clients_.book();
        make_full(EIO);
        (void)clients_.book();
        (void)within(seconds(5), [&] { return !town_.runs(); });
        const int status = read(clients_.told().at(known).code);
        line_.canary = fmt::format("EIO instead: a read answers {}", status);
        if (status == 200) add(line_, "canary", {"reads go on after an I/O error"});
        make_room();
    }

    std::string why_not_mounted_;
    Town town_;
    Clients clients_{town_, "full"};
    Checker checker_{town_};
    Line line_{};
};

}  // namespace

TEST_CASE("a full disk keeps reads going, refuses writes clearly, and harms nothing") {
    const vacancy::testing::TemporaryDirectory directory;
    const std::string why = mount_small(directory.path());
    {
        FullDiskRig rig(directory.path(), why);
        rig.run();
    }
    if (why.empty()) CHECK(umount2(directory.path().c_str(), MNT_DETACH) == 0);
}
