#include "main/house/house.hpp"

#include "db/installation.hpp"
#include "db/migrate.hpp"
#include "hotel/api.hpp"
#include "hotel/desk/night.hpp"
#include "hotel/papers.hpp"
#include "main/house/crash_point.hpp"
#include "main/house/facts_for_mails.hpp"
#include "notices/api.hpp"
#include "outside/no_gateway.hpp"

#include <utility>

namespace vacancy {

struct House::Secrets {
    Secret links;
    Secret hashes;
    Secret documents;
};

namespace {

std::unique_ptr<outside::SmtpClient> make_smtp(const Config& config) {
    if (config.smtp_url.empty()) return nullptr;
    outside::SmtpOptions options;
    options.url = config.smtp_url;
    return std::make_unique<outside::SmtpClient>(options);
}

std::unique_ptr<notices::Postman> make_postman(outside::SmtpClient* smtp) {
    if (smtp == nullptr) return std::make_unique<outside::NoPostman>();
    return std::make_unique<outside::SmtpPostman>(*smtp);
}

std::unique_ptr<payments::Gateway> make_gateway(const Config& config, outside::HttpClient& http) {
    if (config.gateway_url.empty()) return std::make_unique<outside::NoGateway>();
    outside::PaymentGatewayOptions options;
    options.base_url = config.gateway_url;
    options.api_key = Secret(config.gateway_key);
    options.timeout = std::chrono::milliseconds{config.gateway_timeout_ms};
    return std::make_unique<outside::PaymentGateway>(http, options);
}

bool is_sqlite(const Config& config) { return config.db.starts_with("sqlite:"); }

/// On SQLite this process is alone.
std::string node_name(const Config& config) {
    return is_sqlite(config) ? std::string{} : Uuid::make(system_clock().now()).text();
}

/// The trail is the hotel's; the shop does not know it.
Result<void> note_in_trail(db::Tx& tx, const booking::CanceledByStaff& by) {
    return hotel::note_cancellation(tx, {.property = by.property,
                                         .reservation = by.reservation,
                                         .confirmation_code = by.confirmation_code,
                                         .actor = {by.actor, by.role},
                                         .fee = by.fee,
                                         .waived = by.waived,
                                         .reason = by.reason,
                                         .trace_id = by.trace_id});
}

}  // namespace

Result<std::unique_ptr<db::Database>> open_store(const Config& config) {
    db::DatabaseOptions options;
    options.url = config.db;
    options.readers = static_cast<int>(config.db_threads);
    TRY(auto database, db::open_database(options));
    Step step = Step::silent();
    TRY(const bool fresh, db::is_empty(step, *database));
    if (fresh) TRY_VOID(db::migrate(step, *database));
    TRY_VOID(db::check_schema(step, *database));
    return database;
}

Result<House::Secrets> House::read_secrets(db::Database& db, const Config& config) {
    Step step = Step::silent();
    const auto body = [&](db::Tx& tx) -> Result<Secrets> {
        Secrets secrets;
        TRY(secrets.hashes, db::installation_secret(tx, "telemetry_hash_key"));
        TRY(secrets.links, db::installation_secret(tx, "link_key"));
        TRY(secrets.documents, db::installation_secret(tx, "document_key"));
        if (!config.link_secret.empty()) secrets.links = Secret(config.link_secret);
        return secrets;
    };
    return db.transact_now(step, body);
}

House::House(const Config& config, std::unique_ptr<db::Database> db, const Secrets& secrets,
             trace::RecorderOptions recording)
    : config_(config),
      db_(std::move(db)),
      telemetry_(std::move(recording), environment_with("OTEL_")),
      smtp_(make_smtp(config_)),
      postman_(make_postman(smtp_.get())),
      courier_(http_),
      gateway_(make_gateway(config_, http_)),
      switchboard_(system_clock()),
      keys_(*db_, switchboard_, system_clock()),
      press_([this](std::string_view code, LocalDate departure) {
          return notices::printed_manage_link(mailroom_, code, departure);
      }),
      desk_{.db = *db_,
            .clock = system_clock(),
            .calendars = calendars_,
            .memory_decides = is_sqlite(config_),
            .node = node_name(config_)},
      supplier_(desk_),
      till_{.db = *db_,
            .gateway = *gateway_,
            .clock = system_clock(),
            .webhook_secret = Secret(config_.gateway_webhook_secret),
            .is_signed_by_gateway = outside::is_signed_by_gateway},
      front_desk_{.db = *db_,
                  .desk = desk_,
                  .till = till_,
                  .keys = keys_,
                  .clock = system_clock(),
                  .document_key = secrets.documents,
                  .crash_point = config_.crash_points ? &crash_here : nullptr,
                  .links = &switchboard_,
                  .press = &press_},
      link_key_(secrets.links),
      shop_{.db = *db_,
            .supplier = supplier_,
            .till = till_,
            .clock = system_clock(),
            .timers = real_timers(),
            .step_deadline = std::chrono::seconds{config_.booking_deadline_s},
            .hold_time = std::chrono::seconds{config_.hold_ttl_s},
            .open_manage_link =
                [this](std::string_view token, Instant now) {
                    return notices::open_manage_token(link_key_, token, now);
                },
            .note_cancellation = note_in_trail,
            .crash_point = config_.crash_points ? &crash_here : nullptr},
      mailroom_{.db = *db_,
                .clock = system_clock(),
                .postman = *postman_,
                .courier = courier_,
                .link_key = link_key_,
                .public_url = config_.public_url,
                .mail_from = config_.mail_from,
                .hotel_facts = [this](const PropertyId& id) { return facts_for_mails(desk_, id); },
                .receipt_paper =
                    [this](Step& step, const PropertyId& property, const std::string& folio) {
                        return receipt_paper(step, property, folio);
                    }} {}

Task<Result<std::string>> House::receipt_paper(Step& step, const PropertyId& property,
                                               const std::string& folio) {
    CO_TRY(const auto id, hotel::FolioId::parse(folio));
    const hotel::FolioQuery query{property, id};
    CO_TRY(const hotel::Paper paper, co_await hotel::receipt_of(step, front_desk_, query));
    // Without a span: the mail is delivered in the trace of the check-out, whose steps are its own.
    co_return press_.print(paper);
}

House::~House() = default;

Result<std::unique_ptr<House>> House::build(const Config& config,
                                            std::unique_ptr<db::Database> db) {
    TRY(const Secrets secrets, read_secrets(*db, config));
    TRY(auto recording, recorder_options(config, environment_with("OTEL_")));
    recording.hash_key = secrets.hashes.reveal();
    std::unique_ptr<House> house(new House(config, std::move(db), secrets, std::move(recording)));
    TRY_VOID(house->recorder().within(span::vacancy_calendars_load, hotel::load_calendars,
                                      house->desk_));
    return house;
}

}  // namespace vacancy
