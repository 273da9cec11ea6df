#include "main/replay/world.hpp"

namespace vacancy::replay {
namespace {

class MailboxPostman final : public notices::Postman {
public:
    explicit MailboxPostman(outside::InProcessMailbox& mailbox) : mailbox_(mailbox) {}
    Task<Result<void>> post(Step&, const notices::Mail& mail) override {
        co_return mailbox_.take(mail.to, mail.message);
    }

private:
    outside::InProcessMailbox& mailbox_;
};

/// Nobody has registered a webhook in a replay.
class NoCourier final : public notices::Courier {
public:
    Task<Result<int>> hand_over(Step&, const notices::WebhookCall&) override {
        co_return fail(ErrorCode::upstream_unavailable);
    }
};

}  // namespace

struct World::Ways {
    explicit Ways(outside::InProcessMailbox& mailbox) : postman(mailbox) {}
    MailboxPostman postman;
    NoCourier courier;
};

World::World(std::unique_ptr<db::Database> db, ManualClock& clock)
    : clock_(clock),
      db_(std::move(db)),
      mailbox_(1),
      ways_(std::make_unique<Ways>(mailbox_)),
      rooms_({.db = *db_,
              .clock = clock_,
              .gateway = gateway_,
              .postman = ways_->postman,
              .courier = ways_->courier,
              .timers = real_timers()}),
      front_desk_{.db = *db_,
                  .desk = rooms_.desk(),
                  .till = rooms_.till(),
                  .keys = keys_,
                  .clock = clock_} {}

World::~World() = default;

}  // namespace vacancy::replay
