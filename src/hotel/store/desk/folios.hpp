#pragma once
// Rows of folio, folio_route, posting and posting_line. Postings are only ever added.

#include "db/database.hpp"
#include "hotel/model/folio/folio.hpp"

namespace vacancy::hotel::store {

/// Harmless when the window is there already; answers the one that is.
Result<Folio> open_folio(db::Tx& tx, const Folio& folio);
Result<std::optional<Folio>> find_folio(db::Tx& tx, const FolioId& id);
/// By window.
Result<std::vector<Folio>> folios_of(db::Tx& tx, const ReservationId& reservation);
/// The folio counts one version up, so that writers of one folio come one after the other;
/// folio_closed when it is closed.
Result<void> touch_folio(db::Tx& tx, const FolioId& id);
/// Who pays the window, and whose account takes the rest.
Result<void> set_payer(db::Tx& tx, const Folio& folio);
Result<void> close_folio(db::Tx& tx, const FolioId& id);
Result<void> reopen_folio(db::Tx& tx, const FolioId& id);

/// The window that takes a code's charges: 1 without a rule.
Result<int> window_for(db::Tx& tx, const ReservationId& reservation, std::string_view code);
Result<void> set_route(db::Tx& tx, const ReservationId& reservation, std::string_view code,
                       int window);

/// By code.
Result<std::vector<FolioRoute>> routes_of(db::Tx& tx, const ReservationId& reservation);
Result<void> forget_routes(db::Tx& tx, const ReservationId& reservation);

/// Writes the posting and its lines, which must balance. False: its reference is there already and
/// nothing was written.
Result<bool> add_posting(db::Tx& tx, const Posting& posting);
Result<std::optional<Posting>> find_posting(db::Tx& tx, const PostingId& id);
/// The same by its reference within the property.
Result<std::optional<PostingId>> posting_referenced(db::Tx& tx, const PropertyId& property,
                                                    std::string_view reference);
/// What the folio shows, in the order of posting.
Result<std::vector<FolioItem>> items_of(db::Tx& tx, const FolioId& folio);
/// With its items and totals; folio_not_found when it is not of this property.
Result<FolioView> view_folio(db::Tx& tx, const PropertyId& property, const FolioId& folio);

}  // namespace vacancy::hotel::store
