namespace vacancy {

void f() {
    try {
        g();
    } catch (...) {
    }
}

}  // namespace vacancy
