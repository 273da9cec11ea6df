#pragma once
// Request and Reply as handlers see them: plain values, no Beast, no JSON types.

#include "base/error.hpp"
#include "base/id.hpp"
#include "trace/context.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vacancy::web {

enum class Method : std::uint8_t { get, post, put, patch, del };

enum class Role : std::uint8_t { guest, agent, host, housekeeper, manager, admin, integration };

/// Who is asking. Guests have no key; everyone else was found by a hashed API key or a session.
struct Principal {
    Role role = Role::guest;
    std::string id;                        ///< key id, or "guest"
    std::optional<AccountId> account{};    ///< the tenant it belongs to
    std::optional<PropertyId> property{};  ///< set: this property only
    /// True when it may act on that property; a foreign one is answered like an absent one.
    [[nodiscard]] bool may_touch(const AccountId& owner, const PropertyId& place) const {
        return account == owner && (!property || *property == place);
    }
};

struct Request {
    Method method = Method::get;
    std::string_view path;
    std::string_view body;
    std::vector<std::pair<std::string_view, std::string>> path_parameters{};  ///< decoded
    std::vector<std::pair<std::string, std::string>> query{};                 ///< decoded
    std::vector<std::pair<std::string_view, std::string_view>> headers{};     ///< names lower case
    Principal principal{};
    std::string client_address{};
    std::string request_id{};
    /// Who asks, at which route, with which Idempotency-Key, as one opaque word of 43 characters
    /// that is the same for every repetition; empty: none given. Flows derive ids from it.
    std::string idempotency_key{};

    [[nodiscard]] std::string_view header(std::string_view lower_case_name) const;
    /// A parameter of the route's pattern; a name the pattern lacks is a broken promise.
    [[nodiscard]] std::string_view path_parameter(std::string_view name) const;
    [[nodiscard]] std::optional<std::string_view> query_value(std::string_view name) const;
};

struct Reply {
    int status = 200;
    std::string body{};
    std::string_view content_type = "application/json";
    std::vector<std::pair<std::string, std::string>> headers{};
    /// False: not the last word (outcome_unknown). A repetition with the same Idempotency-Key calls
    /// the handler again instead of replaying this.
    bool is_final = true;
    bool close_without_answer = false;  ///< the connection ends instead: the sandbox's faults
};

}  // namespace vacancy::web
