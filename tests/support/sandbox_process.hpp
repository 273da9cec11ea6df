#pragma once
// SandboxProcess: `vacancy sandbox` as a process of its own, on ports of the system's choosing.

#include "support/browser.hpp"
#include "support/process.hpp"

#include <memory>
#include <string>
#include <vector>

namespace vacancy::testing {

class SandboxProcess {
public:
    /// Starts it on `directory` and waits until it answers; `more` are further arguments.
    explicit SandboxProcess(std::string directory, std::vector<std::string> more = {},
                            const std::map<std::string, std::string>& variables = {});

    [[nodiscard]] Browser browser() const { return Browser(base_url_); }
    [[nodiscard]] const std::string& base_url() const { return base_url_; }
    [[nodiscard]] const std::string& smtp_url() const { return smtp_url_; }
    [[nodiscard]] Process& process() { return *process_; }
    /// Authorizes 100.00 EUR; the HTTP status.
    [[nodiscard]] int authorize(const std::string& reference,
                                const std::string& token = "tok_approved") const;

private:
    std::unique_ptr<Process> process_;
    std::string base_url_;
    std::string smtp_url_;
};

}  // namespace vacancy::testing
