#pragma once
// Resources: who is speaking. Without OTEL_SERVICE_NAME each scope speaks for a logical service of
// its own; what identifies the process is the same for all of them. Immutable after construction:
// any thread.

#include "trace/defs.hpp"
#include "trace/export/settings.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace vacancy::trace::otlp {

/// What the machine and the process are.
struct Identity {
    std::string instance_id{};  ///< one a process; a UUID
    std::string host_name{};
    std::string architecture{};  ///< amd64, arm64, …
    std::string executable{};
    std::int64_t process_id = 0;
};
/// Asks the system; `instance_id` is made new.
[[nodiscard]] Identity this_process();

struct ResourceAttribute {
    std::string key;
    std::variant<std::string, std::int64_t> value;
};

class Resources {
public:
    Resources(const ExportSettings& settings, Identity identity);

    /// Scopes with the same name here share one resource.
    [[nodiscard]] std::string_view service_of(const ScopeDef& scope) const;
    [[nodiscard]] std::vector<ResourceAttribute> attributes_of(const ScopeDef& scope) const;
    [[nodiscard]] const Identity& identity() const { return identity_; }

private:
    Identity identity_;
    std::string service_name_;
    std::vector<std::pair<std::string, std::string>> given_;
};

}  // namespace vacancy::trace::otlp
