#pragma once
// What each command of the command line does, apart from reading its options. Each answers the exit
// status; anything that goes wrong at start is one clear line on stderr.

#include "base/config/config.hpp"
#include "outside/sandbox/sandbox.hpp"

#include <cstdint>
#include <string>

namespace vacancy {

int serve(const Config& config);
int migrate_command(const Config& config);
int backup_command(const Config& config, const std::string& file);
int doctor(const Config& config);
/// Walks the audit trail of one property (id; empty: of all) and names the first entry that does
/// not hold; 1 when one does not.
int audit_verify_command(const Config& config, const std::string& property);

struct SeedOptions {
    int properties = 0;  ///< 0: the demo town
    int days = 400;
    bool closes_days = false;  ///< at four in the morning, by night audits
};
int seed_command(const Config& config, const SeedOptions& options);

struct KeyOptions {
    std::string role;
    std::string name;
    std::string account;   ///< id; empty: none
    std::string property;  ///< id; empty: all of the account's
};
/// Prints the new key, once.
int key_command(const Config& config, const KeyOptions& options);

struct DemoOptions {
    std::string data;
    std::string listen = "127.0.0.1:8080";
};
/// Migrates, seeds, starts the sandbox as a child process and serves.
int demo(const Config& config, const DemoOptions& options);

struct ReplayOptions {
    std::string file;
    std::string rooms;        ///< file; empty: the data's own peak
    std::string db;           ///< empty: in memory
    std::size_t first = 0;    ///< rows; 0: all
    bool front_desk = false;  ///< guests are checked in and out, and every night is audited
    bool json = false;
};
int replay_command(const ReplayOptions& options);

struct SimulateOptions {
    std::uint64_t seed = 1;   ///< the one, or the first of several
    std::uint64_t seeds = 0;  ///< 0: the one, with what it did
    double hours = 0;         ///< goes on with fresh seeds for that long
    bool fresh = false;       ///< one more that nobody has run
    bool trace = false;       ///< every event and span of the one as lines
    std::string list;         ///< a file of seeds that are run, too
    std::string remember;     ///< a file that a failing seed joins
};
/// 1 and one line that replays it when a seed breaks a promise.
int simulate_command(const SimulateOptions& options);

struct SandboxCommand {
    outside::SandboxOptions sandbox;
    std::string webhook_secret;
};
int sandbox_command(const SandboxCommand& command);

}  // namespace vacancy
