# The suite `tsan`: the server's own tests, and a crowd of clients on the whole product, under
# ThreadSanitizer (the preset `tsan`). Built for it is only what it needs.
if(NOT VACANCY_SANITIZE STREQUAL "thread")
  return()
endif()
add_custom_target(tests_tsan)
set(crowd ${CMAKE_SOURCE_DIR}/tests/http/hostile_crowd.cpp)
foreach(name browser demo_town process)
  list(APPEND crowd ${CMAKE_SOURCE_DIR}/tests/support/${name}.cpp)
endforeach()
vacancy_test_binary(vacancy_crowd_tests http SOURCES ${crowd}
  LINK vacancy_base vacancy_boost CURL::libcurl)
set_tests_properties(vacancy_crowd_tests vacancy_server_tests PROPERTIES LABELS tsan)
add_dependencies(tests_tsan vacancy vacancy_crowd_tests vacancy_server_tests)

add_executable(vacancy_planted_race ${CMAKE_SOURCE_DIR}/tests/fuzz/planted_race_main.cpp)
target_link_libraries(vacancy_planted_race PRIVATE vacancy_options Threads::Threads)
add_dependencies(tests_tsan vacancy_planted_race)
add_test(NAME planted_race COMMAND bash ${CMAKE_SOURCE_DIR}/tests/fuzz/planted_race.sh
  $<TARGET_FILE:vacancy_planted_race>)
set_tests_properties(planted_race PROPERTIES LABELS tsan)
