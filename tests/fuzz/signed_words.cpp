// What is signed or keyed: webhooks of the gateway, manage links, idempotency keys.

#include "fuzz/target.hpp"
#include "notices/model/seal.hpp"
#include "outside/payment_gateway.hpp"
#include "web/gate/idempotency.hpp"

#include <fmt/format.h>

using namespace vacancy;
using fuzz::expect;
using fuzz::take_line;

/// First line: the header; the rest: the body. Only what the secret signed, then and now, passes.
FUZZ_TARGET(webhook_signature) {
    constexpr std::int64_t now_s = 1'700'000'000;
    std::string_view body = input;
    const std::string_view header = take_line(body);
    const Secret secret("whsec_fuzz");
    expect(outside::is_signed_by_gateway(outside::gateway_signature(body, secret, now_s), body,
                                         secret, now_s),
           "our own signature is not believed");
    if (!outside::is_signed_by_gateway(header, body, secret, now_s)) return;
    bool was_signed = false;
    for (std::int64_t at = now_s - 300; at <= now_s + 300 && !was_signed; ++at) {
        const std::string right = outside::gateway_signature(body, secret, at);
        was_signed = header.find(right.substr(right.find("v1="))) != std::string_view::npos;
    }
    expect(was_signed, "a forged signature is believed");
}

/// A link that opens a booking: nobody makes one without the key.
FUZZ_TARGET(manage_token) {
    const notices::SealKey key(Secret("a secret that nobody guesses"));
    expect(!notices::open_manage_token(key, input, Instant{1'700'000'000'000'000}),
           "a forged link opens a booking");
}

/// Lines: tenant, principal, path, key, other key; the rest is the body. Two keys are two claims.
FUZZ_TARGET(idempotency_key) {
    std::string_view rest = input;
    web::Request request;
    request.principal.id = take_line(rest);
    request.path = take_line(rest);
    const std::string_view key = take_line(rest);
    const std::string_view other = take_line(rest);
    request.body = rest;
    const auto claim = web::claim_of(request, "POST /v1/things", key, {});
    const auto again = web::claim_of(request, "POST /v1/things", key, {});
    expect(claim.key == again.key && claim.body_hash == again.body_hash, "a claim is stable");
    expect(claim.key.size() == 43, "a claim's key is one opaque word");
    const auto stranger = web::claim_of(request, "POST /v1/things", other, {});
    expect((key == other) == (claim.key == stranger.key), "two keys are one claim");
}
