# bench/<name>.cpp is one program each; it prints one JSON line a run. bench/load is what they
# share: the load generator, the server as a process, the report.
file(GLOB load CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/bench/load/*.cpp)
add_library(vacancy_load STATIC EXCLUDE_FROM_ALL ${load})
target_include_directories(vacancy_load PUBLIC ${CMAKE_SOURCE_DIR}/bench)
target_link_libraries(vacancy_load PUBLIC vacancy_test_support vacancy_main
  PRIVATE vacancy_options SQLite::SQLite3)
file(GLOB benches CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/bench/*.cpp)
# sdk_span measures against the official SDK (package opentelemetry-cpp-dev), which nothing else
# here needs; without it that one is left out.
find_package(opentelemetry-cpp CONFIG QUIET)
add_custom_target(benches)
foreach(source ${benches})
  get_filename_component(name ${source} NAME_WE)
  if(name STREQUAL "sdk_span" AND NOT opentelemetry-cpp_FOUND)
    message(STATUS "bench_sdk_span is left out: install opentelemetry-cpp-dev to build it")
    continue()
  endif()
  add_executable(bench_${name} ${source})
  if(name STREQUAL "sdk_span")
    target_link_libraries(bench_${name} PRIVATE vacancy_options vacancy_trace
      opentelemetry-cpp::trace opentelemetry-cpp::metrics opentelemetry-cpp::resources)
  else()
    target_link_libraries(bench_${name} PRIVATE vacancy_options vacancy_load)
  endif()
  set_target_properties(bench_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bench)
  add_dependencies(benches bench_${name})
endforeach()
add_dependencies(benches vacancy)
