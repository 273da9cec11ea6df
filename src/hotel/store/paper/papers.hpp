#pragma once
// Rows of paper and paper_line: written once, with their number, and never changed; of an invoice
// only which credit note took it back.

#include "db/database.hpp"
#include "hotel/model/paper/paper.hpp"

#include <vector>

namespace vacancy::hotel::store {

/// Takes the next number of its kind and writes it with its lines. already_exists when the folio
/// has an invoice that stands.
Result<void> insert_paper(db::Tx& tx, Paper& paper);
/// illegal_transition when another credit note was first.
Result<void> mark_credited(db::Tx& tx, const PaperId& invoice, const PaperId& note);
/// With its lines.
Result<std::optional<Paper>> find_paper(db::Tx& tx, const PaperId& id);

struct PaperQuery {
    PropertyId property;
    std::optional<PaperKind> kind{};
    std::optional<FolioId> folio{};
    std::optional<PaperId> before{};  ///< older than that one
    int limit = 50;
};
/// The newest first, without their lines.
Result<std::vector<Paper>> papers(db::Tx& tx, const PaperQuery& query);

/// The taxes and fees inside a posting, above zero when the guest owes them.
Result<std::vector<PaperTax>> taxes_in(db::Tx& tx, const PostingId& posting);

}  // namespace vacancy::hotel::store
