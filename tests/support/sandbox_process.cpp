#include "support/sandbox_process.hpp"

#include <utility>

namespace vacancy::testing {

SandboxProcess::SandboxProcess(std::string directory, std::vector<std::string> more,
                               const std::map<std::string, std::string>& variables) {
    std::vector<std::string> arguments{"sandbox",     "--data", std::move(directory), "--listen",
                                       "127.0.0.1:0", "--smtp", "127.0.0.1:0"};
    for (std::string& word : more) arguments.push_back(std::move(word));
    process_ = std::make_unique<Process>(arguments, variables);
    base_url_ = process_->line("listening on ");
    smtp_url_ = "smtp://" + process_->line("smtp on ");
}

int SandboxProcess::authorize(const std::string& reference, const std::string& token) const {
    return browser()
        .post("/v1/payment_intents",
              "amount=10000&currency=eur&confirm=true&payment_method=" + token +
                  "&metadata[reference]=" + reference,
              {{"content-type", "application/x-www-form-urlencoded"}})
        .status;
}

}  // namespace vacancy::testing
