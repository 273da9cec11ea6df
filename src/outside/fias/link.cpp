#include "outside/fias/link.hpp"

namespace vacancy::outside::fias {
namespace {

constexpr int most_starts = 3;
constexpr std::size_t most_kinds = 64;
constexpr std::chrono::seconds alive_answer_time{2};

std::vector<std::string> ids_in(std::string_view list) {
    std::vector<std::string> ids;
    for (; list.size() >= 2; list.remove_prefix(2)) ids.emplace_back(list.substr(0, 2));
    return ids;
}

}  // namespace

std::string Link::stamped(std::string_view id, Instant now) const {
    Record record{.id = std::string(id)};
    record.with("DA", date_text(local_date(now, options_.time_zone)))
        .with("TI", time_text(now, options_.time_zone));
    return frame(record);
}

std::string Link::hello(Instant now) { return stamped("LS", now); }

bool Link::take_link_record(const Record& record, Instant now, std::string& answer) {
    if (record.id == "LS") {
        // It begins anew: so do we. Two that answer each other's LS would never end.
        live_ = false;
        fields_.clear();
        if (++starts_ <= most_starts) answer += stamped("LS", now);
        return true;
    }
    if (record.id == "LD") {
        starts_ = 0;
        family_ = record.field("IF").value_or("");
        return true;
    }
    if (record.id == "LR") {
        const auto kind = record.field("RI");
        const bool known = kind && fields_.contains(*kind);
        if (kind && (known || fields_.size() < most_kinds))
            fields_[std::string(*kind)] = ids_in(record.field("FL").value_or(""));
        return true;
    }
    if (record.id == "LA") {
        // The answer to an LA of ours is not answered again.
        const bool asks = !live_ || now - last_alive_ > alive_answer_time;
        live_ = true;
        starts_ = 0;
        if (asks) answer += alive(now);
        return true;
    }
    if (record.id == "LE") {
        live_ = false;
        answer += stamped("LE", now);
        return true;
    }
    return false;
}

std::string Link::alive(Instant now) {
    last_alive_ = now;
    return stamped("LA", now);
}

std::string Link::asked_for() const {
    std::string ids;
    for (const auto& [id, fields] : fields_) (ids += ids.empty() ? "" : " ") += id;
    return ids;
}

Result<std::string> Link::receive(std::string_view bytes, Instant now,
                                  const std::function<void(const Record&)>& on_record) {
    TRY(const auto texts, deframer_.feed(bytes));
    std::string answer;
    for (const std::string& text : texts) {
        const auto record = parse_record(to_utf8(text, options_.code_page));
        if (!record) continue;  // noise between records
        if (!take_link_record(*record, now, answer)) on_record(*record);
    }
    return answer;
}

std::optional<std::string> Link::wanted(const Record& record) const {
    const auto asked = fields_.find(record.id);
    if (!live_ || asked == fields_.end()) return std::nullopt;
    Record out{.id = record.id};
    for (const std::string& id : asked->second)
        if (const auto value = record.field(id))
            out.with(id, from_utf8(*value, options_.code_page));
    return frame(out);
}

}  // namespace vacancy::outside::fias
