#pragma once
// Doors: all routes of all rooms, behind one HTTP server.

#include "main/house/house.hpp"

#include <chrono>
#include <memory>
#include <string>

namespace vacancy {

class Doors {
public:
    /// Binds; an address in use throws with one clear sentence.
    explicit Doors(House& house);
    Doors(const Doors&) = delete;
    Doors& operator=(const Doors&) = delete;
    ~Doors();

    [[nodiscard]] std::string base_url() const;
    void open();
    void close(std::chrono::milliseconds deadline);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace vacancy
