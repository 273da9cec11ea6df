#pragma once
// The handlers behind the rows of routes.cpp: read the command, call the verb, show the answer.

#include "hotel/accounts.hpp"
#include "hotel/papers.hpp"
#include "hotel/routes/desk/handlers.hpp"

namespace vacancy::hotel {

Task<web::Reply> get_charge_codes(Step& step, FrontDesk& front, const web::Request& request);
Task<web::Reply> put_charge_code(Step& step, FrontDesk& front, const web::Request& request);
Task<web::Reply> get_companies(Step& step, FrontDesk& front, const web::Request& request);
Task<web::Reply> post_company(Step& step, FrontDesk& front, const web::Request& request);
Task<web::Reply> put_company(Step& step, FrontDesk& front, const web::Request& request);
Task<web::Reply> get_company(Step& step, FrontDesk& front, const web::Request& request);
Task<web::Reply> post_company_payment(Step& step, FrontDesk& front, const web::Request& request);

Task<web::Reply> post_city_ledger(Step& step, FrontDesk& front, const web::Request& request);
Task<web::Reply> get_stay_folios(Step& step, FrontDesk& front, const web::Request& request);
Task<web::Reply> put_stay_folios(Step& step, FrontDesk& front, const web::Request& request);

Task<web::Reply> get_receipt(Step& step, FrontDesk& front, const web::Request& request);
Task<web::Reply> post_paper(Step& step, FrontDesk& front, const web::Request& request);
Task<web::Reply> get_papers(Step& step, FrontDesk& front, const web::Request& request);
Task<web::Reply> get_paper(Step& step, FrontDesk& front, const web::Request& request);
Task<web::Reply> get_paper_pdf(Step& step, FrontDesk& front, const web::Request& request);
Task<web::Reply> post_correction(Step& step, FrontDesk& front, const web::Request& request);

}  // namespace vacancy::hotel
