#include "support/proxy_wires.hpp"

#include <algorithm>
#include <charconv>

namespace vacancy::testing {
namespace {

constexpr std::size_t none = std::string_view::npos;

/// Head and Content-Length, both ways; our client and our sandbox frame in no other way.
class HttpWire final : public ProxyWire {
public:
    std::optional<Request> request_in(std::string_view bytes) override {
        const std::size_t size = answer_in(bytes);
        if (size == 0) return std::nullopt;
        const std::string_view line = bytes.substr(0, bytes.find("\r\n"));
        const std::size_t body = bytes.find("\r\n\r\n") + 4;
        return Request{{std::string(line.substr(0, line.rfind(' '))),
                        std::string(bytes.substr(body, size - body))},
                       size};
    }
    std::size_t answer_in(std::string_view bytes) override {
        const std::size_t end = bytes.find("\r\n\r\n");
        if (end == none) return 0;
        std::string head(bytes.substr(0, end));
        std::ranges::transform(head, head.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
        std::size_t body = 0;
        if (const auto at = head.find("\r\ncontent-length: "); at != none)
            std::from_chars(head.data() + at + 18, head.data() + head.size(), body);
        return bytes.size() >= end + 4 + body ? end + 4 + body : 0;
    }
};

class SmtpWire final : public ProxyWire {
public:
    std::optional<Request> request_in(std::string_view bytes) override {
        const std::string_view mark = in_data_ ? "\r\n.\r\n" : "\r\n";
        const std::size_t end = bytes.find(mark);
        if (end == none) return std::nullopt;
        Request request{
            {in_data_ ? "end of data" : std::string(bytes.substr(0, bytes.find_first_of(" \r"))),
             std::string(bytes.substr(0, end))},
            end + mark.size()};
        asks_for_data_ = !in_data_ && request.message.name == "DATA";
        in_data_ = false;
        return request;
    }
    std::size_t answer_in(std::string_view bytes) override {
        for (std::size_t at = 0;;) {
            const std::size_t end = bytes.find("\r\n", at);
            if (end == none) return 0;
            const bool last = end < at + 4 || bytes[at + 3] != '-';
            if (last) {
                in_data_ = asks_for_data_ && bytes[at] == '3';
                return end + 2;
            }
            at = end + 2;
        }
    }

private:
    bool asks_for_data_ = false;
    bool in_data_ = false;
};

/// Version 3 without encryption. A request ends with Sync or is a simple query; an answer ends with
/// ReadyForQuery. The handshake passes unread.
class PostgresWire final : public ProxyWire {
public:
    std::optional<Request> request_in(std::string_view bytes) override {
        Request request;
        for (std::size_t at = 0;;) {
            const std::size_t size = message_at(bytes, at);
            if (size == 0) return std::nullopt;
            const char type = bytes[at];
            note(type, bytes.substr(at + 5, size - 5), request.message);
            at += size;
            if (type != 'S' && type != 'Q' && type != 'X') continue;
            request.size = at;
            request.is_answered = type != 'X';
            break;
        }
        request.message.context = statements_;
        return request;
    }
    std::size_t answer_in(std::string_view bytes) override {
        for (std::size_t at = 0;;) {
            const std::size_t size = message_at(bytes, at);
            if (size == 0) return 0;
            if (bytes[at] == 'Z') return at + size;
            at += size;
        }
    }
    [[nodiscard]] bool is_opening() const override { return is_opening_; }
    void opened_by(std::string_view bytes) override {
        handshake_ += bytes;
        if (answer_in(handshake_) == 0) return;
        is_opening_ = false;
        handshake_.clear();
    }

private:
    /// Type and length at `at`: the size of the whole message, 0 when it is not all there.
    static std::size_t message_at(std::string_view bytes, std::size_t at) {
        if (bytes.size() < at + 5) return 0;
        std::size_t length = 0;
        for (std::size_t i = 1; i < 5; ++i)
            length = length << 8 | static_cast<unsigned char>(bytes[at + i]);
        return bytes.size() >= at + 1 + length ? 1 + length : 0;
    }
    /// Several statements may go out at once: all of them are the context, the last is the name.
    void note(char type, std::string_view body, ProxyMessage& message) {
        if (type != 'Q' && type != 'P' && type != 'B') return;
        if (type == 'B') body.remove_prefix(std::min(body.size(), body.find('\0') + 1));  // portal
        const std::string_view given = body.substr(0, body.find('\0'));
        message.name = type == 'P' ? "prepare " + std::string(given) : spelled_out(given);
        if (message.name.starts_with("BEGIN")) statements_.clear();
        statements_ += message.name + "\n";
    }
    /// The frame of a transaction is prepared under names of its own.
    static std::string spelled_out(std::string_view name) {
        if (name == "db.begin_write") return "BEGIN READ WRITE";
        if (name == "db.begin_read") return "BEGIN READ ONLY";
        if (name == "db.commit") return "COMMIT";
        if (name == "db.rollback") return "ROLLBACK";
        return std::string(name);
    }
    bool is_opening_ = true;
    std::string handshake_{};
    std::string statements_{};
};

}  // namespace

std::unique_ptr<ProxyWire> make_wire(Wire wire) {
    switch (wire) {
        case Wire::http: return std::make_unique<HttpWire>();
        case Wire::smtp: return std::make_unique<SmtpWire>();
        case Wire::postgres: return std::make_unique<PostgresWire>();
    }
    return nullptr;
}

}  // namespace vacancy::testing
