#pragma once
// FIAS records, the language hotels speak with key encoders, telephones and points of sale: STX,
// a two-letter record id, fields of a two-letter id and a value, each ended by '|', ETX. We read
// liberally (no framing, line feeds between records, empty fields) and write strictly. Pure.

#include "base/error.hpp"
#include "base/time.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace vacancy::outside::fias {

/// Text on a link; our side is UTF-8. A character the code page lacks becomes '?'.
enum class CodePage : std::uint8_t { utf8, cp850, cp1252 };
[[nodiscard]] Result<CodePage> parse_code_page(std::string_view name);
[[nodiscard]] std::string to_utf8(std::string_view bytes, CodePage page);
[[nodiscard]] std::string from_utf8(std::string_view text, CodePage page);

struct Record {
    std::string id;  ///< "KR"
    std::vector<std::pair<std::string, std::string>> fields{};

    /// The first field of that id; nothing when it is not there.
    [[nodiscard]] std::optional<std::string_view> field(std::string_view name) const;
    Record& with(std::string_view name, std::string_view value) {
        fields.emplace_back(name, value);
        return *this;
    }
};

/// One record without its frame, "KA|ASOK|KC1|"; nothing when it has no id of two letters.
[[nodiscard]] std::optional<Record> parse_record(std::string_view text);
/// With STX and ETX and nothing after it. What would end a field is left out of values.
[[nodiscard]] std::string frame(const Record& record);

/// Takes records out of a stream of bytes. Owned by one connection, one thread.
class Deframer {
public:
    /// Answers the texts of the records that are complete now. invalid_request when what waits is
    /// longer than any record may be.
    Result<std::vector<std::string>> feed(std::string_view bytes);

private:
    static constexpr std::size_t longest = 8 * 1024;
    std::string waiting_;
    bool framed_ = false;     ///< an STX was seen
    bool is_broken_ = false;  ///< a record was too long: nothing more is read
};

/// "260301" and "143000" as the wall of the link's zone shows them.
[[nodiscard]] std::string date_text(LocalDate date);
[[nodiscard]] std::string time_text(Instant at, std::string_view zone);

}  // namespace vacancy::outside::fias
