namespace vacancy {

void shout() { fmt::print("sold"); }

}  // namespace vacancy
