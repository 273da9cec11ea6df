#include "db/migrate.hpp"
#include "main/commands.hpp"
#include "main/console.hpp"
#include "main/house/house.hpp"
#include "main/house/telemetry.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url.hpp>
#include <fmt/format.h>

namespace vacancy {
namespace {

bool is_secret(std::string_view name) {
    return name.ends_with("_secret") || name.ends_with("_key");
}

/// The password of a postgres:// address is not for the screen.
std::string shown(const Config& config, const Setting& setting) {
    const std::string value = config.value_of(setting.name);
    if (value.empty()) return "(empty)";
    if (is_secret(setting.name)) return "(set)";
    const auto parsed = boost::urls::parse_uri(value);
    if (!parsed || !parsed->has_password()) return value;
    boost::urls::url hidden(*parsed);
    hidden.set_password("hidden");
    return std::string(hidden.buffer());
}

void show_settings(const Config& config) {
    for (const Setting& setting : settings())
        say_line(fmt::format("{:<34} {:<36} {}", setting.name, shown(config, setting),
                             config.source_of(setting.name)));
}

/// What was checked, and what is wrong with it; nothing: all is well.
struct Finding {
    std::string what;
    std::optional<std::string> wrong{};
};

std::string words_of(const Error& error) {
    return error.detail.empty() ? std::string(error.sentence()) : error.detail;
}

Finding check_database(const Config& config) {
    db::DatabaseOptions options;
    options.url = config.db;
    auto database = db::open_database(options);
    if (!database) return {"database", words_of(database.error())};
    Step step = Step::silent();
    const auto schema = db::check_schema(step, **database);
    if (!schema) return {"database", words_of(schema.error())};
    return {fmt::format("database ({})", (*database)->system_name())};
}

/// Somebody listens at the address's host and port.
Finding check_address(const std::string& what, const std::string& url) {
    if (url.empty()) return {what + " (not configured)"};
    const auto parsed = boost::urls::parse_uri(url);
    if (!parsed) return {what, fmt::format("\"{}\" is no address", url)};
    const std::string scheme(parsed->scheme());
    const std::string port = parsed->has_port()  ? std::string(parsed->port())
                             : scheme == "https" ? "443"
                             : scheme == "smtp"  ? "25"
                                                 : "80";
    boost::asio::io_context context;
    boost::asio::ip::tcp::resolver resolver(context);
    boost::asio::ip::tcp::socket socket(context);
    boost::system::error_code code;
    const auto found = resolver.resolve(std::string(parsed->host_address()), port, code);
    if (!code) boost::asio::connect(socket, found, code);
    if (code) return {what, fmt::format("{} does not answer: {}", url, code.message())};
    return {what};
}

Finding check_telemetry(const Config& config) {
    const auto variables = environment_with("OTEL_");
    const auto recording = recorder_options(config, variables);
    if (!recording) return {"telemetry", words_of(recording.error())};
    const auto exporting = trace::read_export_settings(variables);
    if (!exporting.warnings.empty())
        return {"telemetry", fmt::format("{}", fmt::join(exporting.warnings, "; "))};
    const bool sends = exporting.traces.to != trace::Destination::To::nowhere;
    return {sends ? "telemetry, sent to " + exporting.traces.url : "telemetry, not sent anywhere"};
}

}  // namespace

int doctor(const Config& config) {
    show_settings(config);
    say_line("");
    int wrong = 0;
    for (const Finding& finding :
         {check_database(config), check_address("payment gateway", config.gateway_url),
          check_address("mail server", config.smtp_url), check_telemetry(config)}) {
        say_line(finding.wrong ? fmt::format("WRONG  {}: {}", finding.what, *finding.wrong)
                               : fmt::format("well   {}", finding.what));
        wrong += finding.wrong ? 1 : 0;
    }
    return wrong == 0 ? 0 : 1;
}

}  // namespace vacancy
