#pragma once
// Rows of paper and paper_line: written once, with their number, and never changed; of an invoice
// only what was credited, and which note took the last of it back.

#include "db/database.hpp"
#include "hotel/model/paper/paper.hpp"

#include <vector>

namespace vacancy::hotel::store {

/// Takes the next number of its kind and writes it with its lines. already_exists when the folio
/// has an invoice that stands.
Result<void> insert_paper(db::Tx& tx, Paper& paper);
/// Others who correct it wait.
Result<void> lock_paper(db::Tx& tx, const PaperId& id);
struct Credit {
    const Paper& invoice;  ///< as it was before
    PaperId note;
    std::span<const CreditPart> parts;
};
/// Counts what the note takes back; the note that takes the last of it is named on the invoice.
/// illegal_transition when that much is not left of a line or of the invoice.
Result<void> credit(db::Tx& tx, const Credit& credit);
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
