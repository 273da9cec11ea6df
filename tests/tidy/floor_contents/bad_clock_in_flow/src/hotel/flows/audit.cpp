namespace vacancy {

auto today() { return std::chrono::system_clock::now(); }

}  // namespace vacancy
