#include "hotel/papers.hpp"

#include "hotel/flows/paper/city_ledger.hpp"
#include "hotel/flows/paper/noting.hpp"
#include "hotel/model/night/charges.hpp"
#include "hotel/store/desk/folios.hpp"
#include "hotel/store/desk/stays.hpp"
#include "hotel/store/paper/papers.hpp"
#include "hotel/store/reservations.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vacancy::hotel {
namespace {

std::string address_of(const Property& p) {
    std::string lines = fmt::format("{}\n{} {}\n{}", p.address.street, p.address.postal_code,
                                    p.address.city, p.address.country);
    for (const std::string& contact : {p.phone, p.email})
        if (!contact.empty()) lines += "\n" + contact;
    return lines;
}

/// The guest, or the company whose account takes the window.
Result<Recipient> usual_recipient(db::Tx& tx, const Folio& folio, const Reservation& r) {
    if (!folio.company) return Recipient{.name = r.guest.name};
    TRY(const Company company, company_called(tx, folio.property, folio.company->text()));
    return Recipient{.name = Private(company.name),
                     .address = Private(company.address),
                     .tax_number = company.tax_number};
}

Result<std::string> room_of(db::Tx& tx, const ReservationId& reservation) {
    TRY(const auto stay, store::find_stay(tx, reservation));
    if (!stay || !stay->room) return std::string{};
    TRY(const auto room, store::find_room(tx, *stay->room));
    return room ? room->number : std::string{};
}

/// The taxes inside each line; an item that was moved here brings its own.
Result<void> add_taxes(db::Tx& tx, Paper& paper, const std::vector<FolioItem>& items) {
    auto line = paper.lines.begin();
    for (const FolioItem& item : items) {
        if (!stands(item) || item.kind == PostingKind::payment) continue;
        must(line != paper.lines.end());
        TRY(line->taxes, store::taxes_in(tx, item.origin.value_or(item.posting)));
        ++line;
    }
    paper.taxes = taxes_of(paper.lines);
    return {};
}

struct Folded {
    Paper paper;
    Folio folio;
    Reservation reservation;
};

/// The folio as a paper without a number.
Result<Folded> fold(db::Tx& tx, const FolioQuery& query, const Property& property) {
    TRY(const FolioView view, store::view_folio(tx, query.property, query.folio));
    TRY(auto r, store::find_reservation(tx, view.folio.reservation));
    must(r.has_value());
    Paper paper{.property = property.id,
                .kind = PaperKind::receipt,
                .folio = view.folio.id,
                .reservation = r->id,
                .business_date = property.business_date,
                .issued_at = view.folio.closed_at.value_or(tx.now()),
                .language = r->guest.language,
                .seller_name = property.name,
                .seller_address = address_of(property),
                .confirmation_code = r->confirmation_code,
                .stay = r->stay};
    TRY(paper.recipient, usual_recipient(tx, view.folio, *r));
    TRY(paper.room, room_of(tx, r->id));
    fill_from(paper, view);
    TRY_VOID(add_taxes(tx, paper, view.items));
    return Folded{std::move(paper), view.folio, std::move(*r)};
}

/// The nights that were not posted yet, on the window that will take them.
Result<void> add_nights_to_come(db::Tx& tx, Folded& folded) {
    const Reservation& r = folded.reservation;
    TRY(const int window, store::window_for(tx, r.id, code::room));
    const bool is_over = r.status != Status::in_house && r.status != Status::confirmed;
    if (window != folded.folio.window || is_over) return {};
    TRY(const std::string sold, store::sold_nights(tx, r.id));
    for (const NightCharge& charge : charges_of(r, sold)) {
        TRY(const auto posted,
            store::posting_referenced(tx, r.property, night_reference(r.id, charge.night)));
        if (posted) continue;
        PaperLine line{.date = charge.night,
                       .code = std::string(code::room),
                       .description = "Night of " + charge.night.text(),
                       .amount = charge.gross,
                       .credited = {0, charge.gross.currency}};
        for (const TaxPart& tax : charge.taxes) line.taxes.push_back({tax.name, tax.amount});
        folded.paper.lines.push_back(std::move(line));
        folded.paper.total = folded.paper.total + charge.gross;
    }
    folded.paper.taxes = taxes_of(folded.paper.lines);
    return {};
}

Result<void> may_be_invoiced(const Folded& folded) {
    const bool is_there = folded.reservation.status == Status::in_house;
    if (folded.folio.open || is_there) return fail(ErrorCode::folio_open);
    return {};
}

Result<Paper> make_paper(db::Tx& tx, const IssuePaper& command, const Entry& entry) {
    TRY(Folded folded, fold(tx, command.folio, entry.property));
    if (command.kind == PaperKind::invoice) TRY_VOID(may_be_invoiced(folded));
    if (command.kind == PaperKind::pro_forma) TRY_VOID(add_nights_to_come(tx, folded));
    Paper& paper = folded.paper;
    paper.kind = command.kind;
    paper.actor = command.actor.id;
    if (command.recipient) paper.recipient = *command.recipient;
    if (!command.language.empty()) paper.language = command.language;
    TRY_VOID(store::insert_paper(tx, paper));
    return std::move(paper);
}

Result<Paper> record_paper(db::Tx& tx, const IssuePaper& command, const Entry& entry) {
    TRY(Paper paper, make_paper(tx, command, entry));
    TRY_VOID(note(tx, entry, {"paper.issue", paper.label(), paper.folio.text()}));
    return paper;
}

Result<Paper> own_paper(db::Tx& tx, const PaperQuery& query) {
    TRY(auto paper, store::find_paper(tx, query.paper));
    if (!paper || paper->property != query.property) return fail(ErrorCode::paper_not_found);
    return std::move(*paper);
}

/// Who corrects the same invoice waits, so that what is left of it is what the note takes.
Result<Paper> invoice_to_correct(db::Tx& tx, const CorrectPaper& command) {
    TRY_VOID(own_paper(tx, command.invoice));
    TRY_VOID(store::lock_paper(tx, command.invoice.paper));
    TRY(Paper invoice, own_paper(tx, command.invoice));
    if (invoice.kind != PaperKind::invoice)
        return fail(ErrorCode::illegal_transition, "only an invoice is taken back");
    const bool is_old = !invoice.taxes.empty() && taxes_of(invoice.lines).empty();
    if (is_old && command.wish.is_partial())
        return fail(ErrorCode::illegal_transition, "this invoice can only be taken back whole");
    if (command.wish.is_partial() && command.reissue_to)
        return fail(ErrorCode::invalid_request, "an invoice is issued anew when all is taken back");
    return invoice;
}

Result<Corrected> record_correction(db::Tx& tx, const CorrectPaper& command, const Entry& entry) {
    TRY(const Paper invoice, invoice_to_correct(tx, command));
    TRY(const auto parts, parts_to_credit(invoice, command.wish));
    Corrected corrected{.credit_note = credit_note_for(invoice, parts)};
    Paper& credit_note = corrected.credit_note;
    credit_note.reason = command.reason;
    credit_note.actor = command.actor.id;
    credit_note.business_date = entry.property.business_date;
    TRY_VOID(store::insert_paper(tx, credit_note));
    TRY_VOID(store::credit(tx, {.invoice = invoice, .note = credit_note.id, .parts = parts}));
    // Numbers first and the trail's last, as everywhere: two who wait for each other never meet.
    if (command.reissue_to) {
        const IssuePaper again{.folio = {invoice.property, invoice.folio},
                               .recipient = command.reissue_to,
                               .language = invoice.language,
                               .actor = command.actor};
        TRY(corrected.invoice, make_paper(tx, again, entry));
    }
    TRY_VOID(note(tx, entry,
                  {"paper.correct", invoice.label(),
                   fmt::format("{} {}", credit_note.label(), credit_note.total.text())}));
    return corrected;
}

Task<Result<Paper>> issue(Step& step, FrontDesk& front, const IssuePaper& command) {
    step.set(attr::pms_paper_kind, name_of(command.kind));
    const At<IssuePaper> at{command.folio.property, command};
    co_return co_await change_accounts(step, front, at, record_paper);
}

Task<Result<Corrected>> correct(Step& step, FrontDesk& front, const CorrectPaper& command) {
    step.set(attr::pms_paper_kind, name_of(PaperKind::credit_note));
    const At<CorrectPaper> at{command.invoice.property, command};
    co_return co_await change_accounts(step, front, at, record_correction);
}

Task<Result<std::string>> draw(Step& step, FrontDesk& front, const Paper& paper) {
    step.set(attr::pms_paper_kind, name_of(paper.kind));
    if (front.press == nullptr)
        co_return fail(ErrorCode::upstream_unavailable, "there is no press");
    co_return front.press->print(paper);
}

}  // namespace

Task<Result<Paper>> issue_paper(Step& step, FrontDesk& front, const IssuePaper& command) {
    co_return co_await step.run(span::pms_issue_paper, issue, front, command);
}

Task<Result<Corrected>> correct_paper(Step& step, FrontDesk& front, const CorrectPaper& command) {
    co_return co_await step.run(span::pms_issue_paper, correct, front, command);
}

Task<Result<Paper>> find_paper(Step& step, FrontDesk& front, const PaperQuery& query) {
    const auto body = [&](db::Tx& tx) { return own_paper(tx, query); };
    co_return co_await front.db.read(step, body);
}

Task<Result<PaperList>> list_papers(Step& step, FrontDesk& front, const PaperListQuery& query) {
    const auto body = [&](db::Tx& tx) -> Result<PaperList> {
        PaperList list;
        TRY(list.items, store::papers(tx, {.property = query.property,
                                           .kind = query.kind,
                                           .folio = query.folio,
                                           .before = query.before,
                                           .limit = query.limit + 1}));
        list.more = list.items.size() > static_cast<std::size_t>(query.limit);
        if (list.more) list.items.pop_back();
        return list;
    };
    co_return co_await front.db.read(step, body);
}

Task<Result<Paper>> receipt_of(Step& step, FrontDesk& front, const FolioQuery& query) {
    CO_TRY(const Property property, property_facts(front.desk, query.property));
    const auto body = [&](db::Tx& tx) -> Result<Paper> {
        TRY(Folded folded, fold(tx, query, property));
        return std::move(folded.paper);
    };
    co_return co_await front.db.read(step, body);
}

Task<Result<std::string>> print_paper(Step& step, FrontDesk& front, const Paper& paper) {
    co_return co_await step.run(span::pms_print_paper, draw, front, paper);
}

}  // namespace vacancy::hotel
