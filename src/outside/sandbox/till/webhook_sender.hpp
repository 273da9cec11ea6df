#pragma once
// WebhookSender: tells the server what happened to payments. One thread of its own; each event is
// signed when it is sent and sent again, later and later, until it is answered with 2xx. Faults
// whose match is part of "webhook <event>" delay, repeat or lose single deliveries, so that events
// come late, twice and out of order.

#include "base/guarded.hpp"
#include "base/time.hpp"
#include "outside/http_client.hpp"
#include "outside/sandbox/faults.hpp"

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string>
#include <thread>

namespace vacancy::outside {

struct WebhookTarget {
    std::string url;  ///< empty: nothing is sent
    Secret secret{};
};

class WebhookSender {
public:
    WebhookSender(WebhookTarget target, Faults& faults, const Clock& clock);
    ~WebhookSender();  ///< what is still waiting is given up
    WebhookSender(const WebhookSender&) = delete;
    WebhookSender& operator=(const WebhookSender&) = delete;

    struct Event {
        std::string body;
        std::string traceparent{};
        int attempts = 0;
    };
    void send(Event event, int copies);

private:
    using Moment = std::chrono::steady_clock::time_point;

    void put(Event event, std::chrono::milliseconds after);
    void run();
    void deliver(Event event);
    void judge(Event event, const Result<HttpAnswer>& answer);

    WebhookTarget target_;
    Faults& faults_;
    const Clock& clock_;
    std::mutex guard_;
    std::condition_variable changed_;
    std::multimap<Moment, Event> waiting_;
    bool ends_ = false;
    HttpClient client_;
    std::thread thread_;
};

}  // namespace vacancy::outside
