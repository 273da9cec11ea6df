#include "ops/model/page.hpp"
#include "ops/model/trouble.hpp"

#include <doctest/doctest.h>

using namespace vacancy;
using namespace vacancy::ops;

namespace {

WaitingSaga saga_with(Money at_risk) {
    WaitingSaga saga;
    saga.at_risk = at_risk;
    return saga;
}

Currency usd() { return *Currency::parse("USD"); }

}  // namespace

TEST_SUITE("ops: pages") {
    TEST_CASE("a page that ends before the list says where to go on") {
        const Page<int> page = page_of(std::vector{1, 2, 3, 4, 5}, 1, 2);
        CHECK(page.items == std::vector{2, 3});
        CHECK(page.next == "3");
    }

    TEST_CASE("the last page has no next") {
        CHECK(page_of(std::vector{1, 2, 3}, 1, 2).next.empty());
        CHECK(page_of(std::vector{1, 2, 3}, 9, 2).items.empty());
    }

    TEST_CASE("what no cursor can be is refused") {
        CHECK(begin_of("").value() == 0);
        CHECK(begin_of("7").value() == 7);
        CHECK_FALSE(begin_of("-1").has_value());
        CHECK_FALSE(begin_of("7x").has_value());
    }
}

TEST_SUITE("ops: trouble") {
    TEST_CASE("money at risk is summed by currency, and nothing is no sum") {
        const auto sums = money_at_risk({saga_with({100, eur()}), saga_with({0, usd()}),
                                         saga_with({250, eur()}), saga_with({5, usd()})});
        REQUIRE(sums.size() == 2);
        CHECK(sums[0] == Money{350, eur()});
        CHECK(sums[1] == Money{5, usd()});
    }

    TEST_CASE("a fight joins its property, also one that was never counted") {
        std::vector<Contention> all{{"a", 3, {}}};
        add_fight(all, "a", {.trace_id = "t1", .reason = {}, .competing_reservation = {}});
        add_fight(all, "b", {.trace_id = "t2", .reason = {}, .competing_reservation = {}});
        REQUIRE(all.size() == 2);
        CHECK(all[0].recent.size() == 1);
        CHECK(all[1].count == 0);
    }

    TEST_CASE("the most fought over comes first") {
        std::vector<Contention> all{{"a", 1, {}}, {"b", 9, {}}, {"c", 1, {Fight{}}}};
        rank(all);
        CHECK(all[0].property_id == "b");
        CHECK(all[1].property_id == "c");
    }
}
