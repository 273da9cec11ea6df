#include "main/replay/world.hpp"

#include "main/house/facts_for_mails.hpp"

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

trace::RecorderOptions recording(const Clock& clock) {
    trace::RecorderOptions options;
    options.clock = &clock;
    return options;
}

}  // namespace

struct World::Ways {
    explicit Ways(outside::InProcessMailbox& mailbox) : postman(mailbox) {}
    MailboxPostman postman;
    NoCourier courier;
};

World::World(std::unique_ptr<db::Database> db, ManualClock& clock)
    : clock_(clock),
      db_(std::move(db)),
      recorder_(recording(clock)),
      mailbox_(1),
      ways_(std::make_unique<Ways>(mailbox_)),
      desk_{.db = *db_, .clock = clock_, .calendars = calendars_, .memory_decides = true},
      supplier_(desk_),
      till_{.db = *db_, .gateway = gateway_, .clock = clock_},
      shop_{.db = *db_,
            .supplier = supplier_,
            .till = till_,
            .clock = clock_,
            .timers = real_timers(),
            .step_deadline = std::chrono::milliseconds{0}},
      mailroom_{
          .db = *db_,
          .clock = clock_,
          .postman = ways_->postman,
          .courier = ways_->courier,
          .link_key = notices::SealKey(Secret("replay")),
          .public_url = "https://replay.example",
          .mail_from = "Vacancy <reservations@vacancy.example>",
          .hotel_facts = [this](const PropertyId& id) { return facts_for_mails(desk_, id); }} {}

World::~World() = default;

}  // namespace vacancy::replay
