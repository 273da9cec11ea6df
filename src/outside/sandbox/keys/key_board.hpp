#pragma once
// KeyBoard: the keys the simulated encoder has cut. New ones for a room make its earlier ones
// useless. Journaled. Any thread.

#include "outside/fias/record.hpp"
#include "outside/sandbox/journal.hpp"

#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace vacancy::outside {

struct CutKeys {
    std::string room_number;
    int count = 0;
    std::string from;  ///< 2026-03-01T14:02:11 on the wall of the link's zone
    std::string until;
    std::string guest;  ///< G#
    bool deleted = false;
};

class KeyBoard {
public:
    /// Reads the journal; throws std::runtime_error when the file cannot be used.
    explicit KeyBoard(const std::string& file);

    void cut(const fias::Record& key_request);
    void erase(const fias::Record& key_delete);
    /// {"items": [{room_number, count, from, until, guest, deleted}]}, oldest first.
    [[nodiscard]] std::string to_json() const;

private:
    void put(CutKeys keys);
    void take_off(std::string_view room_number);
    void read_line(std::string_view line);

    mutable std::mutex guard_;
    std::vector<CutKeys> keys_;
    Journal journal_;  ///< last: it replays into the others
};

}  // namespace vacancy::outside
