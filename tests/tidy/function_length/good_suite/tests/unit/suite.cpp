TEST_SUITE("many") {
    TEST_CASE("short") {
        CHECK(true);
    }
    TEST_CASE("short") {
        CHECK(true);
    }
    TEST_CASE("short") {
        CHECK(true);
    }
    TEST_CASE("short") {
        CHECK(true);
    }
    TEST_CASE("short") {
        CHECK(true);
    }
    TEST_CASE("short") {
        CHECK(true);
    }
    TEST_CASE("short") {
        CHECK(true);
    }
    TEST_CASE("short") {
        CHECK(true);
    }
    TEST_CASE("short") {
        CHECK(true);
    }
    TEST_CASE("short") {
        CHECK(true);
    }
    TEST_CASE("short") {
        CHECK(true);
    }
    TEST_CASE("short") {
        CHECK(true);
    }
    TEST_CASE("short") {
        CHECK(true);
    }
    TEST_CASE("short") {
        CHECK(true);
    }
    TEST_CASE("short") {
        CHECK(true);
    }
    TEST_CASE("short") {
        CHECK(true);
    }
    TEST_CASE("short") {
        CHECK(true);
    }
    TEST_CASE("short") {
        CHECK(true);
    }
    TEST_CASE("short") {
        CHECK(true);
    }
    TEST_CASE("short") {
        CHECK(true);
    }
    TEST_CASE("short") {
        CHECK(true);
    }
    TEST_CASE("short") {
        CHECK(true);
    }
    TEST_CASE("short") {
        CHECK(true);
    }
    TEST_CASE("short") {
        CHECK(true);
    }
    TEST_CASE("short") {
        CHECK(true);
    }
    TEST_CASE("short") {
        CHECK(true);
    }
    TEST_CASE("short") {
        CHECK(true);
    }
    TEST_CASE("short") {
        CHECK(true);
    }
    TEST_CASE("short") {
        CHECK(true);
    }
    TEST_CASE("short") {
        CHECK(true);
    }
}
