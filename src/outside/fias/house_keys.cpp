#include "outside/fias/house_keys.hpp"

#include "outside/fias/words.hpp"

#include <fmt/format.h>

namespace vacancy::outside::fias {
namespace {

constexpr std::string_view done = "OK";
constexpr std::string_view nothing_there = "NG";

}  // namespace

struct HouseKeys::Job {
    hotel::Interface encoder;
    KeyOrder order;
    hotel::RoomKey key;
};

/// One request to the encoder, in a span that says what came of it.
Task<Result<void>> HouseKeys::ask(Step& step, const Job& job) {
    step.set(attr::pms_interface, job.encoder.name);
    step.set(attr::pms_record, job.order.record.id);
    const auto status = co_await board_.ask(job.encoder, job.order);
    step.set(attr::pms_answer_status,
             status ? std::string_view(*status) : std::string_view("none"));
    if (!status) co_return std::unexpected(status.error());
    const bool is_gone = job.order.record.id == "KD" && *status == nothing_there;
    if (status->empty() || *status == done || is_gone) co_return Result<void>{};
    co_return fail(ErrorCode::upstream_unavailable,
                   fmt::format("the encoder answered {}", status->substr(0, 8)));
}

Task<Result<hotel::KeysMade>> HouseKeys::encode(Step& step, const hotel::KeyRequest& request) {
    const hotel::EncoderQuery query{request.property, request.workstation};
    CO_TRY(const auto encoder, co_await hotel::encoder_for(step, db_, query));
    if (!encoder) co_return co_await metal_.encode(step, request);
    hotel::KeyRequest named = request;
    if (named.workstation.empty()) named.workstation = encoder->workstation;
    const Moment moment{*encoder, clock_.now()};
    const Job job{.encoder = *encoder,
                  .order = {.record = key_request(moment, named),
                            .coder = encoder->coder,
                            .workstation = named.workstation,
                            .room_number = request.room_number,
                            .timeout = encoder->timeout},
                  .key = {.property = request.property,
                          .room_number = request.room_number,
                          .reservation = request.reservation,
                          .interface = encoder->name,
                          .keys = request.count,
                          .valid_from = request.valid_from,
                          .valid_until = request.valid_until}};
    co_return co_await cut(step, job);
}

Task<Result<void>> HouseKeys::give_back(Step& step, const std::optional<hotel::RoomKey>& before,
                                        const hotel::RoomKey& taken) {
    if (before) co_return co_await hotel::write_room_key(step, db_, *before);
    co_return co_await hotel::forget_room_key(step, db_, taken);
}

/// Whose the keys are is written down before the encoder is asked: what comes of a lost answer is
/// then known to be this stay's.
Task<Result<hotel::KeysMade>> HouseKeys::cut(Step& step, const Job& job) {
    CO_TRY(const Turn turn, co_await board_.turn(job.encoder, job.order));
    CO_TRY(const auto before, co_await hotel::take_room_key(step, db_, job.key));
    const auto span_of = [this](Step& inner, const Job& one) { return ask(inner, one); };
    auto asked = co_await step.run(span::vacancy_encoder_ask, span_of, job);
    if (!asked) {
        // Refused, or never sent: the keys are whose they were.
        if (asked.error().code == ErrorCode::upstream_unavailable) {
            CO_TRY_VOID(co_await give_back(step, before, job.key));
        }
        co_return std::unexpected(std::move(asked).error());
    }
    hotel::RoomKey made = job.key;
    made.state = hotel::KeyState::made;
    CO_TRY_VOID(co_await hotel::write_room_key(step, db_, made));
    co_return hotel::KeysMade{.count = job.key.keys, .system = "fias"};
}

Task<Result<void>> HouseKeys::erase(Step& step, const hotel::KeyErasure& erasure) {
    const hotel::RoomKey asked{.property = erasure.property,
                               .room_number = erasure.room_number,
                               .reservation = erasure.reservation,
                               .interface = {}};
    CO_TRY(const auto known, co_await hotel::room_key_of(step, db_, asked));
    if (!known) co_return Result<void>{};
    if (erasure.later) co_return co_await hotel::erase_room_key_later(step, db_, *known);
    co_return co_await erase_known(step, *known);
}

Task<Result<void>> HouseKeys::erase_known(Step& step, const hotel::RoomKey& key) {
    CO_TRY(const auto encoder, co_await hotel::encoder_named(step, db_, key));
    // Nobody is left who could erase them.
    if (!encoder) co_return co_await hotel::forget_room_key(step, db_, key);
    const Moment moment{*encoder, clock_.now()};
    const Job job{.encoder = *encoder,
                  .order = {.record = key_delete(moment, key),
                            .coder = encoder->coder,
                            .workstation = encoder->workstation,
                            .room_number = key.room_number,
                            .timeout = encoder->timeout,
                            .is_answered = encoder->confirms_deletion},
                  .key = key};
    CO_TRY(const Turn turn, co_await board_.turn(job.encoder, job.order));
    // While we waited the room may have got the keys of the next guest, or this one new ones.
    CO_TRY(const auto still, co_await hotel::room_key_of(step, db_, key));
    if (!still || still->state != key.state) co_return Result<void>{};
    const auto span_of = [this](Step& inner, const Job& one) { return ask(inner, one); };
    CO_TRY_VOID(co_await step.run(span::vacancy_encoder_ask, span_of, job));
    co_return co_await hotel::forget_room_key(step, db_, key);
}

Task<Result<int>> HouseKeys::erase_waiting(Step& step, const hotel::Interface& encoder) {
    const hotel::RoomKey of{.property = encoder.property,
                            .room_number = {},
                            .reservation = {},
                            .interface = encoder.name};
    CO_TRY(const auto waiting, co_await hotel::room_keys_to_erase(step, db_, of));
    int erased = 0;
    for (const hotel::RoomKey& key : waiting) {
        CO_TRY_VOID(co_await erase_known(step, key));
        ++erased;
    }
    co_return erased;
}

}  // namespace vacancy::outside::fias
