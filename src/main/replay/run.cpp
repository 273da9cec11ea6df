#include "main/replay/run.hpp"

#include "booking/api.hpp"
#include "hotel/api.hpp"
#include "main/house/deliverers.hpp"
#include "main/replay/front_desk.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include <exception>
#include <optional>

namespace vacancy::replay {
namespace {

std::string key_of(const HistoryRow& row) { return fmt::format("replay:{}", row.line); }

booking::CreateBooking command_for(const HistoryRow& row) {
    booking::CreateBooking command;
    command.user_id = Private(fmt::format("guest-{}", row.line));
    command.source = booking::Source::api;
    command.search = {.property = property_of(row.hotel),
                      .stay = row.stay,
                      .guests = row.guests(),
                      .room_type = room_type_of(row),
                      .rate_plan = rate_plan_of(row),
                      // The file counts babies without adults as guests, too.
                      .children = row.adults == 0 ? 0 : row.children,
                      .agreed_rate = row.rate};
    command.guest = {.name = Private(fmt::format("Guest {} of the history", row.line)),
                     .email = Private(fmt::format("guest-{}@history.example", row.line))};
    command.payment = {.method = "card",
                       .token = Secret("tok_approved"),
                       .card_last_four = Last4::parse("4242").value(),
                       .currency = eur()};
    command.request_key = key_of(row);
    return command;
}

/// One run over the events; holds what the next event of a row needs to know of the earlier ones.
class Run {
public:
    Run(World& world, const Script& script)
        : world_(world),
          history_(script.history),
          events_(script.events),
          mails_(world.mailroom()),
          webhooks_(world.mailroom()) {
        booked_.reservations.resize(history_.size());
        codes_.resize(history_.size());
        if (script.at_desk) desk_.emplace(world);
    }

    Booked take() {
        if (desk_) booked_.desk = desk_->counts();
        return std::move(booked_);
    }

    Task<Result<void>> all(const Progress& progress) {
        outbox::Worker mail(world_.recorder(), world_.db(), mails_, {.limit = 512});
        outbox::Worker webhook(world_.recorder(), world_.db(), webhooks_, {.limit = 512});
        for (std::size_t i = 0; i < events_.size(); ++i) {
            if (i == 0 || events_[i].day != events_[i - 1].day) {
                CO_TRY_VOID(co_await begin_day(events_[i].day));
                CO_TRY_VOID(co_await deliver(mail));
                CO_TRY_VOID(co_await deliver(webhook));
                progress(i, events_.size());
            }
            CO_TRY_VOID(co_await happen(events_[i]));
        }
        if (desk_ && !events_.empty())
            CO_TRY_VOID(co_await desk_->close_days_before(events_.back().day + 1));
        CO_TRY_VOID(co_await deliver(mail));
        co_return co_await deliver(webhook);
    }

private:
    Task<Result<void>> begin_day(LocalDate day) {
        if (desk_) CO_TRY_VOID(co_await desk_->close_days_before(day));
        const Instant noon = instant_of(day, std::chrono::minutes{12 * 60}, "Europe/Lisbon");
        // A second run begins again in the past; the store's clock never does.
        world_.clock().set(std::max(noon, world_.clock().now()));
        if (desk_) co_return Result<void>{};
        Step step = world_.recorder().root(span::vacancy_replay);
        auto rolled = co_await hotel::roll_business_dates(step, world_.desk());
        step.close(rolled ? nullptr : &rolled.error());
        if (!rolled) co_return std::unexpected(rolled.error());
        co_return Result<void>{};
    }

    static Task<Result<void>> deliver(outbox::Worker& worker) {
        for (;;) {
            CO_TRY(const int taken, co_await worker.round());
            if (taken == 0) co_return Result<void>{};
        }
    }

    Task<Result<void>> happen(const Event& event) {
        Step step = world_.recorder().root(span::vacancy_replay);
        auto outcome = co_await apply(step, event);
        step.close(outcome ? nullptr : &outcome.error());
        if (outcome) co_return outcome;
        Error error = outcome.error();
        error.detail = fmt::format("line {}: {} ({})", history_[event.row].line,
                                   error.detail.empty() ? error.sentence() : error.detail,
                                   name_of(error.code));
        co_return std::unexpected(std::move(error));
    }

    Task<Result<void>> apply(Step& step, const Event& event) {
        if (event.what == Happening::book) co_return co_await book(step, event.row);
        const auto& made = booked_.reservations[event.row];
        if (!made) co_return Result<void>{};  // it was refused: nobody comes, nobody cancels
        const hotel::Along nothing = [](db::Tx&) -> Result<void> { return {}; };
        if (desk_ && event.what != Happening::cancel)
            co_return co_await at_desk(step, event.what, *made);
        switch (event.what) {
            case Happening::cancel: co_return co_await cancel(step, codes_[event.row]);
            case Happening::check_in:
                co_return co_await hotel::check_in(step, world_.desk(), *made, nothing);
            case Happening::check_out:
                co_return co_await hotel::check_out(step, world_.desk(), *made, nothing);
            default: co_return co_await hotel::mark_no_show(step, world_.desk(), *made, nothing);
        }
    }

    /// Who did not come is ended by the night audit.
    Task<Result<void>> at_desk(Step& step, Happening what, const ReservationId& id) {
        if (what == Happening::no_show) co_return Result<void>{};
        CO_TRY(const auto stay, co_await hotel::find_reservation(step, world_.desk(), id));
        if (what == Happening::check_in) co_return co_await desk_->check_in(step, stay);
        co_return co_await desk_->check_out(step, stay);
    }

    Task<Result<void>> book(Step& step, std::size_t index) {
        const booking::CreateBooking command = command_for(history_[index]);
        auto made = co_await booking::create_booking(step, world_.shop(), command);
        if (made) {
            booked_.reservations[index] = made->booking.reservation;
            codes_[index] = made->booking.confirmation_code;
            ++booked_.holds;
            co_return Result<void>{};
        }
        // With fewer rooms than the history needed, the house says no as it would to a guest.
        if (made.error().kind() != ErrorKind::conflict) co_return std::unexpected(made.error());
        ++booked_.refused[std::string(name_of(made.error().code))];
        ++booked_.contention;
        co_return Result<void>{};
    }

    Task<Result<void>> cancel(Step& step, const std::string& code) {
        const booking::CancelBooking command{.confirmation_code = code, .asker = {}};
        CO_TRY_VOID(co_await booking::cancel_booking(step, world_.shop(), command));
        co_return Result<void>{};
    }

    World& world_;
    const std::vector<HistoryRow>& history_;
    const std::vector<Event>& events_;
    MailDeliverer mails_;
    WebhookDeliverer webhooks_;
    Booked booked_;
    std::vector<std::string> codes_;
    std::optional<ReplayDesk> desk_;
};

/// Runs one coroutine on this thread until it is done.
template <class T>
T finish(Task<T> task) {
    boost::asio::io_context context(1);
    std::optional<T> result;
    std::exception_ptr thrown;
    boost::asio::co_spawn(context, std::move(task), [&](std::exception_ptr failed, T value) {
        thrown = failed;
        result.emplace(std::move(value));
    });
    context.run();
    if (thrown) std::rethrow_exception(thrown);
    return std::move(*result);
}

/// The stay as the store has it, and what it came to; the file is not asked.
void count(Report& report, const std::string& hotel, const hotel::Reservation& stay,
           const Money& revenue) {
    MonthFigures& month = report.by_month[{hotel, month_of(stay.stay.arrival)}];
    ++report.accepted;
    ++month.accepted;
    switch (stay.status) {
        case hotel::Status::checked_out:
            ++report.checked_out;
            ++month.checked_out;
            month.nights += stay.stay.nights();
            month.revenue = month.revenue + revenue;
            break;
        case hotel::Status::canceled:
            ++report.canceled;
            ++month.canceled;
            break;
        case hotel::Status::no_show:
            ++report.no_show;
            ++month.no_show;
            break;
        default: break;  // the reconciliation says what is missing
    }
}

}  // namespace

Result<Booked> run_history(World& world, const Script& script, const Progress& progress) {
    Run run(world, script);
    TRY_VOID(finish(run.all(progress)));
    return run.take();
}

Result<Report> read_back(World& world, const std::vector<HistoryRow>& history,
                         const Booked& booked) {
    Report report;
    report.rows = static_cast<std::int64_t>(history.size());
    report.refused = booked.refused;
    report.holds = booked.holds;
    report.contention = booked.contention;
    for (const HistoryRow& row : history) {
        if (row.fault != Fault::none)
            ++report.refused[std::string(fault_names[static_cast<std::size_t>(row.fault)])];
    }
    Step step = Step::silent();
    for (std::size_t i = 0; i < history.size(); ++i) {
        if (!booked.reservations[i]) continue;
        const ReservationId id = *booked.reservations[i];
        TRY(const auto found, finish(hotel::find_reservation(step, world.desk(), id)));
        const bool in_books = booked.desk && found.status == hotel::Status::checked_out;
        Money revenue = found.total;
        if (in_books) {
            TRY(revenue, charged(world, found));
        }
        count(report, history[i].hotel, found, revenue);
    }
    if (!booked.desk) return report;
    report.desk = booked.desk;
    TRY_VOID(count_books(world, *report.desk));
    report.desk->keys = static_cast<std::int64_t>(world.keys().opens().size());
    return report;
}

}  // namespace vacancy::replay
