#pragma once
// Mailroom: the place of the notices room; what its flows need. Built once by the House; everything
// it refers to outlives it; any thread.

#include "db/database.hpp"
#include "notices/model/seal.hpp"
#include "notices/model/stay_notice.hpp"
#include "trace/step.hpp"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace vacancy::notices {

/// One mail, ready to send; addresses are bare.
struct Mail {
    std::string from;
    std::string to;
    std::string message;  ///< RFC 5322
};

/// The port to a mail server. Errors as in outside/smtp_client.hpp.
class Postman {
public:
    virtual ~Postman() = default;
    virtual Task<Result<void>> post(Step& step, const Mail& mail) = 0;
};

struct WebhookCall {
    std::string url;
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
};

/// The port to partners' servers; answers their HTTP status.
class Courier {
public:
    virtual ~Courier() = default;
    virtual Task<Result<int>> hand_over(Step& step, const WebhookCall& call) = 0;
};

struct Mailroom {
    db::Database& db;
    const Clock& clock;
    Postman& postman;
    Courier& courier;
    SealKey link_key;
    std::string public_url;  ///< no slash at the end
    std::string mail_from;   ///< "Name <address>"
    /// Facts of a property for the mails; property_not_found when it is gone.
    std::function<Result<HotelFacts>(const PropertyId&)> hotel_facts;
    /// The folio as a PDF, for its receipt; unset: the mail goes without. What it is called with
    /// outlives the task.
    std::function<Task<Result<std::string>>(Step&, const PropertyId&, const std::string& folio)>
        receipt_paper{};
};

}  // namespace vacancy::notices
