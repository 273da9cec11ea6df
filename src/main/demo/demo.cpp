#include "hotel/api.hpp"
#include "main/commands.hpp"
#include "main/console.hpp"
#include "main/demo/child.hpp"
#include "main/demo/demo_file.hpp"
#include "main/demo/town.hpp"
#include "main/house/close.hpp"
#include "main/house/doors.hpp"
#include "main/house/workers.hpp"
#include "main/signals.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <fmt/format.h>

#include <filesystem>
#include <thread>

namespace vacancy {
namespace {

/// The two addresses of the sandbox, once it answers.
struct Outside {
    Child process;
    std::string http_url;
    std::string smtp_url;
};

Result<Outside> start_sandbox(const DemoOptions& options, const Config& config,
                              const std::string& encoder_address) {
    TRY(Child child,
        Child::start({"sandbox", "--data", options.data + "/sandbox", "--listen", "127.0.0.1:0",
                      "--smtp", "127.0.0.1:0", "--keys", encoder_address, "--webhook-url",
                      "http://" + config.listen + "/v1/payments/webhooks", "--webhook-secret",
                      config.gateway_webhook_secret, "--die-with-parent"}));
    TRY(std::string http, child.read_line("listening on "));
    TRY(std::string smtp, child.read_line("smtp on "));
    if (!smtp.starts_with("smtp://")) smtp = "smtp://" + smtp;
    return Outside{std::move(child), std::move(http), std::move(smtp)};
}

/// What the environment did not say, the demo says.
Result<Config> demo_config(const Config& given, const DemoOptions& options) {
    Config config = given;
    const auto unless_given = [&](std::string_view name, std::string_view value) -> Result<void> {
        if (config.source_of(name) != "default") return {};
        return config.set(name, value, "demo");
    };
    TRY_VOID(config.set("listen", options.listen, "demo"));
    TRY_VOID(unless_given("db", "sqlite:" + options.data + "/vacancy.db"));
    TRY_VOID(unless_given("gateway_webhook_secret", "whsec_ZGVtby1ub3QtYS1zZWNyZXQ="));
    // Few bookings, each worth looking at.
    TRY_VOID(unless_given("trace_keep_permille", "1000"));
    return config;
}

/// Ready to paste: one booking, and where its trace is.
std::string first_booking(const DemoFacts& facts, const hotel::Property& property) {
    constexpr std::string_view text = R"~(
book a room, then open its trace with the trace_id of the answer:

  curl -s {url}/v1/bookings -H 'Content-Type: application/json' -H 'Idempotency-Key: my-first' -d '
    {{"user_id": "me", "source": "api",
      "search": {{"property_id": "{property}", "check_in": "{check_in}", "check_out": "{check_out}",
                 "guests": 2}},
      "guest": {{"name": "Ada Example", "email": "ada@guest.example"}},
      "payment": {{"method": "card", "token": "tok_approved", "card_last_four": "4242",
                  "currency": "{currency}"}}}}'

  curl -s -H 'Authorization: Bearer {key}' {url}/v1/ops/traces/TRACE_ID
)~";
    return fmt::format(
        text, fmt::arg("url", facts.base_url), fmt::arg("property", property.id.text()),
        fmt::arg("check_in", (property.business_date + 14).text()),
        fmt::arg("check_out", (property.business_date + 16).text()),
        fmt::arg("currency", property.currency.code()), fmt::arg("key", facts.keys.at("manager")));
}

void tell(const DemoFacts& facts, const std::string& file, House& house) {
    say_line(fmt::format("listening on {}", facts.base_url));
    say_line(fmt::format("the outside world (ledger, inbox, faults) is at {}", facts.sandbox_url));
    say_line(fmt::format("addresses, ids, test cards and keys are in {}", file));
    for (const auto& [role, key] : facts.keys) say_line(fmt::format("  {:<12} {}", role, key));
    say_line(first_booking(facts, hotel::all_properties(house.desk()).front()));
}

/// Port 0 as a free port: the sandbox must know our address before we listen.
Result<std::string> with_port(const std::string& listen) {
    using boost::asio::ip::tcp;
    if (!listen.ends_with(":0")) return listen;
    boost::system::error_code code;
    boost::asio::io_context context;
    const std::string host = listen.substr(0, listen.size() - 2);
    const auto address = boost::asio::ip::make_address(host, code);
    if (code) return fail(ErrorCode::invalid_request, listen + " is no address");
    tcp::acceptor acceptor(context);
    acceptor.open(address.is_v6() ? tcp::v6() : tcp::v4(), code);
    if (!code) acceptor.bind({address, 0}, code);
    if (code) return fail(ErrorCode::invalid_request, listen + ": " + code.message());
    return fmt::format("{}:{}", host, acceptor.local_endpoint().port());
}

/// The town's keys: those of an earlier start when its file is still there, new ones otherwise.
Result<DemoKeys> keys_of_town(db::Database& db, const std::string& file) {
    DemoKeys keys = read_demo_keys(file);
    if (!keys.empty()) return keys;
    return make_town_keys(db);
}

/// The encoder of the town is there before guests are; without it the town works all the same.
void wait_for_encoder(House& house) {
    const hotel::Property town = hotel::all_properties(house.desk()).front();
    for (int i = 0; i < 300 && house.switchboard().status(town.id, "keys").state != "live"; ++i)
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
}

/// Serves from an open house to SIGTERM.
Result<void> run_house(House& house, DemoFacts facts, const std::string& file,
                       const Signals& signals) {
    Doors doors(house);
    Workers workers(house);
    facts.base_url = doors.base_url();
    house.set_public_url(facts.base_url);
    doors.open();
    workers.start();
    wait_for_encoder(house);
    TRY_VOID(write_demo_file(file, facts, house));
    tell(facts, file, house);
    signals.wait();
    close_house(doors, workers, house);
    return {};
}

Result<void> run_town(const Config& given, const DemoOptions& options, const Signals& signals) {
    const std::string file = options.data + "/demo.json";
    TRY(Config config, demo_config(given, options));
    TRY(config.listen, with_port(config.listen));
    TRY(auto store, open_store(config));
    TRY_VOID(seed_town(*store, {.closes_days = true}));
    TRY(DemoKeys keys, keys_of_town(*store, file));
    TRY(const std::string encoder_address, with_port("127.0.0.1:0"));
    TRY_VOID(give_town_an_encoder(*store, encoder_address));
    TRY(const Outside outside, start_sandbox(options, config, encoder_address));
    TRY_VOID(config.set("gateway_url", outside.http_url, "demo"));
    TRY_VOID(config.set("smtp_url", outside.smtp_url, "demo"));
    TRY(auto house, House::build(config, std::move(store)));
    return run_house(*house, {.base_url = {}, .sandbox_url = outside.http_url, .keys = keys}, file,
                     signals);
}

}  // namespace

int demo(const Config& given, const DemoOptions& options) {
    const Signals signals;  // before any thread, so that all of them inherit the mask
    std::error_code code;
    std::filesystem::create_directories(options.data, code);
    if (code)
        return complain(Error{.code = ErrorCode::internal,
                              .detail = fmt::format("{}: {}", options.data, code.message())});
    try {
        const auto done = run_town(given, options, signals);
        return done ? 0 : complain(done.error());
    } catch (const std::exception& failed) {  // only at start: an address in use, no threads
        return complain(Error{.code = ErrorCode::internal, .detail = failed.what()});
    }
}

}  // namespace vacancy
