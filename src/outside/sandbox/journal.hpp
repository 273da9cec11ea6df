#pragma once
// Journal: an append-only file of lines. `append` returns when the line is with the system, so it
// survives the death of the process however it dies; a thread of its own syncs the file to the disk
// ten times a second (the power may take the last 100 ms: this is a simulator). Safe from any
// thread. A failed write stops the process: a restart reads what stands.

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace vacancy::outside {

class Journal {
public:
    /// Opens or makes the file, calls `visit` for every whole line, and cuts off a torn last one.
    /// Throws std::runtime_error with one clear line when the file cannot be used.
    Journal(const std::string& file, const std::function<void(std::string_view line)>& visit);
    ~Journal();
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    void append(std::string line);  ///< without the line feed

private:
    void replay(const std::string& file, const std::function<void(std::string_view)>& visit);
    void sync_until_closed();

    int descriptor_;
    std::mutex guard_;
    std::condition_variable closing_;
    bool closes_ = false;
    std::atomic<bool> dirty_ = false;
    std::thread syncer_;
};

}  // namespace vacancy::outside
