// What of a caller's trace context reaches the payment gateway, through the whole product.

#include "support/demo_town.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <mutex>
#include <thread>

using namespace vacancy;
using namespace vacancy::testing;

namespace {

constexpr const char* traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
constexpr std::string_view trace_id = "0af7651916cd43dd8448eb211c80319c";

/// Notes the head of every request in lower case and declines.
class NotingGateway {
public:
    NotingGateway() : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof at;
        REQUIRE(::bind(socket_, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0);
        REQUIRE(::listen(socket_, 16) == 0);
        REQUIRE(::getsockname(socket_, reinterpret_cast<sockaddr*>(&at), &size) == 0);
        url_ = "http://127.0.0.1:" + std::to_string(ntohs(at.sin_port));
        thread_ = std::thread([this] { serve(); });
    }
    NotingGateway(const NotingGateway&) = delete;
    NotingGateway& operator=(const NotingGateway&) = delete;
    ~NotingGateway() {
        ::shutdown(socket_, SHUT_RDWR);
        thread_.join();
        ::close(socket_);
    }
    [[nodiscard]] const std::string& url() const { return url_; }
    /// The heads since the last question.
    std::vector<std::string> heads() {
        const std::scoped_lock lock(guard_);
        return std::exchange(heads_, {});
    }

private:
    void serve() {
        for (int caller = 0; (caller = ::accept(socket_, nullptr, nullptr)) >= 0;) {
            answer(caller);
            ::close(caller);
        }
    }
    static bool more(int caller, std::string& seen) {
        char buffer[16384];
        const auto got = ::recv(caller, buffer, sizeof buffer, 0);
        if (got > 0) seen.append(buffer, static_cast<std::size_t>(got));
        return got > 0;
    }
    void answer(int caller) {
        std::string seen;
        while (seen.find("\r\n\r\n") == std::string::npos) {
            if (!more(caller, seen)) return;
        }
        const std::size_t end = seen.find("\r\n\r\n") + 4;
        std::string head = seen.substr(0, end - 2);
        std::ranges::transform(head, head.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        });
        std::size_t size = 0;
        constexpr std::string_view length = "\r\ncontent-length: ";
        if (const auto at = head.find(length); at != std::string::npos)
            size = std::stoul(head.substr(at + length.size()));
        while (seen.size() < end + size) {
            if (!more(caller, seen)) return;
        }
        {
            const std::scoped_lock lock(guard_);
            heads_.push_back(std::move(head));
        }
        const std::string body =
            R"({"error":{"code":"card_declined","decline_code":"generic_decline",)"
            R"("payment_intent":{"id":"pi_1","object":"payment_intent","currency":"eur",)"
            R"("amount":1,"amount_received":0,"status":"requires_payment_method"}}})";
        const std::string no =
            "HTTP/1.1 402 Payment Required\r\nContent-Type: application/json\r\n"
            "Connection: close\r\nContent-Length: " +
            std::to_string(body.size()) + "\r\n\r\n" + body;
        ::send(caller, no.data(), no.size(), MSG_NOSIGNAL);
    }

    int socket_;
    std::string url_;
    std::mutex guard_;
    std::vector<std::string> heads_;
    std::thread thread_;
};

/// A seeded hotel whose payments go to the noting gateway.
class Hotel {
public:
    explicit Hotel(Variables variables = {}) {
        static const int seeded = town().stop();
        REQUIRE(seeded == 0);
        variables["VACANCY_GATEWAY_URL"] = gateway_.url();
        variables["VACANCY_GATEWAY_KEY"] = "sk_for_a_test";
        process_ = std::make_unique<Process>(
            std::vector<std::string>{"serve", "--db", "sqlite:" + town().database_file(),
                                     "--listen", "127.0.0.1:0"},
            variables);
        url_ = process_->line("listening on ");
    }
    ~Hotel() {
        process_->signal(SIGTERM);
        CHECK(process_->wait() == 0);
    }
    Hotel(const Hotel&) = delete;
    Hotel& operator=(const Hotel&) = delete;

    /// What the gateway heard of one booking that came with all three headers.
    std::string heard(const std::string& key) {
        static int days = 30;
        const Headers headers{{"traceparent", traceparent},
                              {"tracestate", "vendor=a1,other=b2"},
                              {"baggage", "tenant=seaside%20inns;p=1"}};
        const Answer answer =
            Browser(url_, key).post("/v1/bookings", town().wish(days++).json(), headers);
        CHECK(answer.status == 402);
        const std::vector<std::string> heads = gateway_.heads();
        REQUIRE(!heads.empty());
        return heads.front();
    }
    [[nodiscard]] static std::string integration() {
        return text_at(town().facts(), "/keys/integration");
    }
    [[nodiscard]] std::string log() const { return process_->log(); }

private:
    static DemoTown& town() {
        static DemoTown only;
        return only;
    }
    NotingGateway gateway_;
    std::unique_ptr<Process> process_;
    std::string url_;
};

bool says(const std::string& head, std::string_view text) {
    return head.find(text) != std::string::npos;
}

}  // namespace

TEST_CASE("an integration's trace context and baggage reach the payment gateway") {
    Hotel hotel;
    const std::string head = hotel.heard(Hotel::integration());
    CAPTURE(head);
    CHECK(says(head, "\r\ntraceparent: 00-" + std::string(trace_id)));
    CHECK(says(head, "\r\ntracestate: vendor=a1,other=b2\r\n"));
    CHECK(says(head, "\r\nbaggage: tenant=seaside%20inns;p=1\r\n"));
}

TEST_CASE("an anonymous caller's trace context and baggage do not reach the payment gateway") {
    Hotel hotel;
    const std::string head = hotel.heard("");
    CAPTURE(head);
    CHECK(says(head, "\r\ntraceparent: 00-"));
    CHECK_FALSE(says(head, trace_id));
    CHECK_FALSE(says(head, "\r\ntracestate:"));
    CHECK_FALSE(says(head, "\r\nbaggage:"));
}

TEST_CASE("OTEL_PROPAGATORS=none sends no context to the payment gateway") {
    Hotel hotel({{"OTEL_PROPAGATORS", "none"}});
    for (const std::string& key : {Hotel::integration(), std::string()}) {
        const std::string head = hotel.heard(key);
        CAPTURE(head);
        CHECK_FALSE(says(head, "\r\ntraceparent:"));
        CHECK_FALSE(says(head, "\r\ntracestate:"));
        CHECK_FALSE(says(head, "\r\nbaggage:"));
    }
}

TEST_CASE("a propagator that is not known is said once at the start and the others work") {
    Hotel hotel({{"OTEL_PROPAGATORS", "b3,tracecontext"}});
    const std::string head = hotel.heard(Hotel::integration());
    CHECK(says(head, trace_id));
    CHECK_FALSE(says(head, "\r\nbaggage:"));
    CHECK_FALSE(says(head, "\r\nb3:"));
    const std::string log = hotel.log();
    CAPTURE(log);
    const std::size_t said = log.find("OTEL_PROPAGATORS");
    CHECK(said != std::string::npos);
    CHECK(log.find("OTEL_PROPAGATORS", said + 1) == std::string::npos);
}

TEST_CASE("telemetry that is off does not cut an integration's trace") {
    Hotel hotel({{"OTEL_SDK_DISABLED", "true"}});
    const std::string head = hotel.heard(Hotel::integration());
    CAPTURE(head);
    CHECK(says(head, "\r\ntraceparent: " + std::string(traceparent) + "\r\n"));
    CHECK(says(head, "\r\ntracestate: vendor=a1,other=b2\r\n"));
    CHECK(says(head, "\r\nbaggage: tenant=seaside%20inns;p=1\r\n"));
    CHECK_FALSE(says(hotel.heard(""), "\r\ntraceparent:"));
}
