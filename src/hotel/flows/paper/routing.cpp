// Which window of a stay takes which charges, and who pays it.

#include "hotel/accounts.hpp"
#include "hotel/flows/paper/city_ledger.hpp"
#include "hotel/flows/paper/noting.hpp"
#include "hotel/store/desk/folios.hpp"
#include "hotel/store/desk/stays.hpp"
#include "hotel/store/reservations.hpp"

#include <algorithm>

namespace vacancy::hotel {
namespace {

Result<Reservation> own_stay(db::Tx& tx, const StayQuery& query) {
    TRY(const auto id, store::reservation_by_code(tx, query.property, query.confirmation_code));
    if (!id) return fail(ErrorCode::reservation_not_found);
    TRY(auto reservation, store::find_reservation(tx, *id));
    must(reservation.has_value());
    return std::move(*reservation);
}

Result<StayFolios> folios_of(db::Tx& tx, const Reservation& reservation) {
    StayFolios found;
    TRY(const auto folios, store::folios_of(tx, reservation.id));
    for (const Folio& folio : folios) {
        TRY(auto view, store::view_folio(tx, folio.property, folio.id));
        found.windows.push_back(std::move(view));
    }
    TRY(found.routes, store::routes_of(tx, reservation.id));
    return found;
}

Result<void> open_window(db::Tx& tx, const Reservation& r, const WindowWish& wish) {
    Folio folio{.id = FolioId::make(tx.now()),
                .property = r.property,
                .reservation = r.id,
                .window = wish.window,
                .payer = wish.payer,
                .currency = r.total.currency};
    if (wish.company) {
        TRY(const Company company, company_called(tx, r.property, wish.company->text()));
        folio.company = company.id;
        if (folio.payer.empty()) folio.payer = company.name;
    }
    if (folio.payer.empty()) folio.payer = "guest";
    TRY(Folio known, store::open_folio(tx, folio));
    if (known.payer == folio.payer && known.company == folio.company) return {};
    known.payer = folio.payer;
    known.company = folio.company;
    return store::set_payer(tx, known);
}

Result<void> check_windows(const std::vector<WindowWish>& windows) {
    for (const WindowWish& wish : windows)
        if (wish.window == 1 && wish.company)
            return fail(ErrorCode::invalid_request,
                        "window 1 is the guest's own; what a company takes of it is moved");
    return {};
}

Result<void> set_routes(db::Tx& tx, const Reservation& r, const std::vector<FolioRoute>& routes) {
    TRY_VOID(store::forget_routes(tx, r.id));
    TRY(const auto folios, store::folios_of(tx, r.id));
    for (const FolioRoute& route : routes) {
        if (std::ranges::find(folios, route.window, &Folio::window) == folios.end())
            return fail(ErrorCode::invalid_request, "a route leads to a window that is not there");
        TRY_VOID(store::set_route(tx, r.id, route.code, route.window));
    }
    return {};
}

Result<StayFolios> record_routing(db::Tx& tx, const RouteFolios& command, const Entry& entry) {
    TRY(const Reservation r, own_stay(tx, command.stay));
    if (r.status != Status::confirmed && r.status != Status::in_house)
        return fail(ErrorCode::illegal_transition, "the stay is over or not confirmed");
    TRY_VOID(check_windows(command.windows));
    TRY_VOID(open_window(tx, r, {.window = 1}));
    for (const WindowWish& wish : command.windows) TRY_VOID(open_window(tx, r, wish));
    TRY_VOID(set_routes(tx, r, command.routes));
    std::string detail;
    for (const FolioRoute& route : command.routes)
        detail += route.code + " to " + std::to_string(route.window) + "; ";
    TRY_VOID(note(tx, entry, {"folio.routes", r.confirmation_code, detail}));
    return folios_of(tx, r);
}

}  // namespace

Task<Result<StayFolios>> stay_folios(Step& step, FrontDesk& front, const StayQuery& query) {
    const auto body = [&](db::Tx& tx) -> Result<StayFolios> {
        TRY(const Reservation reservation, own_stay(tx, query));
        return folios_of(tx, reservation);
    };
    co_return co_await front.db.read(step, body);
}

Task<Result<StayFolios>> route_folios(Step& step, FrontDesk& front, const RouteFolios& command) {
    const At<RouteFolios> at{command.stay.property, command};
    co_return co_await change_accounts(step, front, at, record_routing);
}

}  // namespace vacancy::hotel
