#pragma once
// Proxy: stands between the server and one neighbor (payment gateway, mail server, PostgreSQL) on
// loopback, understands where a request and its answer end, and lets exactly one of them be lost,
// late, cut or slow. Owned by the test; safe to use from its thread while connections run.

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace vacancy::testing {

enum class Wire : std::uint8_t { http, smtp, postgres };

/// A request as the proxy understood it.
struct ProxyMessage {
    std::string name{};  ///< "POST /v1/refunds", "end of data", "COMMIT" or a statement's name
    std::string
        context{};  ///< HTTP: the body. PostgreSQL: the transaction's statements, one a line
};

enum class Mishap : std::uint8_t {
    request_lost,     ///< never arrives; the connection breaks
    request_ignored,  ///< never arrives; the connection stays and says nothing
    answer_lost,      ///< it was done; the connection breaks before the answer
    answer_withheld,  ///< it was done; the connection stays and says nothing
    answer_cut,       ///< half of the answer, then the connection breaks
    answer_late,      ///< after `pause`
    answer_trickled,  ///< a byte each `pause`
};

struct ProxyFault {
    std::function<bool(const ProxyMessage&)> matches;
    Mishap mishap = Mishap::answer_lost;
    int times = 1;  ///< so many messages that match; then all is well again
    std::chrono::milliseconds pause{0};
};

class Proxy {
public:
    /// Listens on a free port of loopback; `upstream` is "127.0.0.1:port". Throws when it cannot.
    Proxy(Wire wire, std::string upstream);
    Proxy(const Proxy&) = delete;
    Proxy& operator=(const Proxy&) = delete;
    ~Proxy();

    [[nodiscard]] std::string address() const;  ///< "127.0.0.1:port"
    void arm(ProxyFault fault);
    /// Forgets the faults that have not struck yet.
    void heal();
    /// How many messages were hit since the beginning.
    [[nodiscard]] int struck() const { return struck_; }
    /// The names of all requests since the beginning, in their order.
    [[nodiscard]] std::vector<std::string> seen() const;

private:
    friend class ProxyLine;
    void accept_all();
    /// Notes the message; the fault that strikes it, if any.
    bool strikes(const ProxyMessage& message, ProxyFault& fault);

    Wire wire_;
    std::string upstream_;
    int listener_ = -1;
    std::atomic<bool> stops_{false};
    std::atomic<int> struck_{0};
    mutable std::mutex guard_;
    std::vector<ProxyFault> faults_;
    std::vector<std::string> seen_;
    std::vector<std::thread> lines_;
    std::thread acceptor_;
};

}  // namespace vacancy::testing
