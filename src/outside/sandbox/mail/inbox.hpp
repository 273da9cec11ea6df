#pragma once
// Inbox: the mails the simulated mail server has taken, by Message-ID and recipients; a mail that
// comes again counts as another delivery of the same one. Journaled. Any thread.

#include "base/time.hpp"
#include "outside/sandbox/journal.hpp"

#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace vacancy::outside {

struct ReceivedMail {
    std::string from;
    std::vector<std::string> to;
    std::string raw;
};

struct InboxFilter {
    std::string_view to{};  ///< part of a recipient; empty: all
    std::size_t after = 0;  ///< skips that many
    std::size_t limit = 0;  ///< 0: no limit
};

class Inbox {
public:
    /// Reads the journal; throws std::runtime_error when the file cannot be used.
    Inbox(const std::string& file, const Clock& clock);

    void take(const ReceivedMail& mail);
    /// {"items": [{message_id, to, subject, raw, from, deliveries, received_at}]}, oldest first.
    [[nodiscard]] std::string to_json(const InboxFilter& filter = {}) const;
    [[nodiscard]] std::size_t size() const;

private:
    struct Item {
        std::string message_id;
        std::string from;
        std::string to;
        std::string subject;
        std::string raw;
        std::string received_at;
        std::int64_t deliveries = 0;
    };

    void put(Item item);
    void read_line(std::string_view line);

    const Clock& clock_;
    mutable std::mutex guard_;
    std::vector<Item> items_;
    std::unordered_map<std::string, std::size_t> by_id_;  ///< Message-ID and recipients
    Journal journal_;                                     ///< last: it replays into the others
};

}  // namespace vacancy::outside
