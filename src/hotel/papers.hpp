#pragma once
// Papers a guest takes home: verbs. Invoices and their like are numbered without gaps and frozen;
// a receipt shows the folio as it is.

#include "hotel/desk/folios.hpp"
#include "hotel/model/paper/paper.hpp"

namespace vacancy::hotel {

struct IssuePaper {
    FolioQuery folio;
    PaperKind kind = PaperKind::invoice;   ///< or pro_forma
    std::optional<Recipient> recipient{};  ///< nothing: the guest, or the window's company
    std::string language{};                ///< empty: the guest's
    Actor actor;
};
/// An invoice is of a folio that is closed and whose guest has left (else folio_open), one that
/// stands for each folio (already_exists). A pro forma shows the nights still to come as well.
Task<Result<Paper>> issue_paper(Step& step, FrontDesk& front, const IssuePaper& command);

struct PaperQuery {
    PropertyId property;
    PaperId paper;
};
/// paper_not_found, also for one of another property.
Task<Result<Paper>> find_paper(Step& step, FrontDesk& front, const PaperQuery& query);

struct PaperListQuery {
    PropertyId property;
    std::optional<PaperKind> kind{};
    std::optional<FolioId> folio{};
    std::optional<PaperId> before{};
    int limit = 50;
};
struct PaperList {
    std::vector<Paper> items{};  ///< the newest first, without their lines
    bool more = false;
};
Task<Result<PaperList>> list_papers(Step& step, FrontDesk& front, const PaperListQuery& query);

struct CorrectPaper {
    PaperQuery invoice;
    std::string reason;
    CreditWish wish{};                      ///< empty: all of it
    std::optional<Recipient> reissue_to{};  ///< a new invoice of the same folio, for them
    Actor actor;
};
struct Corrected {
    Paper credit_note;
    std::optional<Paper> invoice{};
};
/// Takes an invoice back by a credit note, or a part of it; all notes together never more than it
/// says. illegal_transition when nothing is left of it; invalid_request when that much is not.
Task<Result<Corrected>> correct_paper(Step& step, FrontDesk& front, const CorrectPaper& command);

/// The folio as a receipt, without a number.
Task<Result<Paper>> receipt_of(Step& step, FrontDesk& front, const FolioQuery& query);
/// PDF. upstream_unavailable when the house has no press.
Task<Result<std::string>> print_paper(Step& step, FrontDesk& front, const Paper& paper);

}  // namespace vacancy::hotel
