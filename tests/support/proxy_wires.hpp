#pragma once
// Where messages end on the wires that the proxy knows. One object a connection, one thread.

#include "support/proxy.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

namespace vacancy::testing {

class ProxyWire {
public:
    struct Request {
        ProxyMessage message{};
        std::size_t size = 0;
        bool is_answered = true;
    };
    virtual ~ProxyWire() = default;

    /// The first whole request in `bytes`, or nothing yet.
    virtual std::optional<Request> request_in(std::string_view bytes) = 0;
    /// The size of the whole answer at the front of `bytes`, 0 when it is not complete.
    virtual std::size_t answer_in(std::string_view bytes) = 0;
    /// True while bytes of both sides pass unread: what comes before the first request.
    [[nodiscard]] virtual bool is_opening() const { return false; }
    /// The server's bytes of that time.
    virtual void opened_by(std::string_view) {}
};

[[nodiscard]] std::unique_ptr<ProxyWire> make_wire(Wire wire);

}  // namespace vacancy::testing
