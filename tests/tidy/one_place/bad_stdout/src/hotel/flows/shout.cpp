namespace vacancy {

void shout() { std::cout << "sold"; }

}  // namespace vacancy
