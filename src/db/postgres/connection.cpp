#include "db/postgres/connection.hpp"

#include "base/time.hpp"
#include "db/driver/constraints.hpp"
#include "db/driver/statement.hpp"
#include "db/postgres/parameters.hpp"

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>

namespace vacancy::db::postgres {
namespace {

Violation violation_of(std::string_view sqlstate) {
    if (sqlstate == "23505") return Violation::unique;
    if (sqlstate == "23514") return Violation::check;
    if (sqlstate == "23503") return Violation::foreign_key;
    if (sqlstate == "23502") return Violation::not_null;
    return Violation::other;
}

std::string_view field(const PGresult* result, int code) {
    const char* text = PQresultErrorField(result, code);
    return text != nullptr ? text : "";
}

}  // namespace

bool is_good(const PGresult* result) {
    switch (PQresultStatus(result)) {
        case PGRES_COMMAND_OK:
        case PGRES_TUPLES_OK:
        case PGRES_EMPTY_QUERY: return true;
        default: return false;
    }
}

std::string_view sqlstate_of(const PGresult* result) { return field(result, PG_DIAG_SQLSTATE); }

bool is_retryable(std::string_view sqlstate) { return sqlstate == "40001" || sqlstate == "40P01"; }

Error error_of(const PGresult* result, bool connection_lost) {
    const auto state = sqlstate_of(result);
    const auto is_class = [state](std::string_view name) { return state.substr(0, 2) == name; };
    if (connection_lost || is_class("08") || is_class("57") || is_class("53")) {
        if (state == "57014") return {.code = ErrorCode::timeout, .detail = {}};
        if (state == "53100") return {.code = ErrorCode::store_full, .detail = {}};
        return {.code = ErrorCode::store_unavailable, .detail = {}, .retry_after_s = 1};
    }
    if (is_class("23"))
        return {
            .code = code_of_violation(violation_of(state), field(result, PG_DIAG_CONSTRAINT_NAME)),
            .detail = {}};
    if (state == "55P03") return {.code = ErrorCode::timeout, .detail = {}};
    if (is_retryable(state) || is_class("58") || state.empty())
        return {.code = ErrorCode::store_unavailable, .detail = {}, .retry_after_s = 1};
    return {.code = ErrorCode::internal,
            .detail = std::string(field(result, PG_DIAG_MESSAGE_PRIMARY))};
}

void Connection::notice(void* self, const PGresult* result) {
    if (sqlstate_of(result).starts_with("01")) static_cast<Connection*>(self)->warned_ = true;
}

std::string Connection::message() const {
    std::string text = handle_ != nullptr ? PQerrorMessage(handle_) : "out of memory";
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return text;
}

Result<void> Connection::ensure(std::span<const Sql> frame) {
    if (!is_lost()) return {};
    close();
    // Defaults come before the address, so that the address may say otherwise. A peer that vanished
    // without a word must not hold a thread for ever.
    const char* const names[] = {"application_name", "connect_timeout", "keepalives_idle",
                                 "tcp_user_timeout", "dbname",          nullptr};
    const char* const values[] = {"vacancy", "5", "10", "15000", url_.c_str(), nullptr};
    constexpr int address_in_dbname = 1;
    handle_ = PQconnectdbParams(names, values, address_in_dbname);
    if (is_lost())
        return fail(ErrorCode::store_unavailable, "PostgreSQL does not answer: " + message());
    PQsetNoticeReceiver(handle_, notice, this);
    auto ready = set_up(frame);
    if (!ready) close();
    return ready;
}

Result<void> Connection::set_up(std::span<const Sql> frame) {
    const std::string settings =
        "SET synchronous_commit = on; SET client_min_messages = warning; "
        "SET idle_in_transaction_session_timeout = 60000; "
        "SET statement_timeout = " +
        std::to_string(statement_timeout_.count());
    const bool sent = PQsendQuery(handle_, settings.c_str()) == 1;
    bool is_set = sent;
    while (sent) {
        const ResultPtr one = next();
        if (one == nullptr) break;
        is_set = is_set && is_good(one.get());
    }
    if (!is_set || PQenterPipelineMode(handle_) != 1)
        return fail(ErrorCode::store_unavailable, "PostgreSQL refuses its settings: " + message());
    for (const Sql& sql : frame)
        if (const auto done = prepare(sql); !is_good(done.get()))
            return fail(ErrorCode::store_unavailable, "PostgreSQL does not answer: " + message());
    return {};
}

void Connection::close() {
    if (handle_ != nullptr) PQfinish(handle_);
    handle_ = nullptr;
    prepared_.clear();
}

/// A peer that lives but never answers must not hold a thread, and its whole pool, for ever. The
/// server cancels a statement before that; the connection's end is all that is left then, and
/// libpq sees it as any other.
void Connection::wait_until(std::int64_t steady_ns) {
    while (PQisBusy(handle_) == 1) {
        const std::int64_t left_ms = (steady_ns - system_clock().steady_ns()) / 1'000'000;
        pollfd waits{.fd = PQsocket(handle_), .events = POLLIN, .revents = 0};
        const int ready = left_ms > 0 ? ::poll(&waits, 1, static_cast<int>(left_ms)) : 0;
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) ::shutdown(PQsocket(handle_), SHUT_RDWR);
        if (PQconsumeInput(handle_) == 0) return;
    }
}

ResultPtr Connection::next() {
    constexpr std::chrono::nanoseconds grace = std::chrono::seconds(5);
    wait_until(system_clock().steady_ns() + (statement_timeout_ + grace).count());
    return ResultPtr(PQgetResult(handle_));
}

std::string Connection::span_name(const Sql& sql) {
    const auto found = prepared_.find(sql.name);
    return found != prepared_.end() ? found->second.span_name : span_name_of(sql);
}

ResultPtr Connection::prepare(const Sql& sql) {
    std::string name(sql.name);
    const std::string text(sql.text);
    if (PQsendPrepare(handle_, name.c_str(), text.c_str(), 0, nullptr) != 1) return nullptr;
    sync();
    auto done = take();
    take_sync();
    if (is_good(done.get()))
        prepared_.emplace(sql.name, Prepared{std::move(name), text, span_name_of(sql)});
    return done;
}

bool Connection::send(const Sql& sql, std::span<const Value> values) {
    const Parameters parameters(values);
    const int count = static_cast<int>(values.size());
    if (sql.name.empty()) {
        const std::string text(sql.text);
        return PQsendQueryParams(handle_, text.c_str(), count, nullptr, parameters.values(),
                                 parameters.lengths(), nullptr, 0) == 1;
    }
    const auto found = prepared_.find(sql.name);
    must(found != prepared_.end());
    must(found->second.text == sql.text);  // one name, one statement
    return PQsendQueryPrepared(handle_, found->second.name.c_str(), count, parameters.values(),
                               parameters.lengths(), nullptr, 0) == 1;
}

void Connection::sync() {
    // A connection that is lost meanwhile shows when its answers are taken.
    static_cast<void>(PQpipelineSync(handle_));
}

ResultPtr Connection::take() {
    ResultPtr last;
    for (;;) {
        ResultPtr one = next();
        if (one == nullptr) return last;
        last = std::move(one);
    }
}

void Connection::take_sync() {
    for (;;) {
        const ResultPtr one = next();
        if (one == nullptr || PQresultStatus(one.get()) == PGRES_PIPELINE_SYNC) return;
    }
}

ResultPtr Connection::run(const Sql& sql, std::span<const Value> values) {
    if (!knows(sql)) {
        if (auto done = prepare(sql); !is_good(done.get())) return done;
    }
    if (!send(sql, values)) return nullptr;
    sync();
    auto done = take();
    take_sync();
    return done;
}

}  // namespace vacancy::db::postgres
