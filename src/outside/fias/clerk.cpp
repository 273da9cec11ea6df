#include "outside/fias/clerk.hpp"

#include "outside/fias/words.hpp"

namespace vacancy::outside::fias {
namespace {

constexpr int most_at_once = 100;

/// What one record or round is about.
struct Matter {
    Clerk& clerk;
    Line& line;
    Record record{};
    [[nodiscard]] Moment moment() const { return {line.settings(), clerk.clock.now()}; }
};

void show(Step& step, const Line& line) {
    step.set(attr::pms_property_id, line.settings().property.text());
    step.set(attr::pms_interface, line.settings().name);
}

/// PS: the books say whether it was taken. A store that does not answer is not the till's fault.
Task<Result<void>> take_posting(Step& step, Matter& matter) {
    const hotel::InterfaceCharge charge = charge_in(matter.record, matter.line.settings());
    const auto taken = co_await hotel::take_charge(step, matter.clerk.front, charge);
    const std::string_view status = taken ? status_of(taken->verdict) : "RY";
    step.set(attr::pms_answer_status, status);
    step.count(metric::pms_interface_records, {matter.record.id, status});
    matter.line.say(posting_answer(matter.moment(), matter.record, status));
    if (!taken) co_return std::unexpected(taken.error());
    co_return Result<void>{};
}

Task<Result<void>> take_room_state(Step& step, Matter& matter) {
    const auto report = report_in(matter.record, matter.line.settings());
    std::string_view status = "OK";
    Result<void> done{};
    if (report) {
        done = co_await hotel::take_room_report(step, matter.clerk.front, *report);
        if (!done) status = "UR";
    }
    step.set(attr::pms_answer_status, status);
    step.count(metric::pms_interface_records, {matter.record.id, status});
    co_return done;
}

/// DR: everybody who is in the house, between DS and DE.
Task<Result<void>> swap_guests(Step& step, Matter& matter) {
    const hotel::Interface& settings = matter.line.settings();
    const hotel::LettersQuery query{settings.property, settings.name, most_at_once};
    const auto guests = co_await hotel::tell_all_guests(step, matter.clerk.front, query);
    step.set(attr::pms_answer_status, guests ? "OK" : "RY");
    step.count(metric::pms_interface_records, {matter.record.id, guests ? "OK" : "RY"});
    if (!guests) co_return std::unexpected(guests.error());
    matter.line.say(stamped("DS", matter.moment()));
    for (const hotel::InterfaceGuest& guest : *guests)
        matter.line.say(swapped(matter.moment(), guest));
    matter.line.say(stamped("DE", matter.moment()));
    co_return Result<void>{};
}

/// An encoder's answer that nobody waits for any more, or one it gave twice: only counted.
Task<Result<void>> count_answer(Step& step, Matter& matter) {
    const std::string_view status = matter.record.field("AS").value_or("").substr(0, 2);
    step.set(attr::pms_answer_status, status);
    step.count(metric::pms_interface_unmatched_answers, {status});
    step.keep("requested");
    co_return Result<void>{};
}

Task<Result<void>> take_record(Step& step, Matter& matter) {
    show(step, matter.line);
    const std::string& id = matter.record.id;
    step.set(attr::pms_record, id);
    if (id == "PS") co_return co_await take_posting(step, matter);
    if (id == "RE") co_return co_await take_room_state(step, matter);
    if (id == "DR") co_return co_await swap_guests(step, matter);
    if (id == "KA") co_return co_await count_answer(step, matter);
    step.set(attr::pms_answer_status, "ignored");
    step.count(metric::pms_interface_records, {"other", "ignored"});
    co_return Result<void>{};
}

struct News {
    Matter matter;
    std::vector<hotel::InterfaceLetter> letters{};
};

/// What the interface did not ask for is as good as told.
Task<Result<void>> tell(Step& step, News& news) {
    const hotel::Interface& settings = news.matter.line.settings();
    show(step, news.matter.line);
    hotel::ToldLetters told{.property = settings.property, .interface = settings.name};
    for (const hotel::InterfaceLetter& letter : news.letters) {
        if (!news.matter.line.is_live()) break;
        if (const auto record = record_of(news.matter.moment(), letter))
            news.matter.line.say(*record);
        told.letters.push_back(letter.id);
    }
    step.set(attr::vacancy_count, static_cast<std::int64_t>(told.letters.size()));
    co_return co_await hotel::told(step, news.matter.clerk.front, told);
}

/// False: there is more, or the store does not answer.
Task<Result<bool>> tell_news(Clerk& clerk, Line& line) {
    const hotel::LettersQuery query{line.settings().property, line.settings().name, most_at_once};
    News news{.matter = {clerk, line}};
    Step silent = Step::silent();  // once a second for ever
    CO_TRY(news.letters, co_await hotel::letters_for(silent, clerk.front, query));
    if (news.letters.empty()) co_return true;
    CO_TRY_VOID(co_await clerk.recorder.run(span::pms_tell_interface, tell, news));
    co_return static_cast<int>(news.letters.size()) < most_at_once;
}

Task<Result<void>> erase_keys(Step& step, Matter& matter) {
    show(step, matter.line);
    const auto erased = co_await matter.clerk.keys.erase_waiting(step, matter.line.settings());
    step.set(attr::vacancy_count, static_cast<std::int64_t>(erased.value_or(0)));
    if (!erased) co_return std::unexpected(erased.error());
    co_return Result<void>{};
}

Task<Result<void>> tend_keys(Clerk& clerk, Line& line) {
    if (line.settings().kind != hotel::InterfaceKind::keys) co_return Result<void>{};
    const hotel::RoomKey of{.property = line.settings().property,
                            .room_number = {},
                            .reservation = {},
                            .interface = line.settings().name};
    Step silent = Step::silent();
    CO_TRY(const auto waiting, co_await hotel::room_keys_to_erase(silent, clerk.front.db, of));
    if (waiting.empty()) co_return Result<void>{};
    Matter matter{clerk, line};
    co_return co_await clerk.recorder.run(span::pms_tend_keys, erase_keys, matter);
}

}  // namespace

Task<bool> attend(Clerk& clerk, const std::shared_ptr<Line>& line) {
    while (auto record = line->next_record()) {
        Matter matter{clerk, *line, std::move(*record)};
        // Its span says what went wrong; the interface asks again, or swaps its data.
        (void)co_await clerk.recorder.run(span::pms_take_record, take_record, matter);
    }
    bool all = false;
    while (line->is_live() && !all) {
        const auto told = co_await tell_news(clerk, *line);
        if (!told) co_return false;
        all = *told;
    }
    if (!line->is_live()) co_return true;
    const auto tended = co_await tend_keys(clerk, *line);
    co_return tended.has_value();
}

}  // namespace vacancy::outside::fias
