#pragma once
// Clients: guests who book, change and cancel through the public API, ask again with the same key
// until they have a last word, and remember what they were told. One thread each.

#include "rigs/kit/town.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace vacancy::rigs {

/// What one guest was told last about the one booking that guest wanted.
struct Told {
    std::string email{};
    std::string code{};  ///< empty: no 201 was seen
    std::string check_in{};
    std::string check_out{};
    std::int64_t total = 0;
    int version = 0;
    bool refused = false;       ///< the last word was a refusal
    bool canceled = false;      ///< the cancellation was acknowledged
    bool wants_change = false;  ///< a change or a cancellation has no last word yet
};

/// One POST with its key, until its last word.
struct Errand {
    std::string kind{};  ///< create, modify, cancel
    std::string email{};
    std::string path{};
    std::string body{};
    std::string key{};
    Answer last{};
    [[nodiscard]] bool is_settled() const;
};

class Clients {
public:
    /// `name` tells apart the clients that work at the same time.
    Clients(const Town& town, std::string name) : town_(town), name_(std::move(name)) {}

    /// A new guest books; the e-mail address is the guest's name here.
    std::string book(const std::string& token = "tok_approved");
    /// `more_nights` may be negative.
    void modify(const std::string& email, int more_nights);
    void cancel(const std::string& email);
    /// Asks again until every errand has its last word; what has none is a finding.
    [[nodiscard]] std::vector<std::string> settle();
    /// Asks once more for each errand with a last word since the last call: it must be the same
    /// answer byte for byte.
    [[nodiscard]] std::vector<std::string> replay();

    [[nodiscard]] const std::map<std::string, Told>& told() const { return told_; }
    [[nodiscard]] std::map<std::string, Told>& told() { return told_; }
    [[nodiscard]] int acknowledged() const { return acknowledged_; }
    [[nodiscard]] const std::vector<Errand>& unsettled() const { return open_; }
    /// Whether an errand is left without its last word.
    [[nodiscard]] bool is_cut_off() const { return !open_.empty(); }

private:
    void run(Errand errand);
    void ask(Errand& errand);
    void remember(const Errand& errand);

    const Town& town_;
    std::string name_;
    std::map<std::string, Told> told_{};
    std::vector<Errand> open_{};
    std::vector<Errand> settled_{};
    int count_ = 0;
    int changes_ = 0;
    int acknowledged_ = 0;
};

}  // namespace vacancy::rigs
