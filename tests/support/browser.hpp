#pragma once
// Browser: HTTP calls as a client outside the house makes them (libcurl), and their JSON.

#include <boost/json/value.hpp>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace vacancy::testing {

struct Answer {
    int status = 0;  ///< 0: no answer at all
    std::string body{};
    std::map<std::string, std::string> headers{};  ///< names lower case
    /// The body as JSON; throws when it is none.
    [[nodiscard]] boost::json::value json() const;
};

using Headers = std::vector<std::pair<std::string, std::string>>;

class Browser {
public:
    explicit Browser(std::string base_url, std::string key = {})
        : base_url_(std::move(base_url)), key_(std::move(key)) {}

    [[nodiscard]] Answer get(const std::string& path, const Headers& headers = {}) const;
    [[nodiscard]] Answer post(const std::string& path, const std::string& body,
                              const Headers& headers = {}) const;
    [[nodiscard]] Answer send(const std::string& method, const std::string& path,
                              const std::string& body, const Headers& headers) const;

private:
    std::string base_url_;
    std::string key_;
};

/// d.at_pointer(pointer) as text, for short tests; throws when it is not there.
[[nodiscard]] std::string text_at(const boost::json::value& d, const std::string& pointer);
[[nodiscard]] std::int64_t number_at(const boost::json::value& d, const std::string& pointer);

}  // namespace vacancy::testing
