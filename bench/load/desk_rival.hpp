#pragma once
// DeskRival: what a check-in, a check-out and the desk's lists cost when somebody writes the same
// rows by bare SQL: prepared statements on a copy of the same database, one commit each, synced.

#include <memory>
#include <string>

namespace vacancy::load {

/// Of the guest with that number, in ours and in the copy.
[[nodiscard]] std::string guest_name(int number);

class DeskRival {
public:
    /// Copies `database`, whose guests are all still expected, to `file`.
    DeskRival(const std::string& database, const std::string& file);
    DeskRival(const DeskRival&) = delete;
    DeskRival& operator=(const DeskRival&) = delete;
    ~DeskRival();

    void check_in(int guest);
    void check_out(int guest);
    /// Lines read.
    [[nodiscard]] std::size_t look_up(const std::string& name);
    [[nodiscard]] std::size_t arrivals();

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// Throws unless so many guests of that database have left, nobody is in a room, every folio is
/// closed at nothing and every posting sums to zero.
void expect_all_gone(const std::string& file, int guests);

}  // namespace vacancy::load
