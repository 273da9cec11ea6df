namespace vacancy {

constexpr auto name = "VACANCY_LISTEN";

}  // namespace vacancy
