namespace vacancy {

const char* host() { return std::getenv("MAIL_HOST"); }

}  // namespace vacancy
