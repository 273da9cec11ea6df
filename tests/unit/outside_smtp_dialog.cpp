#include "outside/sandbox/mail/smtp_dialog.hpp"

#include <doctest/doctest.h>

using namespace vacancy::outside;

namespace {

struct Server {
    std::vector<ReceivedMail> taken{};
    SmtpDialog dialog{[this](const ReceivedMail& mail) {
                          taken.push_back(mail);
                          return SmtpOutput{.reply = "250 OK\r\n"};
                      },
                      1000};

    /// The codes of all answers to these bytes.
    std::string say(std::string_view bytes) {
        dialog.feed(bytes);
        std::string codes;
        while (const auto output = dialog.next()) {
            if (!codes.empty()) codes += ' ';
            codes += output->reply.substr(0, 3);
        }
        return codes;
    }
    void greet() { say("EHLO client.example\r\n"); }
    void begin() { say("EHLO c\r\nMAIL FROM:<a@a.example>\r\nRCPT TO:<b@b.example>\r\nDATA\r\n"); }
};

}  // namespace

TEST_CASE("a mail goes in with all its recipients") {
    Server server;
    CHECK(server.say("EHLO client.example\r\n") == "250");
    CHECK(server.say("MAIL FROM:<a@a.example> SIZE=20 BODY=8BITMIME SMTPUTF8\r\n") == "250");
    CHECK(server.say("RCPT TO:<b@b.example>\r\nRCPT TO:<c@c.example>\r\nDATA\r\n") ==
          "250 250 354");
    CHECK(server.say("Subject: x\r\n\r\nhello\r\n.\r\n") == "250");
    CHECK(server.say("QUIT\r\n") == "221");
    REQUIRE(server.taken.size() == 1);
    CHECK(server.taken[0].from == "a@a.example");
    CHECK(server.taken[0].to == std::vector<std::string>{"b@b.example", "c@c.example"});
    CHECK(server.taken[0].raw == "Subject: x\r\n\r\nhello\r\n");
}

TEST_CASE("a mail that comes byte by byte is the same mail") {
    Server server;
    const std::string talk =
        "EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<b@b.example>\r\nDATA\r\nA: "
        "b\r\n\r\n..x\r\n.\r\nQUIT\r\n";
    std::string codes;
    for (const char c : talk) {
        const std::string answer = server.say({&c, 1});
        if (!answer.empty()) codes += answer + ' ';
    }
    CHECK(codes == "250 250 250 354 250 221 ");
    REQUIRE(server.taken.size() == 1);
    CHECK(server.taken[0].raw == "A: b\r\n\r\n.x\r\n");
}

TEST_CASE("only a dot between two CRLF ends a mail") {
    Server server;
    server.begin();
    CHECK(server.say("one\n.\nMAIL FROM:<smuggler@x.example>\r\n").empty());
    CHECK(server.say(".\r\n") == "250");
    REQUIRE(server.taken.size() == 1);
    CHECK(server.taken[0].raw == "one\n.\nMAIL FROM:<smuggler@x.example>\r\n");
}

TEST_CASE("a mail that is too large is refused and the conversation goes on") {
    Server server;
    CHECK(server.say("EHLO c\r\nMAIL FROM:<a@a.example> SIZE=1001\r\n") == "250 552");
    server.begin();
    CHECK(server.say(std::string(5000, 'x')).empty());
    CHECK(server.say(std::string(5000, 'y') + "\r\nline\r\n.\r\n") == "552");
    CHECK(server.taken.empty());
    server.begin();
    CHECK(server.say("small\r\n.\r\n") == "250");
    CHECK(server.taken.size() == 1);
}

TEST_CASE("commands out of order are told so") {
    Server server;
    CHECK(server.say("MAIL FROM:<a@a.example>\r\n") == "503");
    server.greet();
    CHECK(server.say("RCPT TO:<b@b.example>\r\n") == "503");
    CHECK(server.say("DATA\r\n") == "503");
    CHECK(server.say("MAIL FROM:a@a.example\r\n") == "501");
    CHECK(server.say("MAIL FROM:<a@a.example>\r\nRSET\r\nRCPT TO:<b@b.example>\r\n") ==
          "250 250 503");
    CHECK(server.say("HELP\r\nNOOP\r\nVRFY x\r\n") == "500 250 252");
}

TEST_CASE("a line without an end does not grow without bound") {
    Server server;
    server.dialog.feed(std::string(5000, 'x'));
    const auto output = server.dialog.next();
    REQUIRE(output);
    CHECK(output->hangs_up);
}
