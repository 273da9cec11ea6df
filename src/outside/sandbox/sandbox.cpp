#include "outside/sandbox/sandbox.hpp"

#include "db/database.hpp"
#include "outside/sandbox/mail/smtp_server.hpp"
#include "outside/sandbox/world.hpp"
#include "trace/recorder.hpp"
#include "web/server.hpp"

#include <boost/asio/signal_set.hpp>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/prctl.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace vacancy::outside {
namespace {

constexpr std::chrono::milliseconds stop_deadline{2000};

/// Every part of it, in the order it is built; goes down in the other order.
struct Simulation {
    explicit Simulation(const SandboxOptions& options)
        : till(options.data + "/ledger.jsonl", system_clock()),
          inbox(options.data + "/inbox.jsonl", system_clock()),
          webhooks({.url = options.webhook_url, .secret = options.webhook_secret}, faults,
                   system_clock()) {
        partners.trust(options.webhook_secret);
    }

    Faults faults{};
    SimulatedTill till;
    Inbox inbox;
    WebhookSender webhooks;
    PartnerInbox partners{system_clock()};
    Counts tries{};
    World world{.clock = system_clock(),
                .faults = faults,
                .till = till,
                .webhooks = webhooks,
                .inbox = inbox,
                .partners = partners,
                .tries = tries};
};

void read_faults(const std::string& file, Faults& faults) {
    if (file.empty()) return;
    std::ifstream in(file, std::ios::binary);
    if (!in) throw std::runtime_error("cannot read " + file);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const auto added = faults.add_json(text);
    if (!added)
        throw std::runtime_error(
            fmt::format("{}: {} {}", file, added.error().sentence(), added.error().detail));
}

web::ServerOptions server_options(const SandboxOptions& options) {
    web::ServerOptions server;
    server.listen = options.listen;
    server.threads = options.threads;
    server.max_in_flight = 100'000;
    server.guests_may_trace = true;
    server.guards_the_door = false;
    return server;
}

std::unique_ptr<db::Database> open_scratch() {
    // The web server wants a database for keys it never looks up here.
    auto opened = db::open_database({.url = "sqlite::memory:", .readers = 1});
    if (!opened) throw std::runtime_error(opened.error().detail);
    return std::move(*opened);
}

void serve(const SandboxOptions& options, trace::Recorder& recorder) {
    std::filesystem::create_directories(options.data);
    Simulation simulation(options);
    read_faults(options.faults_file, simulation.faults);
    const auto scratch = open_scratch();
    web::Router router;
    router.add(payment_routes(), simulation.world);
    router.add(control_routes(), simulation.world);
    boost::asio::io_context context{1};
    boost::asio::signal_set signals(context, SIGTERM, SIGINT);
    signals.async_wait([&context](const boost::system::error_code&, int) { context.stop(); });
    SmtpServer smtp(context, options.smtp, simulation.inbox, simulation.faults);
    web::Server server(server_options(options), router, *scratch, recorder);
    server.start();
    if (options.announce) {
        options.announce("listening on " + server.base_url());
        options.announce("smtp on " + smtp.address());
    }
    context.run();
    smtp.stop();
    server.stop(stop_deadline);
}

}  // namespace

int run_sandbox(const SandboxOptions& options, trace::Recorder& recorder) {
    const auto say = [&](const std::string& line) {
        if (options.announce) options.announce(line);
    };
    if (sodium_init() < 0) {
        say("libsodium cannot be initialized");
        return 1;
    }
    if (options.die_with_parent) prctl(PR_SET_PDEATHSIG, SIGTERM);
    try {
        serve(options, recorder);
    } catch (const std::exception& failure) {
        say(fmt::format("the sandbox cannot run: {}", failure.what()));
        return 1;
    }
    return 0;
}

}  // namespace vacancy::outside
