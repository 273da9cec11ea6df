#include "outside/sandbox/mail/inbox.hpp"

#include "outside/sandbox/mail/header_text.hpp"

#include <boost/json.hpp>

#include <stdexcept>
#include <utility>

namespace vacancy::outside {
namespace {

namespace json = boost::json;

std::string joined(const std::vector<std::string>& recipients) {
    std::string out;
    for (const std::string& to : recipients) {
        if (!out.empty()) out += ", ";
        out += as_utf8(to);
    }
    return out;
}

}  // namespace

Inbox::Inbox(const std::string& file, const Clock& clock)
    : clock_(clock), journal_(file, [this](std::string_view line) { read_line(line); }) {}

void Inbox::read_line(std::string_view line) {
    boost::system::error_code bad;
    const json::value parsed = json::parse(line, bad);
    const json::object* object = bad ? nullptr : parsed.if_object();
    if (object == nullptr) throw std::runtime_error("the sandbox's inbox holds a broken line");
    const auto text = [&](std::string_view name) {
        return json::value_to<std::string>(object->at(name));
    };
    put({.message_id = text("message_id"),
         .from = text("from"),
         .to = text("to"),
         .subject = text("subject"),
         .raw = text("raw"),
         .received_at = text("received_at")});
}

void Inbox::take(const ReceivedMail& mail) {
    Item item{.message_id = as_utf8(header_field(mail.raw, "message-id")),
              .from = as_utf8(mail.from),
              .to = joined(mail.to),
              .subject = decode_words(header_field(mail.raw, "subject")),
              .raw = as_utf8(mail.raw),
              .received_at = clock_.now().text()};
    std::string line = json::serialize(json::object{{"message_id", item.message_id},
                                                    {"from", item.from},
                                                    {"to", item.to},
                                                    {"subject", item.subject},
                                                    {"raw", item.raw},
                                                    {"received_at", item.received_at}});
    const std::scoped_lock lock(guard_);
    journal_.append(std::move(line));
    put(std::move(item));
}

void Inbox::put(Item item) {
    item.deliveries = 1;
    const std::string id = item.message_id + '\n' + item.to;
    if (const auto known = by_id_.find(id); known != by_id_.end() && !item.message_id.empty()) {
        ++items_[known->second].deliveries;
        return;
    }
    by_id_.emplace(id, items_.size());
    items_.push_back(std::move(item));
}

std::string Inbox::to_json(const InboxFilter& filter) const {
    const std::scoped_lock lock(guard_);
    json::array items;
    for (std::size_t i = filter.after; i < items_.size(); ++i) {
        const Item& item = items_[i];
        if (item.to.find(filter.to) == std::string::npos) continue;
        if (filter.limit != 0 && items.size() == filter.limit) break;
        items.push_back(json::object{{"message_id", item.message_id},
                                     {"to", item.to},
                                     {"subject", item.subject},
                                     {"raw", item.raw},
                                     {"from", item.from},
                                     {"deliveries", item.deliveries},
                                     {"received_at", item.received_at}});
    }
    return json::serialize(json::object{{"items", std::move(items)}});
}

std::size_t Inbox::size() const {
    const std::scoped_lock lock(guard_);
    return items_.size();
}

}  // namespace vacancy::outside
