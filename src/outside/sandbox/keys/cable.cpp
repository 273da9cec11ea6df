#include "outside/sandbox/keys/cable.hpp"

#include "hotel/model/interfaces/interface.hpp"

#include <boost/asio/write.hpp>

#include <utility>

namespace vacancy::outside {
namespace {

using boost::asio::ip::tcp;
using fias::Record;

constexpr std::chrono::milliseconds come_back_after{200};
constexpr std::size_t most_heard = 1000;
constexpr std::int64_t alive_answer_ns = 2'000'000'000;

/// What an interface asks of each kind of record.
std::string_view fields_of(std::string_view id) {
    if (id == "KR") return "KCWSRNKTK#G#GNGAGDDTDATI";
    if (id == "KD") return "KCWSRNG#";
    if (id == "KA") return "ASKCWSRN";
    if (id == "GI") return "RNG#GNGLGVGAGDNPSF";
    if (id == "GC") return "RNG#GNGLRONP";
    if (id == "GO") return "RNG#GS";
    if (id == "RE") return "RNRS";
    if (id == "PS") return "RNPTTAP#DATIG#CT";
    if (id == "PA") return "ASRNP#DATI";
    return "DATI";
}

}  // namespace

Cable::Cable(boost::asio::io_context& context, CableOptions options, KeyBoard& board,
             Faults& faults)
    : options_(std::move(options)),
      board_(board),
      faults_(faults),
      socket_(context),
      pause_(context),
      slow_(context) {}

void Cable::start() {
    if (!options_.online) return note("off");
    connect();
}

void Cable::stop() {
    stopped_ = true;
    Failure ignored;
    socket_.close(ignored);
    pause_.cancel();
    slow_.cancel();
}

Cable::Heard Cable::heard() const {
    const std::scoped_lock lock(guard_);
    return heard_;
}

void Cable::note(std::string_view state) {
    const std::scoped_lock lock(guard_);
    heard_.state = state;
}

void Cable::connect() {
    const auto address = hotel::parse_listen(options_.address);
    Failure failure;
    const auto ip = boost::asio::ip::make_address(address ? address->host : "", failure);
    if (failure || stopped_) return;
    ++link_;
    deframer_ = {};
    unsent_.clear();
    sending_.clear();
    socket_.async_connect({ip, address->port}, [self = shared_from_this()](const Failure& refused) {
        if (refused) return self->come_back();
        self->note("connected");
        if (self->options_.dialect == Dialect::eager) self->describe();
        self->read();
    });
}

void Cable::come_back() {
    Failure ignored;
    socket_.close(ignored);
    note("away");
    if (stopped_) return;
    pause_.expires_after(come_back_after);
    pause_.async_wait([self = shared_from_this()](const Failure& failure) {
        if (!failure) self->connect();
    });
}

/// What was asked and not done is forgotten, as by a machine that was switched off.
void Cable::lose() {
    jobs_.clear();
    slow_.cancel();
    working_ = false;
    come_back();
}

void Cable::read() {
    socket_.async_read_some(
        boost::asio::buffer(bytes_),
        [self = shared_from_this(), link = link_](const Failure& failure, std::size_t n) {
            if (link != self->link_) return;
            if (failure) return self->lose();
            const auto texts = self->deframer_.feed({self->bytes_.data(), n});
            if (!texts) return self->lose();
            for (const std::string& text : *texts)
                if (const auto record =
                        fias::parse_record(fias::to_utf8(text, self->options_.code_page)))
                    self->take(*record);
            if (link == self->link_ && self->socket_.is_open()) self->read();
        });
}

void Cable::take(const Record& record) {
    if (record.id == "LS") return describe();
    if (record.id == "LA") {
        note("live");
        const std::int64_t now = system_clock().steady_ns();
        if (now - alive_said_ns_ > alive_answer_ns) say(Record{.id = "LA"});
        return;
    }
    {
        const std::scoped_lock lock(guard_);
        if (heard_.records.size() >= most_heard) heard_.records.erase(heard_.records.begin());
        heard_.records.push_back(record);
    }
    if (record.id != "KR" && record.id != "KD") return;
    jobs_.push_back(record);
    if (!working_) work();
}

void Cable::describe() {
    say(Record{.id = "LD"}.with("V#", "1.0").with("IF", "SX"));
    const std::vector<std::string> keys{"KR", "KD", "KA"};
    for (const std::string& id : options_.records.empty() ? keys : options_.records)
        say(Record{.id = "LR"}.with("RI", id).with("FL", fields_of(id)));
    say(Record{.id = "LA"});
}

void Cable::work() {
    working_ = !jobs_.empty();
    if (!working_) return;
    const Record job = std::move(jobs_.front());
    jobs_.pop_front();
    const std::string subject =
        job.id + ' ' + std::string(job.field("RN").value_or("")) + ' ' + options_.name;
    const auto fault = faults_.take(FaultTarget::keys, subject);
    if (!fault || fault->kind != FaultKind::delay) return do_job(job, fault);
    slow_.expires_after(fault->delay);
    slow_.async_wait([self = shared_from_this(), job](const Failure& failure) {
        if (!failure) self->do_job(job, std::nullopt);
    });
}

void Cable::do_job(const Record& job, const std::optional<Fault>& fault) {
    const FaultKind kind = fault ? fault->kind : FaultKind::delay;
    if (kind == FaultKind::drop_before) return lose();
    if (kind == FaultKind::refuse || kind == FaultKind::error) {
        answer(job, kind == FaultKind::refuse ? "BY" : "UR");
        return work();
    }
    if (job.id == "KR")
        board_.cut(job);
    else
        board_.erase(job);
    if (kind == FaultKind::drop_after) return lose();
    answer(job, "OK");
    if (kind == FaultKind::twice) answer(job, "OK");
    work();
}

void Cable::answer(const Record& job, std::string_view status) {
    Record answer{.id = "KA"};
    answer.with("AS", status);
    for (const std::string_view echoed : {"KC", "WS", "RN"})
        if (const auto value = job.field(echoed)) answer.with(echoed, *value);
    say(answer);
}

void Cable::say(const Record& record) {
    if (record.id == "LA") alive_said_ns_ = system_clock().steady_ns();
    Record theirs{.id = record.id};
    for (const auto& [id, value] : record.fields)
        theirs.with(id, fias::from_utf8(value, options_.code_page));
    std::string text = fias::frame(theirs);
    if (options_.dialect == Dialect::unframed) text = text.substr(1, text.size() - 2);
    if (options_.dialect == Dialect::newline) text += "\r\n";
    write(std::move(text));
}

void Cable::write(std::string text) {
    unsent_ += text;
    if (!sending_.empty() || unsent_.empty() || !socket_.is_open()) return;
    sending_.swap(unsent_);
    boost::asio::async_write(
        socket_, boost::asio::buffer(sending_),
        [self = shared_from_this(), link = link_](const Failure& failure, std::size_t) {
            if (link != self->link_ || failure) return;  // the reader notices, too
            self->sending_.clear();
            self->write({});
        });
}

}  // namespace vacancy::outside
