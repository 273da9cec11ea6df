#include "outside/transfers.hpp"

#include "base/error.hpp"

#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <curl/curl.h>

#include <chrono>
#include <stdexcept>
#include <utility>

namespace vacancy::outside {
namespace {

using Timer = boost::asio::basic_waitable_timer<
    std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>, Executor>;

constexpr int idle_wait_ms = 10'000;
constexpr long kept_connections = 256;

}  // namespace

void prepare_curl() {
    static const CURLcode prepared = curl_global_init(CURL_GLOBAL_DEFAULT);
    if (prepared != CURLE_OK) throw std::runtime_error("libcurl cannot be initialized");
}

bool is_loopback(std::string_view host) {
    return host == "localhost" || host == "[::1]" || host == "::1" || host.starts_with("127.");
}

Transfers::Transfers() {
    prepare_curl();
    multi_ = curl_multi_init();
    if (multi_ == nullptr) throw std::runtime_error("libcurl cannot make a multi handle");
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, kept_connections);
    thread_ = std::thread([this] { work(); });
}

Transfers::~Transfers() {
    ends_.store(true);
    curl_multi_wakeup(multi_);
    thread_.join();
    curl_multi_cleanup(multi_);
}

void Transfers::start(Easy easy, Done done) { give({easy, std::move(done)}); }
/// Where a coroutine waits for the transfer thread. The wait itself is a timer of the coroutine's
/// executor, so that an executor that goes away takes its coroutine with it and is not touched
/// after.
struct Transfers::Meeting {
    std::mutex guard;
    Timer* timer = nullptr;  ///< null: the coroutine is gone
    std::optional<int> code;

    void finish(int curl_code) {
        const std::scoped_lock lock(guard);
        code = curl_code;
    }
    static void wake(const std::shared_ptr<Meeting>& meeting) {
        const std::scoped_lock lock(meeting->guard);
        if (meeting->timer == nullptr) return;
        boost::asio::post(meeting->timer->get_executor(), [meeting] {
            if (meeting->timer != nullptr) meeting->timer->cancel();
        });
    }
};

/// The coroutine's side; lives in its frame.
class Transfers::Attendance {
public:
    Attendance(Transfers& transfers, Easy easy, std::shared_ptr<void> owner, Executor executor)
        : transfers_(transfers),
          easy_(easy),
          owner_(std::move(owner)),
          timer_(executor, Timer::time_point::max()) {
        meeting_->timer = &timer_;
    }
    ~Attendance() {
        bool over = false;
        {
            const std::scoped_lock lock(meeting_->guard);
            meeting_->timer = nullptr;
            over = meeting_->code.has_value();
        }
        if (!over) transfers_.give({easy_, {}, std::move(owner_)});
    }
    Attendance(const Attendance&) = delete;
    Attendance& operator=(const Attendance&) = delete;

    void begin() {
        transfers_.start(easy_, [owner = owner_, meeting = meeting_](int code) {
            meeting->finish(code);
            Meeting::wake(meeting);
        });
    }
    Timer& timer() { return timer_; }
    std::optional<int> code() {
        const std::scoped_lock lock(meeting_->guard);
        return meeting_->code;
    }

private:
    Transfers& transfers_;
    Easy easy_;
    std::shared_ptr<void> owner_;
    Timer timer_;
    std::shared_ptr<Meeting> meeting_ = std::make_shared<Meeting>();
};

Task<std::optional<int>> Transfers::run(Easy easy, std::shared_ptr<void> owner) {
    const Executor executor = co_await boost::asio::this_coro::executor;
    Attendance attendance(*this, easy, std::move(owner), executor);
    attendance.begin();
    boost::system::error_code woken;  // by the transfer thread, or because the caller gave up
    const boost::asio::use_awaitable_t<Executor> awaiting{};
    co_await attendance.timer().async_wait(boost::asio::redirect_error(awaiting, woken));
    co_return attendance.code();
}

void Transfers::cancel_all() { give({nullptr, {}}); }

void Transfers::give(Order order) {
    {
        const std::scoped_lock lock(guard_);
        orders_.push_back(std::move(order));
    }
    curl_multi_wakeup(multi_);
}

void Transfers::work() {
    while (!ends_.load()) {
        std::vector<Order> orders;
        {
            const std::scoped_lock lock(guard_);
            orders.swap(orders_);
        }
        obey(std::move(orders));
        int still_running = 0;
        curl_multi_perform(multi_, &still_running);
        reap();
        curl_multi_poll(multi_, nullptr, 0, idle_wait_ms, nullptr);
    }
    std::vector<Order> orders;
    {
        const std::scoped_lock lock(guard_);
        orders.swap(orders_);
    }
    for (Order& order : orders)
        if (order.done) order.done(CURLE_COULDNT_CONNECT);  // it never began
    while (!running_.empty()) finish(running_.begin()->first, CURLE_ABORTED_BY_CALLBACK);
}

void Transfers::obey(std::vector<Order> orders) {
    for (Order& order : orders) {
        if (order.done) {
            running_.emplace(order.easy, std::move(order.done));
            if (curl_multi_add_handle(multi_, order.easy) != CURLM_OK)
                finish(order.easy, CURLE_FAILED_INIT);
        } else if (order.easy != nullptr) {
            finish(order.easy, CURLE_ABORTED_BY_CALLBACK);
        } else {
            while (!running_.empty()) finish(running_.begin()->first, CURLE_ABORTED_BY_CALLBACK);
        }
    }
}

void Transfers::reap() {
    int left = 0;
    while (const CURLMsg* message = curl_multi_info_read(multi_, &left))
        if (message->msg == CURLMSG_DONE) finish(message->easy_handle, message->data.result);
}

void Transfers::finish(Easy easy, int code) {
    auto found = running_.extract(easy);
    if (found.empty()) return;
    curl_multi_remove_handle(multi_, easy);
    found.mapped()(code);
}

}  // namespace vacancy::outside
