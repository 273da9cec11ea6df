#include "load/desk_rival.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <array>
#include <map>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace vacancy::load {
namespace {

using Row = std::vector<std::string>;

class Connection {
public:
    explicit Connection(const std::string& file) {
        if (sqlite3_open(file.c_str(), &handle_) != SQLITE_OK)
            throw std::runtime_error("the rival cannot open " + file);
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection() {
        for (auto& [text, statement] : statements_) sqlite3_finalize(statement);
        sqlite3_close(handle_);
    }

    /// Runs a statement that was compiled once; parameters are texts, the columns make numbers.
    std::vector<Row> run(std::string_view sql, const Row& given = {}) {
        sqlite3_stmt* statement = compiled(sql);
        for (std::size_t i = 0; i < given.size(); ++i)
            sqlite3_bind_text(statement, static_cast<int>(i + 1), given[i].data(),
                              static_cast<int>(given[i].size()), SQLITE_STATIC);
        std::vector<Row> found;
        int code = sqlite3_step(statement);
        for (; code == SQLITE_ROW; code = sqlite3_step(statement)) {
            Row& row = found.emplace_back();
            for (int i = 0; i < sqlite3_column_count(statement); ++i) {
                const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
                row.emplace_back(text != nullptr ? text : "");
            }
        }
        sqlite3_reset(statement);
        if (code != SQLITE_DONE)
            throw std::runtime_error(
                fmt::format("the rival: {}: {}", sql, sqlite3_errmsg(handle_)));
        return found;
    }

private:
    sqlite3_stmt* compiled(std::string_view sql) {
        sqlite3_stmt*& statement = statements_[sql];
        if (statement == nullptr &&
            sqlite3_prepare_v2(handle_, sql.data(), static_cast<int>(sql.size()), &statement,
                               nullptr) != SQLITE_OK)
            throw std::runtime_error(
                fmt::format("the rival: {}: {}", sql, sqlite3_errmsg(handle_)));
        return statement;
    }

    sqlite3* handle_ = nullptr;
    std::map<std::string_view, sqlite3_stmt*> statements_{};
};

// ?1 reservation, ?2 property, ?3 room, ?4 a number that nobody had, ?5 now
constexpr std::array let_in{
    "INSERT INTO stay (reservation_id, property_id, room_id, identity_kind, identity_verified_by,"
    " keys_made, key_system, checked_in_at) VALUES (?1, ?2, ?3, 'passport', 'bench', 2, 'board', "
    "?5)",
    "INSERT INTO room_night (room_id, night, reservation_id) SELECT ?3, d.night, ?1 FROM "
    "reservation r"
    " JOIN calendar_day d ON d.night >= r.arrival AND d.night < r.departure WHERE r.id = ?1",
    "INSERT INTO payment (payment_id, reference, part, method, token, card_last_four, status,"
    " currency, amount_minor, authorized_minor, captured_minor, refunded_minor,"
    " refund_intended_minor, transaction_id, decline_reason, created_at, updated_at)"
    " VALUES ('p' || ?4, ?1, 1, 'card', '', '4242', 'authorized', 'EUR', 30000, 30000, 0, 0, 0,"
    " 'pi' || ?4, '', ?5, ?5)",
    "UPDATE reservation SET status = 'in_house', version = version + 1, updated_at = ?5"
    " WHERE id = ?1 AND status = 'confirmed'",
    "UPDATE room SET occupied = 1, version = version + 1 WHERE id = ?3 AND occupied = 0",
    "INSERT INTO folio (id, property_id, reservation_id, window_number, payer, currency, status,"
    " opened_at) VALUES ('f' || ?4, ?2, ?1, 1, 'guest', 'EUR', 'open', ?5)",
};

constexpr std::array let_out{
    "INSERT INTO posting (id, property_id, business_date, kind, code, description, quantity,"
    " reference, actor, trace_id, created_at) VALUES ('n' || ?4, ?2, '2026-03-02', 'charge', "
    "'room',"
    " 'Room', 1, 'night:' || ?1, 'bench', '', ?5)",
    "INSERT INTO posting_line (posting_id, line, account, folio_id, amount_minor, currency)"
    " VALUES ('n' || ?4, 1, 'guest', 'f' || ?4, 10000, 'EUR'),"
    " ('n' || ?4, 2, 'revenue:room', NULL, -10000, 'EUR')",
    "INSERT INTO posting (id, property_id, business_date, kind, code, description, quantity,"
    " reference, actor, trace_id, created_at) VALUES ('c' || ?4, ?2, '2026-03-02', 'payment', "
    "'card',"
    " 'Card', 1, 'payment:' || ?1, 'bench', '', ?5)",
    "INSERT INTO posting_line (posting_id, line, account, folio_id, amount_minor, currency)"
    " VALUES ('c' || ?4, 1, 'guest', 'f' || ?4, -10000, 'EUR'),"
    " ('c' || ?4, 2, 'card', NULL, 10000, 'EUR')",
    "UPDATE payment SET status = 'captured', captured_minor = 10000, updated_at = ?5"
    " WHERE reference = ?1",
    "UPDATE folio SET status = 'closed', closed_at = ?5, version = version + 1"
    " WHERE reservation_id = ?1",
    "UPDATE reservation SET status = 'checked_out', version = version + 1, updated_at = ?5"
    " WHERE id = ?1 AND status = 'in_house'",
    "UPDATE stay SET checked_out_at = ?5, version = version + 1 WHERE reservation_id = ?1",
    "UPDATE room SET occupied = 0, housekeeping = 'dirty', version = version + 1 WHERE id = ?3",
    "INSERT INTO housekeeping_task (id, property_id, room_id, kind, state, business_date, "
    "created_at)"
    " VALUES ('t' || ?4, ?2, ?3, 'departure', 'waiting', '2026-03-02', ?5)",
    "DELETE FROM room_night WHERE reservation_id = ?1 AND night > '2026-03-02'",
    "UPDATE inventory_night SET sold = sold - 1, version = version + 1 WHERE night = '2026-03-03'"
    " AND room_type_id = (SELECT room_type_id FROM reservation WHERE id = ?1)",
    "INSERT INTO outbox (id, channel, topic, subject, version, position, payload, traceparent, "
    "state,"
    " attempts, last_error, due_at, lease_until, created_at) VALUES ('m' || ?4, 'mail',"
    " 'folio.receipt', 'f' || ?4, 1, 1, 'what was charged', '', 'waiting', 0, '', ?5, 0, ?5)",
};

// Both are told to the trail and to the day by the hour.
constexpr std::array noted{
    "INSERT INTO audit_trail (property_id, position, at, actor, role, action, subject, detail,"
    " trace_id, previous_hash, hash) SELECT ?2, COALESCE(max(position), 0) + 1, ?5, 'bench', "
    "'agent',"
    " 'desk', ?1, ?3, '', '', ?4 FROM audit_trail WHERE property_id = ?2",
    "INSERT INTO desk_operation (id, property_id, operation, result, local_day, hour, duration_us,"
    " slow_step, slow_step_us, trace_id, ended_at) VALUES (hex(randomblob(16)), ?2, 'desk', "
    "'success',"
    " '2026-03-02', 12, 1, '', 1, '', ?5)",
};

constexpr std::string_view list_lines =
    "SELECT r.*, s.*, m.number, f.id FROM reservation r LEFT JOIN stay s ON s.reservation_id = r.id"
    " LEFT JOIN room m ON m.id = s.room_id"
    " LEFT JOIN folio f ON f.reservation_id = r.id AND f.window_number = 1 WHERE r.property_id = ?1"
    " AND r.arrival = '2026-03-02' AND r.status = 'confirmed' ORDER BY r.id";

constexpr std::string_view name_lines =
    "SELECT r.*, s.*, m.number, f.id FROM reservation r LEFT JOIN stay s ON s.reservation_id = r.id"
    " LEFT JOIN room m ON m.id = s.room_id"
    " LEFT JOIN folio f ON f.reservation_id = r.id AND f.window_number = 1 WHERE r.property_id = ?1"
    " AND r.guest_name LIKE '%' || ?2 || '%' ORDER BY r.id LIMIT 50";

const std::string& copied(const std::string& database, const std::string& file) {
    Connection(database).run("VACUUM INTO ?1", {file});
    return file;
}

}  // namespace

std::string guest_name(int number) {
    constexpr std::array first{"Ada", "Bruno", "Chiara", "Dov", "Edda", "Farid", "Greta"};
    constexpr std::array last{"Example", "Muster", "Sample", "Beispiel", "Exemple"};
    const auto n = static_cast<std::size_t>(number);
    return fmt::format("{} {} {}", first.at(n % first.size()), last.at(n / 7 % last.size()), n);
}

struct DeskRival::State {
    State(const std::string& database, const std::string& file) : db(copied(database, file)) {
        for (const char* text : {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL",
                                 "PRAGMA foreign_keys = ON", "PRAGMA cache_size = -65536"})
            db.run(text);
        reservations = db.run("SELECT id, property_id FROM reservation ORDER BY id");
        rooms = db.run("SELECT id FROM room ORDER BY number");
    }
    template <class Statements>
    void change(int guest, const Statements& statements) {
        const auto n = static_cast<std::size_t>(guest);
        const Row of{reservations.at(n).at(0), reservations.at(n).at(1), rooms.at(n).at(0),
                     std::to_string(guest), "1772452800000000"};
        db.run("BEGIN IMMEDIATE");
        for (const char* sql : statements) db.run(sql, of);
        for (const char* sql : noted) db.run(sql, of);
        db.run("COMMIT");
    }

    Connection db;
    std::vector<Row> reservations;
    std::vector<Row> rooms;
};

DeskRival::DeskRival(const std::string& database, const std::string& file)
    : state_(std::make_unique<State>(database, file)) {}
DeskRival::~DeskRival() = default;

void DeskRival::check_in(int guest) { state_->change(guest, let_in); }
void DeskRival::check_out(int guest) { state_->change(guest, let_out); }

std::size_t DeskRival::look_up(const std::string& name) {
    return state_->db.run(name_lines, {state_->reservations.front().at(1), name}).size();
}
std::size_t DeskRival::arrivals() {
    return state_->db.run(list_lines, {state_->reservations.front().at(1)}).size();
}

void expect_all_gone(const std::string& file, int guests) {
    Connection db(file);
    const auto expect = [&](std::string_view sql, int due) {
        const std::string found = db.run(sql).at(0).at(0);
        if (found != std::to_string(due))
            throw std::runtime_error(fmt::format("{}: {} is {}, not {}", file, sql, found, due));
    };
    expect("SELECT count(*) FROM reservation WHERE status = 'checked_out'", guests);
    expect("SELECT count(*) FROM room WHERE occupied = 1", 0);
    expect("SELECT count(*) FROM folio WHERE status = 'open'", 0);
    expect(
        "SELECT count(*) FROM (SELECT posting_id FROM posting_line GROUP BY posting_id HAVING"
        " sum(amount_minor) <> 0)",
        0);
    expect(
        "SELECT count(*) FROM (SELECT folio_id FROM posting_line WHERE folio_id IS NOT NULL"
        " GROUP BY folio_id HAVING sum(amount_minor) <> 0)",
        0);
}

}  // namespace vacancy::load
