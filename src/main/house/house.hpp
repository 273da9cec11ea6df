#pragma once
// House: the composition root. Builds every place from the configuration, in the order in which
// they need each other, and takes them down in reverse. One a process.

#include "booking/shop.hpp"
#include "hotel/calendars.hpp"
#include "hotel/desk.hpp"
#include "hotel/desk/front_desk.hpp"
#include "main/house/telemetry.hpp"
#include "notices/mailroom.hpp"
#include "outside/fias/house_keys.hpp"
#include "outside/house_supplier.hpp"
#include "outside/http_client.hpp"
#include "outside/payment_gateway.hpp"
#include "outside/postman.hpp"
#include "outside/press/press.hpp"
#include "outside/smtp_client.hpp"
#include "payments/till.hpp"

#include <memory>
#include <string>

namespace vacancy {

/// Opens the database the configuration names, and brings an empty one up to date. A database of
/// another version is refused with what to do.
[[nodiscard]] Result<std::unique_ptr<db::Database>> open_store(const Config& config);

class House {
public:
    /// `db` has the schema of this binary. Loads the calendars; blocks.
    static Result<std::unique_ptr<House>> build(const Config& config,
                                                std::unique_ptr<db::Database> db);
    House(const House&) = delete;
    House& operator=(const House&) = delete;
    ~House();

    const Config& config() const { return config_; }
    db::Database& db() { return *db_; }
    Telemetry& telemetry() { return telemetry_; }
    trace::Recorder& recorder() { return telemetry_.recorder(); }
    hotel::Desk& desk() { return desk_; }
    payments::Till& till() { return till_; }
    booking::Shop& shop() { return shop_; }
    hotel::FrontDesk& front_desk() { return front_desk_; }
    outside::fias::Switchboard& switchboard() { return switchboard_; }
    outside::fias::HouseKeys& keys() { return keys_; }
    notices::Mailroom& mailroom() { return mailroom_; }
    /// Mails are delivered; without a mail server they wait in the outbox.
    [[nodiscard]] bool has_postman() const { return smtp_ != nullptr; }
    /// The links of mails point there; known once the server listens.
    void set_public_url(std::string url) { mailroom_.public_url = std::move(url); }

private:
    struct Secrets;
    House(const Config& config, std::unique_ptr<db::Database> db, const Secrets& secrets,
          trace::RecorderOptions recording);
    Task<Result<std::string>> receipt_paper(Step& step, const PropertyId& property,
                                            const std::string& folio);
    static Result<Secrets> read_secrets(db::Database& db, const Config& config);

    Config config_;
    std::unique_ptr<db::Database> db_;
    Telemetry telemetry_;
    outside::HttpClient http_;
    std::unique_ptr<outside::SmtpClient> smtp_;
    std::unique_ptr<notices::Postman> postman_;
    outside::HttpCourier courier_;
    std::unique_ptr<payments::Gateway> gateway_;
    outside::fias::Switchboard switchboard_;
    outside::fias::HouseKeys keys_;
    outside::PaperPress press_;
    hotel::Calendars calendars_;
    hotel::Desk desk_;
    outside::HouseSupplier supplier_;
    payments::Till till_;
    hotel::FrontDesk front_desk_;
    notices::SealKey link_key_;
    booking::Shop shop_;
    notices::Mailroom mailroom_;
};

}  // namespace vacancy
