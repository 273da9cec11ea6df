namespace vacancy {

float share(int of);

}  // namespace vacancy
