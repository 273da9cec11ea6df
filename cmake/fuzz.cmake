# tests/fuzz: the targets, the replay of their corpus (an ordinary test) and, in the preset `fuzz`,
# libFuzzer's driver.
set(fuzz_dir ${CMAKE_SOURCE_DIR}/tests/fuzz)
file(GLOB fuzz_sources CONFIGURE_DEPENDS ${fuzz_dir}/*.cpp)
list(FILTER fuzz_sources EXCLUDE REGEX "_main\\.cpp$")
add_library(vacancy_fuzz_targets OBJECT EXCLUDE_FROM_ALL ${fuzz_sources})
target_include_directories(vacancy_fuzz_targets PUBLIC ${CMAKE_SOURCE_DIR}/tests)
target_link_libraries(vacancy_fuzz_targets PUBLIC vacancy_main PRIVATE vacancy_options)

add_custom_target(tests_fuzz)
add_executable(vacancy_fuzz_replay ${fuzz_dir}/replay_main.cpp)
target_link_libraries(vacancy_fuzz_replay PRIVATE vacancy_options vacancy_fuzz_targets)
add_dependencies(tests_fuzz vacancy_fuzz_replay)
add_test(NAME fuzz_corpus COMMAND vacancy_fuzz_replay ${fuzz_dir}/corpus)
set_tests_properties(fuzz_corpus PROPERTIES LABELS fuzz)

set(can_fuzz OFF)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  set(can_fuzz ON)
endif()
if(can_fuzz AND VACANCY_SANITIZE STREQUAL "address")
  # The canary alone, under libFuzzer itself.
  add_executable(vacancy_fuzz_planted ${fuzz_dir}/planted.cpp ${fuzz_dir}/target.cpp
    ${fuzz_dir}/fuzzer_main.cpp)
  target_include_directories(vacancy_fuzz_planted PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  target_compile_options(vacancy_fuzz_planted PRIVATE -fsanitize=fuzzer)
  target_link_options(vacancy_fuzz_planted PRIVATE -fsanitize=fuzzer)
  target_link_libraries(vacancy_fuzz_planted PRIVATE vacancy_options)
  add_dependencies(tests_fuzz vacancy_fuzz_planted)
  add_test(NAME fuzz_planted COMMAND bash ${fuzz_dir}/planted.sh
    $<TARGET_FILE:vacancy_fuzz_replay> $<TARGET_FILE:vacancy_fuzz_planted> ${fuzz_dir}/corpus)
  set_tests_properties(fuzz_planted PROPERTIES LABELS fuzz)
endif()
if(can_fuzz AND VACANCY_SANITIZE STREQUAL "fuzz")
  add_executable(vacancy_fuzz EXCLUDE_FROM_ALL ${fuzz_dir}/fuzzer_main.cpp)
  target_link_options(vacancy_fuzz PRIVATE -fsanitize=fuzzer)
  target_link_libraries(vacancy_fuzz PRIVATE vacancy_options vacancy_fuzz_targets)
endif()

# The same corpora are sent to the real server.
target_compile_definitions(vacancy_http_tests PRIVATE VACANCY_CORPUS="${fuzz_dir}/corpus")
