// Sending over TLS: to a server with a certificate that was made a moment ago.

#include "trace/otlp/sender.hpp"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>

namespace vacancy::trace {
namespace {

template <auto Free>
struct Freed {
    template <class T>
    void operator()(T* thing) const {
        Free(thing);
    }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;

/// For 127.0.0.1, signed by itself.
Certificate certificate_of(EVP_PKEY* key) {
    Certificate made(X509_new());
    X509* to = made.get();
    X509_set_version(to, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(to), 1);
    X509_gmtime_adj(X509_getm_notBefore(to), -3600);
    X509_gmtime_adj(X509_getm_notAfter(to), 3600);
    X509_set_pubkey(to, key);
    const auto* name = reinterpret_cast<const unsigned char*>("collector");
    X509_NAME_add_entry_by_txt(X509_get_subject_name(to), "CN", MBSTRING_ASC, name, -1, -1, 0);
    X509_set_issuer_name(to, X509_get_subject_name(to));
    const std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>> address(
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1"));
    X509_add_ext(to, address.get(), -1);
    REQUIRE(X509_sign(to, key, EVP_sha256()) > 0);
    return made;
}

/// Answers 200 to every request that comes in over TLS.
class TlsServer {
public:
    TlsServer() : key_(EVP_EC_gen("P-256")), certificate_(certificate_of(key_.get())) {
        REQUIRE(SSL_CTX_use_certificate(context_.get(), certificate_.get()) == 1);
        REQUIRE(SSL_CTX_use_PrivateKey(context_.get(), key_.get()) == 1);
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof at;
        REQUIRE(::bind(socket_, reinterpret_cast<sockaddr*>(&at), sizeof at) == 0);
        REQUIRE(::listen(socket_, 16) == 0);
        REQUIRE(::getsockname(socket_, reinterpret_cast<sockaddr*>(&at), &size) == 0);
        port_ = ntohs(at.sin_port);
        std::string name = std::filesystem::temp_directory_path() / "vacancy-tls-XXXXXX";
        const int file = ::mkstemp(name.data());
        REQUIRE(file >= 0);
        file_ = name;
        std::FILE* out = ::fdopen(file, "w");
        PEM_write_X509(out, certificate_.get());
        std::fclose(out);
        thread_ = std::thread([this] { serve(); });
    }
    TlsServer(const TlsServer&) = delete;
    TlsServer& operator=(const TlsServer&) = delete;
    ~TlsServer() {
        ::shutdown(socket_, SHUT_RDWR);
        thread_.join();
        ::close(socket_);
        std::filesystem::remove(file_);
    }
    [[nodiscard]] std::string url() const {
        return fmt::format("https://127.0.0.1:{}/v1/traces", port_);
    }
    [[nodiscard]] const std::string& certificate_file() const { return file_; }
    [[nodiscard]] int requests() const { return requests_; }

private:
    void serve() {
        for (int caller = 0; (caller = ::accept(socket_, nullptr, nullptr)) >= 0;) {
            answer(caller);
            ::close(caller);
        }
    }
    void answer(int caller) {
        const std::unique_ptr<SSL, Freed<SSL_free>> talk(SSL_new(context_.get()));
        SSL_set_fd(talk.get(), caller);
        if (SSL_accept(talk.get()) != 1) return;
        std::string seen;
        char buffer[4096];
        while (!seen.ends_with("the message")) {
            const int got = SSL_read(talk.get(), buffer, sizeof buffer);
            if (got <= 0) return;
            seen.append(buffer, static_cast<std::size_t>(got));
        }
        ++requests_;
        constexpr std::string_view yes =
            "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        SSL_write(talk.get(), yes.data(), static_cast<int>(yes.size()));
        SSL_shutdown(talk.get());
    }

    const std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>> context_{SSL_CTX_new(TLS_server_method())};
    const Key key_;
    const Certificate certificate_;
    int socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
    int port_ = 0;
    std::string file_;
    std::atomic<int> requests_{0};
    std::thread thread_;
};

otlp::Answer send_to(const TlsServer& server, const std::string& trusting) {
    Destination to{.to = Destination::To::otlp};
    to.url = server.url();
    to.certificate = trusting;
    const otlp::Patience patience;
    return otlp::make_sender(Signal::traces, to)->send("the message", patience);
}

TEST_CASE("a collector whose certificate is trusted gets the message over TLS") {
    const TlsServer server;
    const otlp::Answer answer = send_to(server, server.certificate_file());
    CAPTURE(answer.why);
    CHECK(answer.outcome == otlp::Answer::Outcome::accepted);
    CHECK(server.requests() == 1);
}

TEST_CASE("a collector whose certificate is not trusted gets nothing, and that is final") {
    const TlsServer server;
    const TlsServer other;
    for (const std::string& trusting : {other.certificate_file(), std::string()}) {
        const otlp::Answer answer = send_to(server, trusting);
        CAPTURE(answer.why);
        CHECK(answer.outcome == otlp::Answer::Outcome::refused);
        CHECK_FALSE(answer.why.empty());
    }
    CHECK(server.requests() == 0);
}

TEST_CASE("a file of authorities that cannot be read is final too") {
    const TlsServer server;
    CHECK(send_to(server, "/nowhere/ca.pem").outcome == otlp::Answer::Outcome::refused);
    CHECK(server.requests() == 0);
}

}  // namespace
}  // namespace vacancy::trace
