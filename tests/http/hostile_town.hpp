#pragma once
// A demo town for hostile clients: raw sockets to the real server, and what the kernel says about
// its memory.

#include "http/hostile_judge.hpp"
#include "http/server_client.hpp"
#include "support/demo_town.hpp"

#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>

namespace vacancy::testing {

/// Freed memory goes back at once under AddressSanitizer, so that it can be measured.
inline Variables measurable(Variables variables = {}) {
    const char* given = std::getenv("ASAN_OPTIONS");
    variables["ASAN_OPTIONS"] =
        (given != nullptr ? std::string(given) + ":" : std::string()) + "quarantine_size_mb=1";
    variables["VACANCY_METRICS_OPEN"] = "true";
    return variables;
}

class HostileTown {
public:
    explicit HostileTown(const Variables& variables = {}) : town(measurable(variables)) {
        const std::string url = text_at(town.facts(), "/base_url");
        port = static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
    }
    /// All that the server says to these bytes until it closes; nothing more is sent.
    [[nodiscard]] std::string talk(std::string_view bytes) const {
        web::test::Client one(port);
        one.send(bytes);
        one.finish_sending();
        return one.all();
    }
    [[nodiscard]] bool is_well() {
        return town.process().is_running() && web::test::Client(port).get("/healthz").status == 200;
    }
    /// Resident memory in KiB.
    [[nodiscard]] long resident_kib() {
        std::ifstream status("/proc/" + std::to_string(town.process().pid()) + "/status");
        for (std::string word; status >> word;) {
            long kib = 0;
            if (word == "VmRSS:" && status >> kib) return kib;
        }
        return 0;
    }

    DemoTown town;
    std::uint16_t port = 0;
};

}  // namespace vacancy::testing
