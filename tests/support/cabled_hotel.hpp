#pragma once
// CabledHotel: the demo town, whose first property has a key encoder, and tills and telephones when
// a test plugs them in. All of them are the sandbox's, over real sockets.

#include "support/demo_town.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace vacancy::testing {

/// An encoder may take a second for an answer here.
class CabledHotel {
public:
    CabledHotel();

    [[nodiscard]] const std::string& property() const { return base_; }  ///< its path
    [[nodiscard]] Browser desk() const { return town_.as("agent"); }
    DemoTown& town() { return town_; }

    /// Its address stays, so that the sandbox finds it again; `more` are settings in JSON.
    void set_encoder(const std::string& more) const;
    /// The settings and the link of an interface, as a manager sees them.
    [[nodiscard]] boost::json::value link(const std::string& name) const;
    [[nodiscard]] bool encoder_is_live() const;
    void switch_encoder(bool on) const;
    /// Listens for a till or telephone of that name and connects the sandbox's to it; `how` begins
    /// with the code page.
    void plug_in(const std::string& name, const std::string& records,
                 const std::string& how = R"("code_page":"utf-8")") const;
    void say(const std::string& name, const std::string& record) const;
    /// What that interface heard of one kind, by the values of one field.
    [[nodiscard]] std::vector<std::string> heard(const std::string& name, const std::string& id,
                                                 const std::string& field) const;

    /// For tonight.
    [[nodiscard]] boost::json::value books() const;
    [[nodiscard]] Answer check_in(const boost::json::value& booking) const;
    [[nodiscard]] Answer check_out(const std::string& room) const;

    /// All keys ever cut, with whether they still open a door.
    [[nodiscard]] boost::json::array keys() const;
    [[nodiscard]] std::int64_t keys_of(const std::string& room) const;  ///< that still open it
    [[nodiscard]] std::int64_t live_keys() const;
    [[nodiscard]] boost::json::value folio(const boost::json::value& checked_in) const;
    [[nodiscard]] std::string housekeeping(const std::string& room) const;
    /// One attribute of the spans of that name in the trace; empty where it is not there.
    [[nodiscard]] std::vector<std::string> spans(const std::string& trace_id,
                                                 const std::string& name,
                                                 const std::string& attribute) const;
    /// Nothing of the stay is authorized at the gateway but what was paid ahead.
    [[nodiscard]] bool has_no_money_of(const boost::json::value& booking) const;

private:
    DemoTown town_;
    std::string base_;
};

}  // namespace vacancy::testing
