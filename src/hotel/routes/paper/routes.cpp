#include "hotel/routes/paper/routes.hpp"

#include "hotel/routes/paper/handlers.hpp"

#include <array>

namespace vacancy::hotel {
namespace {

using enum web::Method;
using enum web::Role;
using enum web::Urgency;

constexpr web::Access desk = web::only({agent, manager, admin});
constexpr web::Access desk_and_partners = web::only({agent, manager, admin, integration});
constexpr web::Access management = web::only({manager, admin});

#define PROPERTY "/v1/properties/{property_id}"
#define FOLIO PROPERTY "/folios/{folio_id}"
#define COMPANY PROPERTY "/companies/{company_id}"
#define PAPER PROPERTY "/papers/{paper_id}"
#define STAY_FOLIOS PROPERTY "/reservations/{confirmation_code}/folios"

using Row = web::Route<FrontDesk>;

/// A row that only shows something.
consteval Row shows(std::string_view pattern, web::Access access, Row::Handler handler,
                    std::array<std::string_view, 2> words) {
    return {get, pattern, access, handler, words[0], change, nullptr, false, {}, words[1]};
}

constexpr auto rows = std::to_array<Row>({
    shows(PROPERTY "/charge-codes", desk_and_partners, get_charge_codes,
          {"Lists what is charged beside the nights, and the taxes of it.", "HotelChargeCodeList"}),
    {put, PROPERTY "/charge-codes/{code}", management, put_charge_code,
     "Makes or changes a charge code.", change, nullptr, false, "HotelChargeCodeInput",
     "HotelChargeCode"},
    shows(PROPERTY "/companies", desk, get_companies,
          {"Lists companies with an account.", "HotelCompanyList"}),
    {post, PROPERTY "/companies", management, post_company, "Opens a company's account.", change,
     nullptr, true, "HotelCompanyInput", "HotelCompany"},
    shows(COMPANY, desk, get_company,
          {"Shows what a company owes, entry by entry.", "HotelCompanyAccount"}),
    {put, COMPANY, management, put_company, "Changes a company.", change, nullptr, false,
     "HotelCompanyInput", "HotelCompany"},
    {post, COMPANY "/payments", desk, post_company_payment,
     "Books what a company paid; it settles the oldest entries first.", change, nullptr, true,
     "HotelCompanyPayment", "HotelCompanyAccount"},
    {post, FOLIO "/city-ledger", desk, post_city_ledger,
     "Moves what a folio owes to a company's account.", change, nullptr, true, "HotelToCityLedger",
     "HotelFolio"},
    shows(STAY_FOLIOS, desk, get_stay_folios,
          {"Shows the windows of a stay and which charges each takes.", "HotelStayFolios"}),
    {put, STAY_FOLIOS, desk, put_stay_folios,
     "Opens windows, says who pays them and which charges each takes.", change, nullptr, false,
     "HotelStayRouting", "HotelStayFolios"},
    shows(FOLIO "/receipt", desk, get_receipt, {"Draws the folio as a receipt (PDF).", {}}),
    {post, FOLIO "/papers", desk, post_paper, "Issues an invoice or a pro forma of a folio.",
     change, nullptr, true, "HotelPaperInput", "HotelPaper"},
    shows(PROPERTY "/papers", desk, get_papers,
          {"Lists invoices, pro formas and credit notes, the newest first.", "HotelPaperPage"}),
    shows(PAPER, desk, get_paper, {"Shows a paper as it was issued.", "HotelPaper"}),
    shows(PAPER "/pdf", desk, get_paper_pdf, {"Draws a paper as it was issued (PDF).", {}}),
    {post, PAPER "/correct", desk, post_correction,
     "Takes an invoice back by a credit note, and issues it anew when asked to.", change, nullptr,
     true, "HotelPaperCorrection", "HotelPaperCorrected"},
});

#undef STAY_FOLIOS
#undef PAPER
#undef COMPANY
#undef FOLIO
#undef PROPERTY

}  // namespace

std::span<const web::Route<FrontDesk>> paper_routes() { return rows; }

}  // namespace vacancy::hotel
