#pragma once
// PaperDesk: a front desk over a test's store with guests whose folios are open, for tests of
// accounts and papers. Nothing reaches a gateway or a key encoder.

#include "hotel/accounts.hpp"
#include "hotel/papers.hpp"
#include "hotel/store/desk/folios.hpp"
#include "outside/mechanical_keys.hpp"
#include "outside/no_gateway.hpp"
#include "store/hotel_desk.hpp"

namespace vacancy::test {

class PaperDesk {
public:
    PaperDesk(TestStore& store, ManualClock& its_clock)
        : clock(its_clock),
          town(store, clock, !store.is_postgres()),
          till{.db = store.db(), .gateway = gateway, .clock = clock},
          front{.db = store.db(), .desk = town.desk, .till = till, .keys = keys, .clock = clock} {}

    /// A confirmed stay with two windows; their folios.
    std::vector<hotel::FolioId> open_folios(int from) {
        const ReservationId id = town.held(town.doubles(from, 1));
        REQUIRE_FALSE(town.confirm(id).has_value());
        Step step = Step::silent();
        const std::string code =
            run_to_end(hotel::find_reservation(step, town.desk, id)).value().confirmation_code;
        const hotel::RouteFolios command{.stay = {DeskOn::property(), code},
                                         .windows = {{.window = 2, .payer = "someone else"}},
                                         .actor = agent};
        const auto folios = done(hotel::route_folios(step, front, command));
        std::vector<hotel::FolioId> ids;
        for (const auto& window : folios.windows) ids.push_back(window.folio.id);
        return ids;
    }
    /// The guest came and left; the folio takes nothing more.
    void leave(const hotel::FolioId& folio) {
        Step step = Step::silent();
        const auto view = done(hotel::find_folio(step, front, query(folio)));
        REQUIRE_FALSE(town.does(hotel::check_in, view.folio.reservation).has_value());
        REQUIRE_FALSE(town.does(hotel::check_out, view.folio.reservation).has_value());
        const auto close = [&](db::Tx& tx) { return hotel::store::close_folio(tx, folio); };
        REQUIRE(front.db.transact_now(step, close).has_value());
    }
    [[nodiscard]] static hotel::FolioQuery query(const hotel::FolioId& folio) {
        return {DeskOn::property(), folio};
    }

    template <class T>
    static T done(Task<Result<T>> task) {
        auto outcome = run_to_end(std::move(task));
        REQUIRE_MESSAGE(outcome.has_value(), (outcome ? "" : outcome.error().detail));
        return std::move(*outcome);
    }
    template <class T>
    static std::optional<ErrorCode> refused(Task<Result<T>> task) {
        auto outcome = run_to_end(std::move(task));
        return outcome ? std::nullopt : std::optional(outcome.error().code);
    }

    ManualClock& clock;
    outside::NoGateway gateway{};
    outside::MechanicalKeys keys{};
    DeskOn town;
    payments::Till till;
    hotel::FrontDesk front;
    const hotel::Actor agent{.id = "agent-1", .role = "agent"};
};

inline void at_the_paper_desk(const std::function<void(PaperDesk&, TestStore&)>& test) {
    ManualClock clock(opening);
    on_each(
        [&](TestStore& store) {
            PaperDesk desk(store, clock);
            test(desk, store);
        },
        {.clock = &clock});
}

}  // namespace vacancy::test
