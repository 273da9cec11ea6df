#pragma once
// Clients: guests who book, change and cancel through the public API, and the desk that lets them
// in, moves them and lets them out. They ask again with the same key until they have a last word,
// and remember what they were told. One thread each.

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
    std::string stay{};         ///< in_house or checked_out, when the desk acknowledged that
    std::string room{};         ///< the one acknowledged last
    /// What the desk was asked has no last word yet, or was refused after an answer was lost: it
    /// may have been done.
    bool wants_desk = false;
};

/// One POST with its key, until its last word.
struct Errand {
    std::string kind{};  ///< create, modify, cancel, check_in, move, check_out
    std::string email{};
    std::string path{};
    std::string body{};
    std::string key{};
    Answer last{};
    bool was_lost = false;  ///< an earlier try had no last word
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

    /// A new guest books two nights from tonight.
    std::string book_tonight();
    /// Into a room of their own; nothing is asked when the town has none left.
    void check_in(const std::string& email);
    /// Into another one, if the town has one left.
    void move(const std::string& email);
    void check_out(const std::string& email);
    /// Waits for the desk's key encoder, which comes back by itself after a start; a finding when
    /// it does not.
    [[nodiscard]] std::vector<std::string> wait_for_encoder() const;

    /// Asks again until every errand has its last word; what has none is a finding.
    [[nodiscard]] std::vector<std::string> settle();
    /// Asks once more for each errand with a last word since the last call: it must be the same
    /// answer byte for byte.
    [[nodiscard]] std::vector<std::string> replay();
    /// Answers that could not be written down are not compared: asked again, they are told anew
    /// from what is there.
    void forgive_answers() { settled_.clear(); }

    [[nodiscard]] const std::map<std::string, Told>& told() const { return told_; }
    [[nodiscard]] std::map<std::string, Told>& told() { return told_; }
    [[nodiscard]] int acknowledged() const { return acknowledged_; }
    [[nodiscard]] const std::vector<Errand>& unsettled() const { return open_; }
    /// Whether an errand is left without its last word.
    [[nodiscard]] bool is_cut_off() const { return !open_.empty(); }

private:
    struct Wish {
        int first_night = 0;  ///< days from the first day
        std::string token{};
        std::string room_type{};
    };
    std::string make_booking(const Wish& wish);
    void at_desk(const std::string& kind, const std::string& email, const std::string& path,
                 const std::string& body);
    void run(Errand errand);
    void ask(Errand& errand);
    void remember(const Errand& errand);
    void remember_desk(const Errand& errand);

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
