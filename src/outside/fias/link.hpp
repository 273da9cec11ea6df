#pragma once
// One FIAS link as a state machine, without sockets: bytes in, bytes out. We are the server: we
// open with LS, the interface describes itself (LD), says with one LR for each record type which
// fields it wants (FL), and LA makes the link live. What we send holds only the fields that were
// asked for, in the order asked. Owned by one connection, one thread.

#include "outside/fias/record.hpp"

#include <functional>
#include <map>

namespace vacancy::outside::fias {

struct LinkOptions {
    CodePage code_page = CodePage::utf8;
    std::string time_zone = "UTC";
};

class Link {
public:
    explicit Link(LinkOptions options) : options_(std::move(options)) {}

    /// What is sent when the connection is made.
    [[nodiscard]] std::string hello(Instant now);
    /// LA, to be sent when nothing was heard for a while.
    [[nodiscard]] std::string alive(Instant now);
    /// Bytes that came in; answers what is to be sent back at once. Records that are not about the
    /// link itself are given to `on_record` in UTF-8. invalid_request: this is no FIAS.
    Result<std::string> receive(std::string_view bytes, Instant now,
                                const std::function<void(const Record&)>& on_record);
    /// The record as this interface wants it, framed; nothing when it did not ask for its kind or
    /// the link is not live.
    [[nodiscard]] std::optional<std::string> wanted(const Record& record) const;

    [[nodiscard]] bool is_live() const { return live_; }
    [[nodiscard]] bool wants(std::string_view record_id) const {
        return fields_.find(record_id) != fields_.end();
    }
    [[nodiscard]] const std::string& family() const { return family_; }  ///< IF of its LD: "KE"
    [[nodiscard]] std::string asked_for() const;                         ///< "GI GO KR"
    [[nodiscard]] const LinkOptions& options() const { return options_; }

private:
    /// True when the record was about the link.
    bool take_link_record(const Record& record, Instant now, std::string& answer);
    [[nodiscard]] std::string stamped(std::string_view id, Instant now) const;

    LinkOptions options_;
    Deframer deframer_;
    std::map<std::string, std::vector<std::string>, std::less<>> fields_;
    std::string family_;
    Instant last_alive_{};  ///< when we sent LA last
    int starts_ = 0;        ///< LS in a row
    bool live_ = false;
};

}  // namespace vacancy::outside::fias
