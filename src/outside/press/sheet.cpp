#include "outside/press/sheet.hpp"

#include <cairo-pdf.h>
#include <cairo.h>
#include <pango/pangocairo.h>
#include <qrencode.h>

namespace vacancy::outside {
namespace {

template <auto release>
struct Releases {
    template <class T>
    void operator()(T* thing) const {
        release(thing);
    }
};

using Surface = std::unique_ptr<cairo_surface_t, Releases<cairo_surface_destroy>>;
using Context = std::unique_ptr<cairo_t, Releases<cairo_destroy>>;
using Options = std::unique_ptr<cairo_font_options_t, Releases<cairo_font_options_destroy>>;
using Fonts = std::unique_ptr<PangoFontMap, Releases<g_object_unref>>;
using Writing = std::unique_ptr<PangoContext, Releases<g_object_unref>>;
using Layout = std::unique_ptr<PangoLayout, Releases<g_object_unref>>;
using Font = std::unique_ptr<PangoFontDescription, Releases<pango_font_description_free>>;
using Code = std::unique_ptr<QRcode, Releases<QRcode_free>>;

cairo_status_t append(void* to, const unsigned char* bytes, unsigned int count) {
    static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(bytes), count);
    return CAIRO_STATUS_SUCCESS;
}

}  // namespace

struct Sheet::Drawing {
    std::string bytes{};
    Surface surface{cairo_pdf_surface_create_for_stream(append, &bytes, page_width, page_height)};
    Context context{cairo_create(surface.get())};
    // A map of its own: Pango's default one belongs to the thread, and its cache to every caller.
    Fonts fonts{pango_cairo_font_map_new()};
    Writing writing{pango_font_map_create_context(fonts.get())};

    [[nodiscard]] Layout layout(Column column, std::string_view words, const Style& style) const;
    [[nodiscard]] static double height(const Layout& layout);
};

Layout Sheet::Drawing::layout(Column column, std::string_view words, const Style& style) const {
    Layout layout(pango_layout_new(writing.get()));
    const Font font(pango_font_description_new());
    pango_font_description_set_family(font.get(), "DejaVu Sans");
    pango_font_description_set_absolute_size(font.get(), style.size * PANGO_SCALE);
    pango_font_description_set_weight(font.get(),
                                      style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(layout.get(), font.get());
    pango_layout_set_width(layout.get(), static_cast<int>(column.width * PANGO_SCALE));
    pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(layout.get(),
                               style.align == Align::right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
    pango_layout_set_text(layout.get(), words.data(), static_cast<int>(words.size()));
    return layout;
}

double Sheet::Drawing::height(const Layout& layout) {
    int height = 0;
    pango_layout_get_size(layout.get(), nullptr, &height);
    return static_cast<double>(height) / PANGO_SCALE;
}

Sheet::Sheet(const Facts& facts) : drawing_(std::make_unique<Drawing>()) {
    cairo_surface_t* surface = drawing_->surface.get();
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, facts.title.c_str());
    // Without it the library writes the time of the drawing.
    const std::string created = facts.created.text().substr(0, 19) + "Z";
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, created.c_str());
    cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, created.c_str());
    const Options options(cairo_font_options_create());
    cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
    cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
    cairo_font_options_set_antialias(options.get(), CAIRO_ANTIALIAS_GRAY);
    pango_cairo_context_set_font_options(drawing_->writing.get(), options.get());
    pango_cairo_context_set_resolution(drawing_->writing.get(), 72.0);
    pango_context_set_language(drawing_->writing.get(),
                               pango_language_from_string(facts.language.c_str()));
}

Sheet::~Sheet() = default;

double Sheet::text(Column column, double top, std::string_view words, const Style& style) {
    if (words.empty()) return 0;
    cairo_t* context = drawing_->context.get();
    const Layout layout = drawing_->layout(column, words, style);
    cairo_set_source_rgb(context, style.gray, style.gray, style.gray);
    cairo_move_to(context, column.left, top);
    pango_cairo_show_layout(context, layout.get());
    return Drawing::height(layout);
}

double Sheet::height_of(Column column, std::string_view words, const Style& style) {
    if (words.empty()) return 0;
    return Drawing::height(drawing_->layout(column, words, style));
}

void Sheet::rule(Column column, double top) {
    cairo_t* context = drawing_->context.get();
    cairo_set_source_rgb(context, 0.6, 0.6, 0.6);
    cairo_rectangle(context, column.left, top, column.width, 0.5);
    cairo_fill(context);
}

void Sheet::qr_code(Column column, double top, std::string_view content) {
    const Code code(QRcode_encodeString8bit(std::string(content).c_str(), 0, QR_ECLEVEL_M));
    if (!code) return;  // too long for one: the paper is good without it
    cairo_t* context = drawing_->context.get();
    cairo_set_source_rgb(context, 0, 0, 0);
    const double size = column.width / code->width;
    for (int y = 0; y < code->width; ++y) {
        for (int x = 0; x < code->width; ++x) {
            if ((code->data[y * code->width + x] & 1) == 0) continue;
            cairo_rectangle(context, column.left + x * size, top + y * size, size, size);
        }
    }
    cairo_fill(context);
}

void Sheet::next_page() { cairo_show_page(drawing_->context.get()); }

Result<std::string> Sheet::finish() {
    cairo_surface_finish(drawing_->surface.get());
    const cairo_status_t status = cairo_surface_status(drawing_->surface.get());
    const cairo_status_t drawn = cairo_status(drawing_->context.get());
    if (status != CAIRO_STATUS_SUCCESS || drawn != CAIRO_STATUS_SUCCESS)
        return fail(ErrorCode::internal, "the paper could not be drawn");
    return std::move(drawing_->bytes);
}

}  // namespace vacancy::outside
