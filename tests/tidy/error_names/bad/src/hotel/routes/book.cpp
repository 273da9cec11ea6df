namespace vacancy {

constexpr auto code = "sold_out";

}  // namespace vacancy
