// The mail server of the sandbox: any bytes, in any pieces, and it goes on.

#include "fuzz/target.hpp"
#include "outside/sandbox/mail/smtp_dialog.hpp"

#include <algorithm>
#include <string>
#include <vector>

using namespace vacancy;
using fuzz::expect;

namespace {

std::string replies_to(std::string_view bytes, std::size_t piece) {
    outside::SmtpDialog dialog(
        [](const outside::ReceivedMail& mail) {
            expect(!mail.to.empty(), "a mail without a recipient was taken");
            return outside::SmtpOutput{.reply = "250 taken\r\n"};
        },
        1 << 16);
    std::string said;
    while (!bytes.empty()) {
        const std::size_t now = std::min(piece, bytes.size());
        dialog.feed(bytes.substr(0, now));
        bytes.remove_prefix(now);
        while (const auto output = dialog.next()) {
            said += output->reply;
            if (output->hangs_up) return said;
        }
    }
    return said;
}

}  // namespace

FUZZ_TARGET(mail_dialog) {
    const std::string whole = replies_to(input, input.size() + 1);
    expect(whole == replies_to(input, 3), "the dialog depends on how the bytes are cut");
}
