#include "outside/transfers.hpp"

#include "base/error.hpp"

#include <curl/curl.h>

#include <stdexcept>
#include <utility>

namespace vacancy::outside {
namespace {

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
    thread_ = std::thread([this] { run(); });
}

Transfers::~Transfers() {
    ends_.store(true);
    curl_multi_wakeup(multi_);
    thread_.join();
    curl_multi_cleanup(multi_);
}

void Transfers::start(Easy easy, Done done) { give({easy, std::move(done)}); }
void Transfers::cancel(Easy easy) { give({easy, {}}); }
void Transfers::cancel_all() { give({nullptr, {}}); }

void Transfers::give(Order order) {
    {
        const std::scoped_lock lock(guard_);
        orders_.push_back(std::move(order));
    }
    curl_multi_wakeup(multi_);
}

void Transfers::run() {
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
