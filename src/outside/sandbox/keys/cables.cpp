#include "outside/sandbox/keys/cables.hpp"

#include "hotel/model/interfaces/interface.hpp"
#include "outside/sandbox/keys/cable.hpp"

#include <boost/asio/post.hpp>
#include <boost/json.hpp>

#include <map>

namespace vacancy::outside {

namespace json = boost::json;

struct Cables::State : std::enable_shared_from_this<State> {
    State(boost::asio::io_context& c, KeyBoard& b, Faults& f) : context(c), board(b), faults(f) {}

    boost::asio::io_context& context;
    KeyBoard& board;
    Faults& faults;
    mutable std::mutex guard;
    std::map<std::string, std::shared_ptr<Cable>> cables;
};

Cables::Cables(boost::asio::io_context& context, KeyBoard& board, Faults& faults)
    : state_(std::make_shared<State>(context, board, faults)) {}

Cables::~Cables() = default;

Result<void> Cables::plug_in(const CableOptions& options) {
    const auto address = hotel::parse_listen(options.address);
    if (!address || address->port == 0)
        return fail(ErrorCode::invalid_request, "the address is like 127.0.0.1:5010");
    auto cable = std::make_shared<Cable>(state_->context, options, state_->board, state_->faults);
    const std::scoped_lock lock(state_->guard);
    const auto old = std::exchange(state_->cables[options.name], cable);
    boost::asio::post(state_->context, [old, cable] {
        if (old) old->stop();
        cable->start();
    });
    return {};
}

bool Cables::say(const std::string& name, const fias::Record& record) {
    const std::scoped_lock lock(state_->guard);
    const auto cable = state_->cables.find(name);
    if (cable == state_->cables.end()) return false;
    boost::asio::post(state_->context, [cable = cable->second, record] { cable->say(record); });
    return true;
}

std::string Cables::to_json() const {
    const std::scoped_lock lock(state_->guard);
    json::array items;
    for (const auto& [name, cable] : state_->cables) {
        const Cable::Heard heard = cable->heard();
        json::array records;
        for (const fias::Record& record : heard.records) {
            json::object fields;
            for (const auto& [id, value] : record.fields) fields[id] = value;
            records.push_back(json::object{{"id", record.id}, {"fields", std::move(fields)}});
        }
        items.push_back(json::object{{"name", name},
                                     {"address", cable->options().address},
                                     {"state", heard.state},
                                     {"records", std::move(records)}});
    }
    return json::serialize(json::object{{"items", std::move(items)}});
}

void Cables::stop() {
    const std::scoped_lock lock(state_->guard);
    for (const auto& [name, cable] : state_->cables)
        boost::asio::post(state_->context, [cable] { cable->stop(); });
}

}  // namespace vacancy::outside
