#include "main/cli.hpp"

#include "main/commands.hpp"
#include "main/config_file.hpp"
#include "main/console.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <functional>
#include <memory>

namespace vacancy {
namespace {

/// The values of a command's flags, in the order of settings(); empty: not given.
struct Given {
    std::string file;
    std::vector<std::string> values = std::vector<std::string>(settings().size());
};

std::string flag_of(std::string_view name) {
    std::string flag = "--" + std::string(name);
    std::ranges::replace(flag, '_', '-');
    return flag;
}

/// Every option of config.def as a flag of this command.
std::shared_ptr<Given> take_settings(CLI::App& command) {
    auto given = std::make_shared<Given>();
    command.add_option("--config", given->file, "a TOML file with any of these options");
    for (std::size_t i = 0; i < settings().size(); ++i) {
        const Setting& setting = settings()[i];
        command.add_option(flag_of(setting.name), given->values[i], std::string(setting.sentence));
    }
    return given;
}

/// Defaults, then the file, then the environment, then the flags.
Result<Config> config_of(const Given& given) {
    Config config;
    const auto file = given.file.empty() ? environment("VACANCY_CONFIG") : given.file;
    if (file) TRY_VOID(take_file(config, *file));
    TRY_VOID(config.take_environment());
    for (std::size_t i = 0; i < given.values.size(); ++i) {
        if (given.values[i].empty()) continue;
        TRY_VOID(config.set(settings()[i].name, given.values[i], "flag"));
    }
    return config;
}

using Action = std::function<int(const Config&)>;

/// A command that takes the settings; its status lands in `status`.
CLI::App* add(CLI::App& app, const std::string& name, const std::string& sentence,
              std::pair<int*, Action> run) {
    CLI::App* command = app.add_subcommand(name, sentence);
    auto given = take_settings(*command);
    command->callback([given, run] {
        const auto config = config_of(*given);
        *run.first = config ? run.second(*config) : complain(config.error());
    });
    return command;
}

void add_house_commands(CLI::App& app, int& status) {
    add(app, "serve", "run the server", {&status, serve});
    add(app, "migrate", "bring the database's schema up to date", {&status, migrate_command});
    add(app, "doctor", "check the configuration and what it depends on", {&status, doctor});

    auto seed = std::make_shared<SeedOptions>();
    auto* seeding = add(app, "seed", "fill the database with a fictional town",
                        {&status, [seed](const Config& c) { return seed_command(c, *seed); }});
    seeding->add_option("--properties", seed->properties, "how many; 0: the demo town")
        ->check(CLI::Range(0, 100'000));
    seeding->add_option("--days", seed->days, "how far ahead rooms are on sale")
        ->check(CLI::Range(1, 1000));

    auto file = std::make_shared<std::string>();
    auto* backup = add(app, "backup", "copy the database while it is in use",
                       {&status, [file](const Config& c) { return backup_command(c, *file); }});
    backup->add_option("file", *file, "where to")->required();

    auto key = std::make_shared<KeyOptions>();
    auto* keys = add(app, "key", "make an API key and print it once",
                     {&status, [key](const Config& c) { return key_command(c, *key); }});
    keys->add_option("--role", key->role, "agent, host, housekeeper, manager, admin, integration")
        ->required();
    keys->add_option("--name", key->name, "what it is for")->required();
    keys->add_option("--account", key->account, "the account it belongs to");
    keys->add_option("--property", key->property, "the one property it is good for");
}

void add_audit(CLI::App& app, int& status) {
    CLI::App* audit =
        app.add_subcommand("audit", "what staff did, and whether the record of it holds");
    audit->require_subcommand(1);
    auto property = std::make_shared<std::string>();
    auto* verify =
        add(*audit, "verify", "walk the audit trail and name the first broken entry",
            {&status, [property](const Config& c) { return audit_verify_command(c, *property); }});
    verify->add_option("--property", *property, "of this one alone");
}

void add_demo(CLI::App& app, int& status) {
    CLI::App* command = app.add_subcommand("demo", "a demo town with everything around it");
    auto options = std::make_shared<DemoOptions>();
    command->add_option("--data", options->data, "directory that keeps it all")->required();
    command->add_option("--listen", options->listen, "address and port to serve on");
    command->callback([&status, options] {
        Config config;
        const auto taken = config.take_environment();
        status = taken ? demo(config, *options) : complain(taken.error());
    });
}

void add_replay(CLI::App& app, int& status) {
    CLI::App* command = app.add_subcommand("replay", "book a real history through the real flows");
    auto options = std::make_shared<ReplayOptions>();
    command->add_option("file", options->file, "the CSV, or its zip")->required();
    command->add_option("--rooms", options->rooms,
                        "hotel,room_type,rooms lines instead of the peak");
    command->add_option("--db", options->db,
                        "sqlite:PATH to keep it; a second run changes nothing");
    command->add_option("--first", options->first, "so many rows of the file; 0: all of them")
        ->check(CLI::Range(0, 100'000'000));
    command->add_flag("--front-desk", options->front_desk,
                      "check guests in and out, post their folios, audit every night");
    command->add_flag("--json", options->json, "the report as one JSON document");
    command->callback([&status, options] { status = replay_command(*options); });
}

void add_simulate(CLI::App& app, int& status) {
    CLI::App* command = app.add_subcommand(
        "simulate", "guests, faults and crashes from a seed, and their auditors");
    auto options = std::make_shared<SimulateOptions>();
    command->add_option("--seed", options->seed, "the seed, or the first of them");
    command->add_option("--seeds", options->seeds, "so many from the first on");
    command->add_option("--hours", options->hours, "fresh seeds for that long")
        ->check(CLI::Range(0.0, 10'000.0));
    command->add_option("--list", options->list, "a file of seeds, one a line");
    command->add_option("--remember", options->remember, "a file that a failing seed joins");
    command->add_flag("--fresh", options->fresh, "one more that nobody has run");
    command->add_flag("--trace", options->trace, "every event and kept span of one seed");
    command->callback([&status, options] { status = simulate_command(*options); });
}

void add_sandbox(CLI::App& app, int& status) {
    CLI::App* command =
        app.add_subcommand("sandbox", "the outside world: payment gateway, mail sink, key encoder");
    auto options = std::make_shared<SandboxCommand>();
    auto& sandbox = options->sandbox;
    command->add_option("--listen", sandbox.listen, "address and port of its HTTP side");
    command->add_option("--smtp", sandbox.smtp, "address and port of its mail sink");
    command->add_option("--data", sandbox.data, "directory of ledger and inbox")->required();
    command->add_option("--webhook-url", sandbox.webhook_url, "where payment events go");
    command->add_option("--webhook-secret", options->webhook_secret, "signs payment events");
    command->add_option("--keys", sandbox.keys, "address the key encoder connects to, host:port");
    command->add_option("--faults", sandbox.faults_file, "JSON list of faults");
    command->add_option("--threads", sandbox.threads, "that serve HTTP")->check(CLI::Range(1, 64));
    command->add_flag("--die-with-parent", sandbox.die_with_parent,
                      "end when the process that started it ends");
    command->callback([&status, options] { status = sandbox_command(*options); });
}

}  // namespace

int run_cli(int argc, char** argv) {
    CLI::App app("Vacancy: the reservation platform", "vacancy");
    app.require_subcommand(1);
    int status = 0;
    add_house_commands(app, status);
    add_audit(app, status);
    add_demo(app, status);
    add_replay(app, status);
    add_simulate(app, status);
    add_sandbox(app, status);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& wrong) {
        return app.exit(wrong) == 0 ? 0 : 2;
    }
    return status;
}

}  // namespace vacancy
