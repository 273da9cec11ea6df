#include "hotel/routes/desk/handlers.hpp"

#include <fmt/format.h>

#include <array>

namespace vacancy::hotel {
namespace {

constexpr std::array<std::string_view, 3> kinds_to_post{"charge", "payment", "allowance"};
constexpr std::size_t most_items = 200;

void show_item(web::Json& json, const FolioItem& item) {
    json.field("posting_id", item.posting)
        .field("business_date", item.business_date)
        .field("kind", name_of(item.kind))
        .field("code", item.code)
        .field("description", item.description)
        .field("quantity", item.quantity)
        .field("amount", item.amount)
        .field("corrects", item.corrects)
        .field("corrected", item.corrected)
        .field("moved", item.moved)
        .field("moves", item.moves)
        .field("posted_by", item.actor)
        .field("posted_at", item.created_at)
        .field("folio_id", item.folio);
    if (!item.tender) {
        json.null("tendered");
        return;
    }
    json.open("tendered")
        .field("amount", item.tender->given)
        .field("rate", item.tender->rate.text())
        .close();
}

web::Reply folio_reply(const FolioView& view) {
    web::Json json;
    json.open();
    show_folio(json, view);
    json.close();
    return versioned(json, view.folio.version);
}

web::Reply item_reply(const FolioItem& item) {
    web::Json json;
    json.open();
    show_item(json, item);
    json.close();
    return web::json_reply(json, 201);
}

/// What was given in another currency, and at which rate.
std::optional<Tender> read_tender(web::Body& body) {
    if (!body.has("/tendered")) return std::nullopt;
    const Money given = body.money("/tendered/amount");
    auto rate = ExchangeRate::parse(body.text("/tendered/rate", 20));
    if (!rate) body.note("/tendered/rate", "invalid", rate.error().detail);
    return Tender{given, rate ? std::move(*rate) : ExchangeRate{}};
}

SplitRule read_rule(web::Body& body) {
    SplitRule rule{.amount = body.optional_money("/amount")};
    if (const auto percent = body.optional_integer("/percent_bp", {1, 10'000}))
        rule.percent = BasisPoints{static_cast<std::int32_t>(*percent)};
    const std::size_t count = body.items("/items", most_items);
    for (std::size_t i = 0; i < count && i < most_items; ++i)
        rule.items.push_back(body.id<PostingId>(fmt::format("/items/{}", i)));
    return rule;
}

}  // namespace

Result<FolioQuery> folio_in(FrontDesk& front, const web::Request& request) {
    TRY(const Property property, touchable(front.desk, request));
    const auto id = FolioId::parse(request.path_parameter("folio_id"));
    if (!id) return fail(ErrorCode::folio_not_found);
    return FolioQuery{property.id, *id};
}

void show_folio(web::Json& json, const FolioView& view) {
    const Folio& folio = view.folio;
    json.field("folio_id", folio.id)
        .field("property_id", folio.property)
        .field("reservation_id", folio.reservation)
        .field("window", folio.window)
        .field("payer", folio.payer)
        .field("company_id", folio.company)
        .field("status", folio.open ? "open" : "closed")
        .field("currency", folio.currency.code());
    json.open_array("items");
    for (const FolioItem& item : view.items) {
        json.open();
        show_item(json, item);
        json.close();
    }
    json.close_array();
    json.field("charges", view.totals.charges)
        .field("paid", view.totals.paid)
        .field("balance", view.totals.balance)
        .field("version", folio.version);
}

Task<web::Reply> get_folio(Step& step, FrontDesk& front, const web::Request& request) {
    const auto query = folio_in(front, request);
    if (!query) co_return web::problem(step, query.error());
    const auto view = co_await find_folio(step, front, *query);
    if (!view) co_return web::problem(step, view.error());
    co_return folio_reply(*view);
}

Task<web::Reply> post_posting(Step& step, FrontDesk& front, const web::Request& request) {
    const auto query = folio_in(front, request);
    if (!query) co_return web::problem(step, query.error());
    web::Body body(request.body);
    const std::size_t kind = body.one_of("/kind", kinds_to_post);
    PostCommand command{
        .folio = *query,
        .kind = *posting_kind_named(kinds_to_post.at(std::min(kind, kinds_to_post.size() - 1))),
        .code = body.text("/code", 40),
        .description = body.optional_text("/description", 200).value_or(""),
        .amount = body.optional_money("/amount"),
        .quantity = static_cast<int>(body.optional_integer("/quantity", {1, 10'000}).value_or(1)),
        .reference = body.optional_text("/reference", 100).value_or(""),
        .tender = read_tender(body),
        .means = read_means(body, "/payment"),
        .request_key = request.idempotency_key,
        .actor = actor_of(request)};
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto item = co_await post_to_folio(step, front, command);
    if (!item) co_return web::problem(step, item.error());
    co_return item_reply(*item);
}

Task<web::Reply> post_void(Step& step, FrontDesk& front, const web::Request& request) {
    const auto query = folio_in(front, request);
    if (!query) co_return web::problem(step, query.error());
    const auto posting = PostingId::parse(request.path_parameter("posting_id"));
    if (!posting) co_return web::problem(step, Error{.code = ErrorCode::not_found});
    web::Body body(request.body);
    const VoidCommand command{.folio = *query,
                              .posting = *posting,
                              .reason = body.text("/reason", 200),
                              .actor = actor_of(request)};
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto item = co_await void_posting(step, front, command);
    if (!item) co_return web::problem(step, item.error());
    co_return item_reply(*item);
}

Task<web::Reply> post_split(Step& step, FrontDesk& front, const web::Request& request) {
    const auto query = folio_in(front, request);
    if (!query) co_return web::problem(step, query.error());
    web::Body body(request.body);
    const SplitCommand command{
        .folio = *query,
        .rule = read_rule(body),
        .to_window = static_cast<int>(body.optional_integer("/to_window", {1, 8}).value_or(2)),
        .payer = body.optional_text("/payer", 100).value_or(""),
        .routes_codes = body.boolean("/routes_codes", false),
        .actor = actor_of(request)};
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto view = co_await split_folio(step, front, command);
    if (!view) co_return web::problem(step, view.error());
    co_return folio_reply(*view);
}

Task<web::Reply> post_transfer(Step& step, FrontDesk& front, const web::Request& request) {
    const auto query = folio_in(front, request);
    if (!query) co_return web::problem(step, query.error());
    web::Body body(request.body);
    const TransferCommand command{.folio = *query,
                                  .to = body.id<FolioId>("/to_folio_id"),
                                  .rule = read_rule(body),
                                  .reason = body.optional_text("/reason", 200).value_or(""),
                                  .actor = actor_of(request)};
    if (const auto error = body.error()) co_return web::problem(step, *error);
    const auto view = co_await transfer(step, front, command);
    if (!view) co_return web::problem(step, view.error());
    co_return folio_reply(*view);
}

}  // namespace vacancy::hotel
