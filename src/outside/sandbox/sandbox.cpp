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
#include <optional>
#include <stdexcept>
#include <thread>

namespace vacancy::outside {
namespace {

constexpr std::chrono::milliseconds stop_deadline{2000};

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

}  // namespace

/// Every part of it, in the order it is built; goes down in the other order.
struct Sandbox::State {
    State(const SandboxOptions& options, trace::Recorder& recorder)
        : till(options.data + "/ledger.jsonl", system_clock()),
          inbox(options.data + "/inbox.jsonl", system_clock()),
          keys(options.data + "/keys.jsonl"),
          webhooks({.url = options.webhook_url, .secret = options.webhook_secret}, faults,
                   system_clock()),
          scratch(open_scratch()),
          smtp(context, options.smtp, inbox, faults) {
        partners.trust(options.webhook_secret);
        read_faults(options.faults_file, faults);
        router.add(payment_routes(), world);
        router.add(control_routes(), world);
        router.add(key_routes(), world);
        connect_encoder(options.keys);
        server.emplace(server_options(options), router, *scratch, recorder);
        server->start();
        mail_thread = std::thread([this] { context.run(); });
    }
    ~State() {
        if (server) server->stop(stop_deadline);
        context.stop();
        if (mail_thread.joinable()) mail_thread.join();
    }
    State(const State&) = delete;
    State& operator=(const State&) = delete;

    void connect_encoder(const std::string& address) {
        if (address.empty()) return;
        const auto plugged = cables.plug_in({.name = "keys", .address = address});
        if (!plugged) throw std::runtime_error("--keys: " + plugged.error().detail);
    }

    Faults faults{};
    SimulatedTill till;
    Inbox inbox;
    KeyBoard keys;
    WebhookSender webhooks;
    PartnerInbox partners{system_clock()};
    Counts tries{};
    boost::asio::io_context context{1};
    Cables cables{context, keys, faults};
    World world{.clock = system_clock(),
                .faults = faults,
                .till = till,
                .webhooks = webhooks,
                .inbox = inbox,
                .partners = partners,
                .tries = tries,
                .keys = keys,
                .cables = cables};
    std::unique_ptr<db::Database> scratch;
    SmtpServer smtp;
    web::Router router{};
    std::optional<web::Server> server{};
    std::thread mail_thread{};
};

Sandbox::Sandbox(const SandboxOptions& options, trace::Recorder& recorder) {
    if (sodium_init() < 0) throw std::runtime_error("libsodium cannot be initialized");
    std::filesystem::create_directories(options.data);
    state_ = std::make_unique<State>(options, recorder);
}
Sandbox::~Sandbox() = default;

std::string Sandbox::base_url() const { return state_->server->base_url(); }
std::string Sandbox::smtp_address() const { return state_->smtp.address(); }

int run_sandbox(const SandboxOptions& options, trace::Recorder& recorder) {
    const auto say = [&](const std::string& line) {
        if (options.announce) options.announce(line);
    };
    if (options.die_with_parent) prctl(PR_SET_PDEATHSIG, SIGTERM);
    try {
        boost::asio::io_context context{1};
        boost::asio::signal_set signals(context, SIGTERM, SIGINT);
        signals.async_wait([](const boost::system::error_code&, int) {});
        const Sandbox sandbox(options, recorder);
        say("listening on " + sandbox.base_url());
        say("smtp on " + sandbox.smtp_address());
        context.run();  // until a signal came
    } catch (const std::exception& failure) {
        say(fmt::format("the sandbox cannot run: {}", failure.what()));
        return 1;
    }
    return 0;
}

}  // namespace vacancy::outside
