#pragma once
// The outcome checker: from what the store, the gateway's ledger and the inbox say, whether every
// booking ended in the truth. Plain values in, sentences out, so that a test can doctor them.

#include <cstdint>
#include <string>
#include <vector>

namespace vacancy::testing {

struct BookingFact {
    std::string id{};
    std::string reservation{};
    std::string state{};  ///< pending, confirmed, canceled, failed
    std::string email{};
    std::int64_t total = 0;
};
struct PaymentFact {
    std::string reference{};  ///< the reservation
    std::string transaction{};
    std::string status{};
    std::int64_t authorized = 0;
    std::int64_t captured = 0;
    std::int64_t refunded = 0;
};
struct MailFact {
    std::string id{};  ///< Message-ID
    std::string to{};
    std::string subject{};
    std::int64_t deliveries = 0;
};
struct WorldFacts {
    std::vector<BookingFact> bookings{};
    std::vector<PaymentFact> ours{};    ///< our ledger
    std::vector<PaymentFact> theirs{};  ///< the gateway's
    std::vector<MailFact> mails{};
    std::int64_t open_sagas = 0;
    std::int64_t open_messages = 0;
    std::int64_t nights_sold = 0;
    std::int64_t nights_held = 0;
    std::int64_t nights_confirmed = 0;  ///< by the reservations
};

/// One sentence for each thing that is wrong.
[[nodiscard]] std::vector<std::string> wrongs_of(const WorldFacts& facts);

}  // namespace vacancy::testing
