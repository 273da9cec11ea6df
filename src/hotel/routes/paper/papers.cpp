#include "hotel/routes/paper/handlers.hpp"
#include "web/listing.hpp"

#include <fmt/format.h>

#include <array>

namespace vacancy::hotel {
namespace {

constexpr std::array<std::string_view, 2> kinds_to_issue{"invoice", "pro_forma"};
constexpr std::size_t most_lines = 200;

std::optional<Recipient> read_recipient(web::Body& body, std::string_view pointer) {
    if (!body.has(pointer)) return std::nullopt;
    const auto at = [&](std::string_view field) { return fmt::format("{}/{}", pointer, field); };
    return Recipient{.name = Private(body.text(at("name"), 200)),
                     .address = Private(body.optional_paragraph(at("address"), 500).value_or("")),
                     .tax_number = body.optional_text(at("tax_number"), 40).value_or("")};
}

void show_head(web::Json& json, const Paper& paper) {
    json.field("paper_id", paper.id)
        .field("kind", name_of(paper.kind))
        .field("number", paper.number)
        .field("label", paper.label())
        .field("folio_id", paper.folio)
        .field("reservation_id", paper.reservation)
        .field("confirmation_code", paper.confirmation_code)
        .field("corrects", paper.corrects)
        .field("credited_by", paper.credited_by)
        .field("reason", paper.reason)
        .field("business_date", paper.business_date)
        .field("issued_at", paper.issued_at)
        .field("issued_by", paper.actor)
        .field("language", paper.language)
        .field("total", paper.total)
        .field("paid", paper.paid)
        .field("due", paper.due())
        .field("credited", paper.credited)
        .field("pdf_url", fmt::format("/v1/properties/{}/papers/{}/pdf", paper.property.text(),
                                      paper.id.text()));
    json.open("recipient")
        .field("name", paper.recipient.name.reveal())
        .field("address", paper.recipient.address.reveal())
        .field("tax_number", paper.recipient.tax_number)
        .close();
}

void show_taxes(web::Json& json, const std::vector<PaperTax>& taxes) {
    json.open_array("taxes");
    for (const PaperTax& tax : taxes)
        json.open().field("name", tax.name).field("amount", tax.amount).close();
    json.close_array();
}

void show_lines(web::Json& json, std::string_view name, const std::vector<PaperLine>& lines) {
    json.open_array(name);
    for (const PaperLine& line : lines) {
        json.open()
            .field("date", line.date)
            .field("code", line.code)
            .field("description", line.description)
            .field("quantity", line.quantity)
            .field("amount", line.amount)
            .field("credited", line.credited);
        show_taxes(json, line.taxes);
        json.close();
    }
    json.close_array();
}

void show_paper(web::Json& json, std::string_view name, const Paper& paper) {
    json.open(name);
    show_head(json, paper);
    json.open("seller")
        .field("name", paper.seller_name)
        .field("address", paper.seller_address)
        .close();
    json.field("room", paper.room)
        .field("check_in", paper.stay.arrival)
        .field("check_out", paper.stay.departure);
    show_lines(json, "lines", paper.lines);
    show_taxes(json, paper.taxes);
    show_lines(json, "payments", paper.payments);
    json.close();
}

Result<PaperQuery> paper_in(FrontDesk& front, const web::Request& request) {
    TRY(const Property property, touchable(front.desk, request));
    const auto id = PaperId::parse(request.path_parameter("paper_id"));
    if (!id) return fail(ErrorCode::paper_not_found);
    return PaperQuery{property.id, *id};
}

Task<web::Reply> pdf_reply(Step& step, FrontDesk& front, const Paper& paper) {
    auto pdf = co_await print_paper(step, front, paper);
    if (!pdf) co_return web::problem(step, pdf.error());
    const std::string name = paper.label().empty() ? "receipt" : paper.label();
    web::Reply reply{.body = std::move(*pdf), .content_type = "application/pdf"};
    reply.headers.emplace_back("Content-Disposition",
                               fmt::format("inline; filename=\"{}.pdf\"", name));
    co_return reply;
}

CreditWish read_credit(web::Body& body) {
    CreditWish wish{.amount = body.optional_money("/amount")};
    const std::size_t count = body.items("/lines", most_lines);
    for (std::size_t i = 0; i < count && i < most_lines; ++i) {
        const auto at = [&](std::string_view field) {
            return fmt::format("/lines/{}/{}", i, field);
        };
        const auto number = body.integer(at("line"), {1, 100'000});
        wish.lines.push_back(
            {.number = static_cast<int>(number), .amount = body.optional_money(at("amount"))});
    }
    return wish;
}

PaperListQuery read_list(web::Query& query, const web::Page& page) {
    PaperListQuery list{.limit = page.limit};
    if (const auto word = query.optional_text("kind", 20)) {
        list.kind = paper_kind_named(*word);
        if (!list.kind || *list.kind == PaperKind::receipt)
            query.note("kind", "invalid", "invoice, pro_forma or credit_note");
    }
    if (query.optional_text("folio_id", 64)) list.folio = query.id<FolioId>("folio_id");
    if (!page.after.empty()) {
        const auto before = PaperId::parse(page.after.front());
        if (!before) query.note("cursor", "invalid", "not a cursor of this list");
        list.before = before.value_or(PaperId{});
    }
    return list;
}

}  // namespace

Task<web::Reply> get_receipt(Step& step, FrontDesk& front, const web::Request& request) {
    const auto query = folio_in(front, request);
    if (!query) co_return web::problem(step, query.error());
    const auto paper = co_await receipt_of(step, front, *query);
    if (!paper) co_return web::problem(step, paper.error());
    co_return co_await pdf_reply(step, front, *paper);
}

Task<web::Reply> post_paper(Step& step, FrontDesk& front, const web::Request& request) {
    const auto query = folio_in(front, request);
    if (!query) co_return web::problem(step, query.error());
    web::Body body(request.body);
    const std::size_t kind = body.one_of("/kind", kinds_to_issue);
    const IssuePaper command{.folio = *query,
                             .kind = kind == 1 ? PaperKind::pro_forma : PaperKind::invoice,
                             .recipient = read_recipient(body, "/recipient"),
                             .language = body.optional_text("/language", 20).value_or(""),
                             .actor = actor_of(request)};
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto paper = co_await issue_paper(step, front, command);
    if (!paper) co_return web::problem(step, paper.error());
    web::Json json;
    show_paper(json, {}, *paper);
    co_return web::json_reply(json, 201);
}

Task<web::Reply> get_papers(Step& step, FrontDesk& front, const web::Request& request) {
    const auto property = touchable(front.desk, request);
    if (!property) co_return web::problem(step, property.error());
    web::Query query(request);
    const web::Page page = web::page_of(query);
    PaperListQuery asked = read_list(query, page);
    if (const auto error = query.error()) co_return web::problem(step, *error);
    asked.property = property->id;
    const auto list = co_await list_papers(step, front, asked);
    if (!list) co_return web::problem(step, list.error());
    web::Json json;
    json.open().open_array("items");
    for (const Paper& paper : list->items) {
        json.open();
        show_head(json, paper);
        json.close();
    }
    json.close_array();
    if (list->more)
        json.field("next_cursor", web::make_cursor({list->items.back().id.text()}));
    else
        json.null("next_cursor");
    json.close();
    co_return web::json_reply(json);
}

Task<web::Reply> get_paper(Step& step, FrontDesk& front, const web::Request& request) {
    const auto query = paper_in(front, request);
    if (!query) co_return web::problem(step, query.error());
    const auto paper = co_await find_paper(step, front, *query);
    if (!paper) co_return web::problem(step, paper.error());
    web::Json json;
    show_paper(json, {}, *paper);
    co_return web::json_reply(json);
}

Task<web::Reply> get_paper_pdf(Step& step, FrontDesk& front, const web::Request& request) {
    const auto query = paper_in(front, request);
    if (!query) co_return web::problem(step, query.error());
    const auto paper = co_await find_paper(step, front, *query);
    if (!paper) co_return web::problem(step, paper.error());
    co_return co_await pdf_reply(step, front, *paper);
}

Task<web::Reply> post_correction(Step& step, FrontDesk& front, const web::Request& request) {
    const auto query = paper_in(front, request);
    if (!query) co_return web::problem(step, query.error());
    web::Body body(request.body);
    const CorrectPaper command{.invoice = *query,
                               .reason = body.text("/reason", 200),
                               .wish = read_credit(body),
                               .reissue_to = read_recipient(body, "/reissue_to"),
                               .actor = actor_of(request)};
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto corrected = co_await correct_paper(step, front, command);
    if (!corrected) co_return web::problem(step, corrected.error());
    web::Json json;
    json.open();
    show_paper(json, "credit_note", corrected->credit_note);
    if (corrected->invoice)
        show_paper(json, "invoice", *corrected->invoice);
    else
        json.null("invoice");
    json.close();
    co_return web::json_reply(json, 201);
}

}  // namespace vacancy::hotel
