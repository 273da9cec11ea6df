# bench/<name>.cpp is one program each; it prints one JSON line a run.
file(GLOB benches CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/bench/*.cpp)
# sdk_span measures against the official SDK (package opentelemetry-cpp-dev), which nothing else
# here needs; without it that one is left out.
find_package(opentelemetry-cpp CONFIG QUIET)
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
    target_link_libraries(bench_${name} PRIVATE vacancy_options vacancy_main)
  endif()
  set_target_properties(bench_${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bench)
endforeach()
