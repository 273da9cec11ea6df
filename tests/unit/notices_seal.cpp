#include "notices/model/seal.hpp"

#include <doctest/doctest.h>

using namespace vacancy;
using namespace vacancy::notices;

namespace {
const Instant now = Instant::parse("2026-03-01T12:00:00Z").value();
const Instant later = Instant::parse("2026-03-02T12:00:00Z").value();
const SealKey key(Secret("a key for tests"));
}  // namespace

TEST_CASE("a manage token opens to its confirmation code while it lives") {
    const auto token = seal_manage_token(key, "7K2MQ4X-9RT5WHD", later);
    CHECK(open_manage_token(key, token, now) == "7K2MQ4X-9RT5WHD");
    CHECK_FALSE(open_manage_token(key, token, later).has_value());
}

TEST_CASE("a manage token shows nothing and never repeats") {
    const auto token = seal_manage_token(key, "7K2MQ4X-9RT5WHD", later);
    CHECK_FALSE(token.contains("7K2MQ4X"));
    CHECK(token != seal_manage_token(key, "7K2MQ4X-9RT5WHD", later));
}

TEST_CASE("a printed manage token is the same each time and opens like any other") {
    const auto token = print_manage_token(key, "7K2MQ4X-9RT5WHD", later);
    CHECK(token == print_manage_token(key, "7K2MQ4X-9RT5WHD", later));
    CHECK(token != print_manage_token(key, "7K2MQ4X-9RT5WHE", later));
    CHECK(open_manage_token(key, token, now) == "7K2MQ4X-9RT5WHD");
}

TEST_CASE("a manage token with any character changed does not open") {
    const auto token = seal_manage_token(key, "7K2MQ4X-9RT5WHD", later);
    for (std::size_t i = 0; i + 1 < token.size(); ++i) {
        auto changed = token;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        CAPTURE(i);
        CHECK_FALSE(open_manage_token(key, changed, now).has_value());
    }
    CHECK_FALSE(open_manage_token(key, "", now).has_value());
    CHECK_FALSE(open_manage_token(key, "%%%", now).has_value());
    CHECK_FALSE(open_manage_token(SealKey(Secret("another")), token, now).has_value());
}

TEST_CASE("a webhook is signed as the Standard Webhooks example says") {
    const Secret secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    const auto signature = webhook_signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
                                             R"({"test": 2432232314})");
    REQUIRE(signature.has_value());
    CHECK(*signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST_CASE("a secret that is not base64 is refused") {
    CHECK_FALSE(webhook_signature(Secret("whsec_%%"), "m", 1, "{}").has_value());
}
