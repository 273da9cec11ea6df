#pragma once
// What tests of the drivers share: a sandbox of their own and a way to run one coroutine.

#include "base/error.hpp"
#include "outside/http_client.hpp"
#include "outside/sandbox/sandbox.hpp"
#include "trace/recorder.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/json.hpp>
#include <doctest/doctest.h>

#include <cstdlib>
#include <exception>
#include <filesystem>
#include <optional>
#include <string>

namespace vacancy::testing {

/// Runs the task to its end on this thread.
template <class T>
T run(Task<T> task) {
    boost::asio::io_context context{1};
    std::optional<T> outcome;
    std::exception_ptr thrown;
    boost::asio::co_spawn(context.get_executor(), std::move(task),
                          [&](std::exception_ptr failure, T value) {
                              thrown = std::move(failure);
                              if (!thrown) outcome.emplace(std::move(value));
                          });
    context.run();
    if (thrown) std::rethrow_exception(thrown);
    return std::move(*outcome);
}

class OutsideWorld {
public:
    OutsideWorld() {
        std::string name = (std::filesystem::temp_directory_path() / "vacancy-XXXXXX").string();
        const char* made = mkdtemp(name.data());
        REQUIRE(made != nullptr);
        options.data = made;
        options.webhook_secret = Secret("whsec_test");
        start();
    }
    ~OutsideWorld() {
        sandbox.reset();
        std::filesystem::remove_all(options.data);
    }
    OutsideWorld(const OutsideWorld&) = delete;
    OutsideWorld& operator=(const OutsideWorld&) = delete;

    void start() { sandbox.emplace(options, recorder); }
    void stop() { sandbox.reset(); }

    outside::HttpAnswer ask(const std::string& method, const std::string& path,
                            const std::string& body = {}, const std::string& key = {}) {
        outside::HttpCall call{.method = method, .url = sandbox->base_url() + path, .body = body};
        if (!key.empty()) call.headers.emplace_back("idempotency-key", key);
        Step silent = Step::silent();
        auto answer = run(client.call(silent, call));
        REQUIRE(answer);
        return *answer;
    }
    boost::json::array items(const std::string& path) {
        return boost::json::parse(ask("GET", path).body).at("items").as_array();
    }
    void fault(const std::string& json) { REQUIRE(ask("POST", "/faults", json).status == 201); }

    trace::Recorder recorder{};
    outside::SandboxOptions options{};
    std::optional<outside::Sandbox> sandbox{};
    outside::HttpClient client{};
};

inline std::string text(const boost::json::value& object, std::string_view name) {
    return boost::json::value_to<std::string>(object.at(name));
}
inline std::int64_t number(const boost::json::value& object, std::string_view name) {
    return object.at(name).to_number<std::int64_t>();
}

}  // namespace vacancy::testing
