namespace vacancy {

boost::json::value shown();

}  // namespace vacancy
