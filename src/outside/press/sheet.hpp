#pragma once
// Sheet: an A4 PDF that is drawn from top to bottom, with Cairo and Pango. Points (1/72 inch) from
// the upper left corner. The same calls make the same bytes on machines with the same fonts. One
// thread.

#include "base/time.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace vacancy::outside {

enum class Align : std::uint8_t { left, right };

struct Style {
    double size = 9.5;
    bool bold = false;
    Align align = Align::left;
    double gray = 0;  ///< 0 black, 1 white
};

struct Column {
    double left;
    double width;
};

class Sheet {
public:
    static constexpr double page_width = 595.0;
    static constexpr double page_height = 842.0;

    struct Facts {
        std::string title;
        std::string language;  ///< "de"
        Instant created;
    };
    explicit Sheet(const Facts& facts);
    ~Sheet();
    Sheet(const Sheet&) = delete;
    Sheet& operator=(const Sheet&) = delete;

    /// Wraps within the column; answers the height it took.
    double text(Column column, double top, std::string_view words, const Style& style = {});
    /// The same without drawing.
    double height_of(Column column, std::string_view words, const Style& style = {});
    void rule(Column column, double top);
    /// A square of black and white, quiet zone not included.
    void qr_code(Column column, double top, std::string_view content);
    void next_page();
    /// The document; nothing can be drawn any more. Errors of the drawing library are internal.
    [[nodiscard]] Result<std::string> finish();

private:
    struct Drawing;
    std::unique_ptr<Drawing> drawing_;
};

}  // namespace vacancy::outside
