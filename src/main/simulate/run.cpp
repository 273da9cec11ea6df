#include "main/simulate/run.hpp"

#include "db/migrate.hpp"
#include "main/simulate/audit/auditors.hpp"
#include "main/simulate/porter.hpp"
#include "main/simulate/store.hpp"
#include "main/simulate/town.hpp"
#include "saga/running/owner.hpp"

namespace vacancy::simulate {
namespace {

using namespace std::chrono_literals;

/// After the faults have stopped all must be at rest within that time.
constexpr auto patience = 10min;
/// And a night audit through all of them.
constexpr auto night_patience = 30min;
constexpr auto audit_hour = std::chrono::minutes{3h};

std::vector<int> capacities(Dice& dice) { return {dice.between(1, 3), dice.between(1, 2)}; }

class Simulation {
public:
    explicit Simulation(const Seed& seed)
        : chaos_(seed.number),
          witness_(clock_),
          bank_(chaos_, timeline_, witness_),
          post_(chaos_, timeline_, witness_),
          locks_(chaos_, timeline_, witness_),
          cable_(chaos_, timeline_, witness_),
          hotel_(capacities(chaos_.dice)),
          desk_(hotel_.capacity()) {
        witness_.tell(seed.tell);
    }

    Report run(const Seed& seed) {
        if (auto ready = open(); !ready) {
            witness_.broken("the simulation cannot begin: " + ready.error().detail);
        } else {
            day();
            if (chaos_.stays_overnight) {
                night();
                morning();
                night();
            }
            evening();
        }
        life_.reset();
        return {.seed = seed.number,
                .broken = witness_.first_broken(),
                .digest = witness_.digest(),
                .events = witness_.events(),
                .spans = witness_.spans(),
                .steps = steps_,
                .requests = guests_ ? guests_->requests() : 0,
                .simulated_s = (clock_.now() - opening()) / 1s,
                .faults = chaos_.counts()};
    }

private:
    Result<void> open() {
        db::DatabaseOptions options;
        options.url = "sqlite::memory:";
        options.clock = &clock_;
        options.inline_execution = true;
        TRY(db_, db::open_database(options));
        Step step = Step::silent();
        TRY_VOID(db::migrate(step, *db_));
        TRY_VOID(set_up_town(*db_, hotel_.capacity()));
        if (chaos_.stays_overnight) {
            closes_itself_ = chaos_.dice.chance(500);
            TRY_VOID(
                set_up_nights(*db_, closes_itself_ ? std::optional(audit_hour) : std::nullopt));
        }
        store_ = std::make_unique<Store>(*db_, chaos_, timeline_);
        guests_ = std::make_unique<Guests>(around(), hotel_, [this] { return life_.get(); });
        desk_guests_ = std::make_unique<DeskGuests>(around(), DeskGuests::References{hotel_, desk_},
                                                    [this] { return life_.get(); });
        if (chaos_.desk_is_open)
            guests_->send_to_desk([this](const Guest& guest) { desk_guests_->comes(guest); });
        porter_ = std::make_unique<Porter>(around(), [this] { return life_.get(); });
        bank_.send_to([this](const payments::GatewayEvent& event) { webhook(event); });
        return begin_life();
    }

    Surroundings around() {
        return {.store = *store_,
                .clock = clock_,
                .chaos = chaos_,
                .timeline = timeline_,
                .witness = witness_,
                .bank = bank_,
                .postman = post_,
                .courier = post_,
                .locks = locks_,
                .cable = cable_};
    }

    Result<void> begin_life() {
        chaos_.restarted();
        witness_.note("the house opens");
        life_ = std::make_unique<Life>(around());
        TRY_VOID(life_->start());
        life_->run();
        return {};
    }

    /// Guests come, and everything that can fail does.
    void day() {
        const auto length = chaos_.dice.between(60s, 300s);
        guests_->come(chaos_.dice.between(2, 12), length * 2 / 3);
        auto until = clock_.now() + length;
        if (chaos_.weather.outage > 0) {
            timeline_.after(chaos_.dice.between(1us, 60'000'000us), Side::outside,
                            [this] { bank_.go_away(chaos_.dice.between(60s, 900s)); });
            until = until + chaos_.dice.between(300s, 900s);
        }
        while (witness_.first_broken().empty() && timeline_.next_at() < until) step();
    }

    /// Nobody new, until nobody waits for an answer.
    void close_doors() {
        guests_->close_doors();
        desk_guests_->close_doors();
        while (witness_.first_broken().empty() && is_anybody_waiting()) step();
    }
    [[nodiscard]] bool is_anybody_waiting() const {
        return guests_->waiting() + desk_guests_->waiting() > 0;
    }

    /// Whatever would have happened until then happens late.
    void sleep_until(int day, std::chrono::minutes wall) {
        clock_.set(std::max(clock_.now(), instant_of(first_day() + day, wall, town_zone)));
        awake_since_ = clock_.now();
        witness_.note("everybody has slept");
    }

    /// The present day is closed, by itself or by the porter, while some still come and go.
    void night() {
        close_doors();
        const int day = desk_.day();
        chaos_.begin_another_day();
        hotel_.night_begins(clock_.now().us);
        desk_.night_begins();
        nights_begun_ = day + 1;
        if (closes_itself_)
            sleep_until(day + 1, audit_hour - 1min);
        else
            sleep_until(day, 23h + 20min);
        if (!closes_itself_ || chaos_.dice.chance(300))
            porter_->close(first_day() + day, !closes_itself_);
        if (!chaos_.is_calm) desk_guests_->night();
        const Instant least = clock_.now() + 2min;
        const Instant most = clock_.now() + night_patience;
        while (witness_.first_broken().empty() && (clock_.now() < least || desk_.day() == day)) {
            if (clock_.now() > most)
                return witness_.broken("the night audit does not come through");
            step();
        }
        close_doors();
    }

    void morning() {
        sleep_until(desk_.day(), 10h);
        hotel_.day_begins();
        chaos_.begin_another_day();
        if (!clean_rooms(*db_)) return witness_.broken("the rooms cannot be cleaned");
        const auto length = chaos_.dice.between(60s, 200s);
        guests_->open_doors(chaos_.dice.between(1, 8), length * 2 / 3);
        desk_guests_->morning(*guests_);
        const auto until = clock_.now() + length;
        while (witness_.first_broken().empty() && timeline_.next_at() < until) step();
    }

    void evening() {
        chaos_.is_calm = true;
        bank_.go_away(0us);
        witness_.note("the faults stop");
        if (chaos_.stays_overnight) night();
        const Instant until = clock_.now() + patience;
        while (witness_.first_broken().empty()) {
            const Books books = read();
            // A worker may be in the middle of its round; a span that never ends is told below.
            const bool is_idle = life_ != nullptr && life_->world().recorder().open_traces() == 0;
            if (outside_waits() == 0 && is_idle && is_at_rest(evidence(books))) {
                life_->check_spans();
                audit_rest(evidence(books), witness_);
                return;
            }
            if (timeline_.next_at() > until)
                return witness_.broken("not at rest ten minutes after the faults: " +
                                       (is_idle || life_ == nullptr ? unrest(evidence(books))
                                                                    : "a span has not ended"));
            step();
        }
    }

    [[nodiscard]] std::size_t outside_waits() const {
        return timeline_.outside() + webhooks_.size();
    }

    void step() {
        ++steps_;
        timeline_.step();
        if (life_ != nullptr) life_->run();
        if (chaos_.has_crashed()) fall();
        const auto changes = count_changes(*db_);
        if (!changes || *changes == seen_changes_) return;
        seen_changes_ = *changes;
        const Books books = read();
        if (books.business_date - first_day() != desk_.day()) day_was_closed(books);
        audit_step(evidence(books), witness_);
    }

    void day_was_closed(const Books& books) {
        witness_.note("it is {}", books.business_date.text());
        if (desk_.day() >= nights_begun_ || books.business_date - first_day() != desk_.day() + 1)
            return witness_.broken("the business date is " + books.business_date.text());
        audit_closed_day(evidence(books), desk_.close_day(), witness_);
    }

    Books read() {
        auto books = read_books(*db_);
        if (books) return std::move(*books);
        witness_.broken("the books cannot be read: " + books.error().detail);
        return {};
    }

    Evidence evidence(const Books& books) {
        return {
            .books = books,
            .hotel = hotel_,
            .guests = *guests_,
            .desk = desk_,
            .desk_guests = *desk_guests_,
            .bank = bank_,
            .post = post_,
            .locks = locks_,
            .cable = cable_,
            .now = clock_.now(),
            .up_since = life_ != nullptr ? std::max(life_->began(), awake_since_) : clock_.now(),
            .crashes = crashes_,
            .is_fine = chaos_.is_fine(),
            .has_till = chaos_.stays_overnight,
            .last_day = nights_begun_};
    }

    /// The process is gone; after a while somebody starts it again.
    void fall() {
        witness_.note("the house falls");
        crashes_.push_back(clock_.now());
        life_.reset();
        chaos_.restarted();
        guests_->nobody_answers();
        desk_guests_->nobody_answers();
        porter_->nobody_answers();
        for (auto& [ticket, event] : std::exchange(webhooks_, {})) again(event);
        timeline_.after(chaos_.dice.between(1us, 5'000'000us), Side::outside, [this] {
            if (const auto opened = begin_life(); !opened)
                witness_.broken("the house does not open again: " + opened.error().detail);
        });
    }

    void webhook(const payments::GatewayEvent& event) {
        if (life_ == nullptr) return again(event);
        const int ticket = ++last_webhook_;
        webhooks_.emplace(ticket, event);
        life_->spawn(take(life_->world(), ticket, event));
    }
    /// The bank tries again until it is heard.
    void again(const payments::GatewayEvent& event) {
        timeline_.after(chaos_.dice.between(1us, 20'000'000us), Side::outside,
                        [this, event] { webhook(event); });
    }
    Task<void> take(Stage& world, int ticket, payments::GatewayEvent event) {
        Step step =
            world.recorder().root(span::http_server, {.name = "POST /v1/payments/webhooks"});
        const auto taken = co_await payments::take_event(step, world.till(), event);
        step.close(taken ? nullptr : &taken.error());
        webhooks_.erase(ticket);
        witness_.note("webhook {} {}", event.event_id,
                      taken ? payments::name_of(*taken) : name_of(taken.error().code));
        if (taken && *taken == payments::Intake::contradicts)
            witness_.broken("the bank contradicts our ledger: " + event.event_id);
        if (!taken) again(event);
    }

    ManualClock clock_{opening()};
    Chaos chaos_;
    Timeline timeline_{clock_};
    Witness witness_;
    Bank bank_;
    Post post_;
    Locks locks_;
    Cable cable_;
    reference::Hotel hotel_;
    reference::Desk desk_;
    std::unique_ptr<db::Database> db_{};
    std::unique_ptr<Store> store_{};
    std::unique_ptr<Guests> guests_{};
    std::unique_ptr<DeskGuests> desk_guests_{};
    std::unique_ptr<Porter> porter_{};
    std::unique_ptr<Life> life_{};
    std::map<int, payments::GatewayEvent> webhooks_{};  ///< in the house's hands
    std::vector<Instant> crashes_{};
    std::int64_t seen_changes_ = -1;
    std::uint64_t steps_ = 0;
    int last_webhook_ = 0;
    bool closes_itself_ = false;
    int nights_begun_ = 0;
    Instant awake_since_{};
};

}  // namespace

Report simulate(const Seed& seed) {
    saga::become_another_process();  // its first name is drawn now, and not in the first run only
    seed_random(seed.number);
    return Simulation(seed).run(seed);
}

}  // namespace vacancy::simulate
