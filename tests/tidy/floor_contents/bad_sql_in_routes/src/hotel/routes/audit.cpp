namespace vacancy {

constexpr auto text = R"(
    update rooms set dirty = 1)";

}  // namespace vacancy
