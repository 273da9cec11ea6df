#pragma once
// HouseDoors: all routes of the real House on a store in memory, and the server's own connection
// code, driven over a pair of sockets on the caller's thread. Made anew now and then, so that a
// long run does not fill it. One thread.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace vacancy::fuzz {

struct Spoken {
    int status = 0;
    bool closes = false;  ///< says "Connection: close"
    std::string type{};
    std::string body{};
};

class HouseDoors {
public:
    /// The one to use now.
    static HouseDoors& open();
    HouseDoors();
    HouseDoors(const HouseDoors&) = delete;
    HouseDoors& operator=(const HouseDoors&) = delete;
    ~HouseDoors();

    /// Sends the bytes in pieces of that size, then ends its side; everything that was answered
    /// until the server closed. Breaks when the server does not.
    [[nodiscard]] std::string talk(std::string_view bytes, std::size_t piece);
    /// "{admin}" and "{property}" become a key that opens every door and a property's id.
    [[nodiscard]] std::string filled_in(std::string_view text) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// The answers in what the server said, without 1xx; breaks on anything that is no answer, on a
/// 500, on a body that is not what its type says, and on an answer after the last one.
[[nodiscard]] std::vector<Spoken> answers_in(std::string_view said);

}  // namespace vacancy::fuzz
