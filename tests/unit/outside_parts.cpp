#include "outside/form.hpp"
#include "outside/payment_gateway.hpp"
#include "outside/sandbox/faults.hpp"
#include "outside/sandbox/journal.hpp"
#include "outside/sandbox/mail/header_text.hpp"
#include "outside/signing.hpp"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

using namespace vacancy;
using namespace vacancy::outside;

namespace {

struct TemporaryFile {
    TemporaryFile() {
        std::string name = (std::filesystem::temp_directory_path() / "vacancy-XXXXXX").string();
        const char* made = mkdtemp(name.data());
        REQUIRE(made != nullptr);
        directory = made;
        path = directory + "/journal";
    }
    ~TemporaryFile() { std::filesystem::remove_all(directory); }
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    std::string directory;
    std::string path;
};

std::vector<std::string> lines_of(const std::string& file) {
    std::vector<std::string> lines;
    const Journal journal(file, [&](std::string_view line) { lines.emplace_back(line); });
    return lines;
}

}  // namespace

TEST_CASE("a form comes back as it was sent") {
    Form form;
    form.add("metadata[reference]", "a b&c=d+é%").add("amount", "1200").add("empty", "");
    const Form read(form.encoded());
    CHECK(read.value("metadata[reference]") == "a b&c=d+é%");
    CHECK(read.integer("amount") == 1200);
    CHECK(read.has("empty"));
    CHECK_FALSE(read.has("absent"));
    CHECK_FALSE(read.integer("empty").has_value());
}

TEST_CASE("a malformed form is read as far as it goes") {
    const Form form("&&a=%zz&b&=c&d=%4");
    CHECK(form.value("a") == "%zz");
    CHECK(form.has("b"));
    CHECK(form.value("d") == "%4");
}

TEST_CASE("HMAC-SHA256 is that of RFC 4231, test case 2") {
    CHECK(hmac_sha256_hex("Jefe", "what do ya want for nothing?") ==
          "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST_CASE("a gateway's signature holds for its body, its secret and five minutes") {
    const Secret secret("whsec_test");
    const std::string header = gateway_signature("{}", secret, 1'000'000);
    CHECK(is_signed_by_gateway(header, "{}", secret, 1'000'100));
    CHECK_FALSE(is_signed_by_gateway(header, "{ }", secret, 1'000'100));
    CHECK_FALSE(is_signed_by_gateway(header, "{}", Secret("other"), 1'000'100));
    CHECK_FALSE(is_signed_by_gateway(header, "{}", secret, 1'000'301));
    CHECK_FALSE(is_signed_by_gateway("", "{}", secret, 1'000'100));
    CHECK_FALSE(is_signed_by_gateway("t=,v1=", "{}", secret, 0));
}

TEST_CASE("header fields are unfolded and end where the body begins") {
    const std::string mail =
        "Message-ID: <1@a.example>\r\nSubject: one\r\n two\r\n\r\nTo: body@b.example\r\n";
    CHECK(header_field(mail, "subject") == "one two");
    CHECK(header_field(mail, "message-id") == "<1@a.example>");
    CHECK(header_field(mail, "to").empty());
}

TEST_CASE("encoded words are decoded and the blanks between them vanish") {
    CHECK(decode_words("=?UTF-8?Q?caf=C3=A9_au?= =?utf-8?B?IGxhaXQ=?= now") == "café au lait now");
    CHECK(decode_words("=?iso-8859-1?Q?Z=FCrich?=") == "Zürich");
    CHECK(decode_words("=?koi8-r?Q?x?= =?broken") == "=?koi8-r?Q?x?= =?broken");
    CHECK(decode_words("plain") == "plain");
}

TEST_CASE("bytes that are not UTF-8 become replacement characters") {
    CHECK(as_utf8("a\xff\xc3\xa9\xed\xa0\x80") ==
          "a\xef\xbf\xbdé\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
}

TEST_CASE("a journal gives its lines back and cuts off a torn one") {
    const TemporaryFile file;
    {
        Journal journal(file.path, [](std::string_view) {});
        journal.append("one");
        journal.append("two");
    }
    std::ofstream(file.path, std::ios::app) << "tor";
    CHECK(lines_of(file.path) == std::vector<std::string>{"one", "two"});
    {
        Journal journal(file.path, [](std::string_view) {});
        journal.append("three");
    }
    CHECK(lines_of(file.path) == std::vector<std::string>{"one", "two", "three"});
}

TEST_CASE("a fault hits what it matches as often as it says") {
    Faults faults;
    REQUIRE(faults.add_json(R"({"target":"payments","kind":"error","times":2,"match":"tok_x"})"));
    CHECK_FALSE(faults.take(FaultTarget::payments, "/v1/payment_intents tok_y"));
    CHECK_FALSE(faults.take(FaultTarget::mail, "tok_x"));
    CHECK(faults.take(FaultTarget::payments, "/v1/payment_intents tok_x"));
    CHECK(faults.take(FaultTarget::payments, "tok_x"));
    CHECK_FALSE(faults.take(FaultTarget::payments, "tok_x"));
}

TEST_CASE("a fault without a number of times stays until it is cleared") {
    Faults faults;
    REQUIRE(faults.add_json(R"([{"target":"mail","kind":"delay","ms":5}])"));
    for (int i = 0; i < 10; ++i) CHECK(faults.take(FaultTarget::mail, "anyone"));
    CHECK_FALSE(faults.take(FaultTarget::mail, "anyone", true));
    faults.clear();
    CHECK_FALSE(faults.take(FaultTarget::mail, "anyone"));
}

TEST_CASE("a fault that is not understood is refused and adds nothing") {
    Faults faults;
    for (const char* wrong :
         {"", "7", "{", R"({"target":"moon","kind":"delay"})", R"({"target":"mail"})",
          R"([{"target":"mail","kind":"delay"},{"target":"mail","kind":"explode"}])",
          R"({"target":"mail","kind":"delay","ms":-1})"}) {
        CAPTURE(wrong);
        CHECK_FALSE(faults.add_json(wrong));
        CHECK(faults.to_json() == R"({"items":[]})");
    }
}
