#pragma once
// Transfers: one thread that runs all transfers of libcurl for a client (HTTP, SMTP). Connections
// are kept and reused. Owned by the client; any thread may start transfers.

#include "trace/task.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

namespace vacancy::outside {

class Transfers {
public:
    using Easy = void*;  ///< a CURL*, configured by the caller
    /// Runs on the transfer thread with curl's code when the transfer is over (CURLE_ABORTED_BY_
    /// CALLBACK when canceled); must not block. The handle is the caller's again from then on.
    using Done = std::move_only_function<void(int curl_code)>;

    Transfers();
    ~Transfers();  ///< cancels what is under way, then joins
    Transfers(const Transfers&) = delete;
    Transfers& operator=(const Transfers&) = delete;

    void start(Easy easy, Done done);
    /// The same in a coroutine, which resumes on its own executor with curl's code, or with nothing
    /// when it was canceled meanwhile. `owner` owns the handle and is kept until curl is done with
    /// it, even when the coroutine and its executor are gone by then.
    Task<std::optional<int>> run(Easy easy, std::shared_ptr<void> owner);
    void cancel_all();

private:
    struct Order {
        Easy easy;
        Done done;                      ///< empty: cancel
        std::shared_ptr<void> owner{};  ///< so that a canceled handle's address is not used again
    };
    struct Meeting;
    class Attendance;

    void give(Order order);
    void work();
    void obey(std::vector<Order> orders);
    void reap();
    void finish(Easy easy, int code);

    void* multi_;
    std::mutex guard_;
    std::vector<Order> orders_;
    std::atomic<bool> ends_ = false;
    std::unordered_map<Easy, Done> running_;  ///< touched by the transfer thread only
    std::thread thread_;
};

/// curl_global_init, once.
void prepare_curl();
/// True for http://127.0.0.1, localhost and [::1]: never through a proxy.
[[nodiscard]] bool is_loopback(std::string_view host);

}  // namespace vacancy::outside
