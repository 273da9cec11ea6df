#include "main/stage/stage.hpp"

#include "main/house/facts_for_mails.hpp"

#include <utility>

namespace vacancy {
namespace {

trace::RecorderOptions by_clock(trace::RecorderOptions options, const Clock& clock) {
    options.clock = &clock;
    return options;
}

}  // namespace

Stage::Stage(StagePorts ports)
    : ports_(std::move(ports)),
      recorder_(by_clock(ports_.recording, ports_.clock)),
      desk_{
          .db = ports_.db, .clock = ports_.clock, .calendars = calendars_, .memory_decides = true},
      supplier_(desk_),
      till_{.db = ports_.db, .gateway = ports_.gateway, .clock = ports_.clock},
      shop_{.db = ports_.db,
            .supplier = supplier_,
            .till = till_,
            .clock = ports_.clock,
            .timers = ports_.timers,
            .step_deadline = ports_.step_deadline},
      mailroom_{
          .db = ports_.db,
          .clock = ports_.clock,
          .postman = ports_.postman,
          .courier = ports_.courier,
          .link_key = notices::SealKey(Secret("world")),
          .public_url = "https://world.example",
          .mail_from = "Vacancy <reservations@vacancy.example>",
          .hotel_facts = [this](const PropertyId& id) { return facts_for_mails(desk_, id); }} {}

Stage::~Stage() = default;

}  // namespace vacancy
