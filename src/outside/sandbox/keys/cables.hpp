#pragma once
// Cables: the simulated interfaces of the hotels: key encoders, telephones, tills. Each connects to
// the server as a FIAS client, comes back when the link ended, cuts keys, says what it is told to
// say and remembers what it heard. Sockets live on the io_context it is given, which one thread
// runs; the public functions are for any thread.

#include "outside/fias/record.hpp"
#include "outside/sandbox/faults.hpp"
#include "outside/sandbox/keys/key_board.hpp"

#include <boost/asio/io_context.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace vacancy::outside {

/// How an interface speaks. framed is as it should be; newline puts one after ETX; unframed has no
/// STX and ETX at all; eager describes itself before it is asked.
enum class Dialect : std::uint8_t { framed, newline, unframed, eager };

struct CableOptions {
    std::string name;     ///< "keys"
    std::string address;  ///< of the server: 127.0.0.1:5010
    fias::CodePage code_page = fias::CodePage::utf8;
    Dialect dialect = Dialect::framed;
    std::vector<std::string> records{};  ///< what it asks for; empty: KR and KD
    bool online = true;                  ///< false: it is switched off
};

class Cables {
public:
    Cables(boost::asio::io_context& context, KeyBoard& board, Faults& faults);
    ~Cables();
    Cables(const Cables&) = delete;
    Cables& operator=(const Cables&) = delete;

    /// New, or as before with other options; invalid_request: no such address.
    Result<void> plug_in(const CableOptions& options);
    /// A record as it is; false: there is no such cable.
    bool say(const std::string& name, const fias::Record& record);
    /// {"items": [{name, address, state, records: [{id, fields}]}]}; the last thousand records.
    [[nodiscard]] std::string to_json() const;
    void stop();

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace vacancy::outside
