#pragma once
// Worker: one thread of the pool with its connection.

#include "db/postgres/connection.hpp"
#include "db/postgres/order.hpp"
#include "db/postgres/transaction.hpp"

#include <thread>

namespace vacancy::db::postgres {

/// What the workers of one database share.
struct Shared {
    Shared(std::string address, std::chrono::milliseconds timeout, const Clock* given,
           std::size_t queue_limit)
        : url(std::move(address)), statement_timeout(timeout), clock(given), queue(queue_limit) {}

    std::string url;
    std::chrono::milliseconds statement_timeout;
    const Clock* clock;  ///< null: the server's time
    JobQueue queue;
    CommitOrder order{};
};

class Worker {
public:
    explicit Worker(Shared& shared)
        : shared_(shared), connection_(shared.url, shared.statement_timeout) {}

    Result<void> connect() { return connection_.ensure(PostgresTx::frame()); }
    void loop();

private:
    enum class End : std::uint8_t { committed, rolled_back, again };

    void run(Job& job);
    [[nodiscard]] End try_once(Job& job, std::optional<CommitOrder::Ticket>& ticket);
    [[nodiscard]] End commit(Job& job, PostgresTx& tx);
    void roll_back(const PostgresTx& tx);

    Shared& shared_;
    Connection connection_;
};

}  // namespace vacancy::db::postgres
