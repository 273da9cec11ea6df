#include "support/sandbox_process.hpp"

#include <doctest/doctest.h>

#include <csignal>
#include <fstream>

using namespace vacancy::testing;

namespace {

std::size_t ledger_lines(const SandboxProcess& sandbox) {
    return sandbox.browser().get("/ledger").json().at("items").as_array().size();
}

}  // namespace

TEST_CASE("the sandbox ends by SIGTERM and finds its ledger again") {
    const TemporaryDirectory data;
    {
        SandboxProcess sandbox(data.path());
        CHECK(sandbox.authorize("r1") == 200);
        sandbox.process().signal(SIGTERM);
        CHECK(sandbox.process().wait() == 0);
    }
    const SandboxProcess again(data.path());
    CHECK(ledger_lines(again) == 1);
}

TEST_CASE("what the sandbox has answered outlives a kill -9") {
    const TemporaryDirectory data;
    {
        SandboxProcess sandbox(data.path());
        for (int i = 0; i < 50; ++i) REQUIRE(sandbox.authorize("r" + std::to_string(i)) == 200);
        sandbox.process().signal(SIGKILL);
        CHECK(sandbox.process().wait() == -SIGKILL);
    }
    const SandboxProcess again(data.path());
    CHECK(ledger_lines(again) == 50);
}

TEST_CASE("faults can be given by a file") {
    const TemporaryDirectory data;
    const std::string file = data.path() + "/faults.json";
    std::ofstream(file) << R"([{"target":"payments","kind":"refuse","times":1}])";
    const SandboxProcess sandbox(data.path() + "/sandbox", {"--faults", file});
    CHECK(sandbox.authorize("r1") == 402);
    CHECK(sandbox.authorize("r2") == 200);
}

TEST_CASE("an address that is taken is one clear line and a failure") {
    const TemporaryDirectory data;
    SandboxProcess first(data.path() + "/a");
    const std::string taken = first.base_url().substr(std::string("http://").size());
    Process second({"sandbox", "--data", data.path() + "/b", "--listen", taken});
    CHECK(second.wait() == 1);
    CHECK(second.rest().find("cannot listen on " + taken) != std::string::npos);
}
