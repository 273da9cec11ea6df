# tests/unit/<room>_*.cpp make vacancy_unit_<room>; the other kinds make one binary each.
# Test files of one room see that room's library only: a test of the floors stays on its floor.
foreach(kind unit store http stories sim)
  add_custom_target(tests_${kind})
endforeach()

function(vacancy_test_binary target label)
  cmake_parse_arguments(arg "" "" "SOURCES;LINK" ${ARGN})
  if(NOT arg_SOURCES)
    return()
  endif()
  add_executable(${target} ${CMAKE_SOURCE_DIR}/tests/support/doctest_main.cpp ${arg_SOURCES})
  target_include_directories(${target} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  target_link_libraries(${target} PRIVATE vacancy_options ${arg_LINK})
  add_dependencies(tests_${label} ${target})
  add_test(NAME ${target} COMMAND ${target})
  set_tests_properties(${target} PROPERTIES LABELS ${label}
    ENVIRONMENT "VACANCY_BINARY=$<TARGET_FILE:vacancy>")
endfunction()

# The OTLP collector of tests stands below the rooms: the recorder's own tests use it too.
file(GLOB collector CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/support/collector*.cpp
  ${CMAKE_SOURCE_DIR}/tests/support/openmetrics*.cpp)
add_library(vacancy_test_collector STATIC EXCLUDE_FROM_ALL ${collector})
target_include_directories(vacancy_test_collector PUBLIC ${CMAKE_SOURCE_DIR}/tests)
target_link_libraries(vacancy_test_collector PUBLIC vacancy_otlp_proto ZLIB::ZLIB Threads::Threads
  PRIVATE vacancy_options)

foreach(room base trace db saga web payments hotel booking notices ops outside main)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/unit/${room}_*.cpp)
  vacancy_test_binary(vacancy_unit_${room} unit SOURCES ${sources} LINK vacancy_${room})
endforeach()
if(TARGET vacancy_unit_trace)
  target_link_libraries(vacancy_unit_trace PRIVATE vacancy_test_collector)
endif()

file(GLOB_RECURSE support CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/support/*.cpp)
list(FILTER support EXCLUDE REGEX "(doctest_main|collector[a-z_]*|openmetrics[a-z_]*)\\.cpp$")
if(support)
  add_library(vacancy_test_support STATIC EXCLUDE_FROM_ALL ${support})
  target_include_directories(vacancy_test_support PUBLIC ${CMAKE_SOURCE_DIR}/tests)
  target_link_libraries(vacancy_test_support PUBLIC vacancy_main vacancy_test_collector
    PRIVATE vacancy_options)
else()
  add_library(vacancy_test_support INTERFACE)
  target_link_libraries(vacancy_test_support INTERFACE vacancy_test_collector)
endif()

# The server's own tests bring their routes with them: they need no room.
file(GLOB server_tests CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/http/server_*.cpp)
vacancy_test_binary(vacancy_server_tests http SOURCES ${server_tests} LINK vacancy_web)

add_dependencies(tests_http vacancy)
add_dependencies(tests_stories vacancy)
foreach(kind store http stories)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/${kind}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/http/server_[a-z_]*\\.cpp$")
  vacancy_test_binary(vacancy_${kind}_tests ${kind} SOURCES ${sources}
    LINK vacancy_test_support vacancy_main)
endforeach()

# What a hotelier can read: tests/stories/told/*.story.
if(TARGET vacancy_stories_tests)
  target_compile_definitions(vacancy_stories_tests PRIVATE
    STORIES_FOLDER="${CMAKE_SOURCE_DIR}/tests/stories/told")
endif()

# The simulator's own tests: the same seed, the planted bugs, the seeds that once failed.
file(GLOB sim_tests CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/sim/*.cpp)
vacancy_test_binary(vacancy_sim_tests sim SOURCES ${sim_tests} LINK vacancy_main)
set_tests_properties(vacancy_sim_tests PROPERTIES ENVIRONMENT
  "SIM_REGRESSIONS=${CMAKE_SOURCE_DIR}/tests/sim/regressions")

# What ./dev itself does by shell.
file(GLOB scripts CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/dev/*.sh)
foreach(script ${scripts})
  get_filename_component(name ${script} NAME_WE)
  add_test(NAME dev_${name} COMMAND bash ${script})
  set_tests_properties(dev_${name} PROPERTIES LABELS unit)
endforeach()

# Crash rigs: the shims are loaded into the real server by LD_PRELOAD; nothing of them is in it.
foreach(shim faults power)
  add_library(rig_${shim} SHARED ${CMAKE_SOURCE_DIR}/tests/rigs/shim/${shim}.cpp)
  target_include_directories(rig_${shim} PRIVATE ${CMAKE_SOURCE_DIR}/tests)
  target_compile_options(rig_${shim} PRIVATE -fno-sanitize=all)
  target_link_options(rig_${shim} PRIVATE -fno-sanitize=all)
  target_link_libraries(rig_${shim} PRIVATE vacancy_options)
endforeach()
target_link_libraries(rig_power PRIVATE SQLite::SQLite3 ${CMAKE_DL_LIBS})
add_custom_target(tests_rigs)
# They look from outside: of the product they link only its dates.
file(GLOB rigs CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/tests/rigs/*.cpp
  ${CMAKE_SOURCE_DIR}/tests/rigs/kit/*.cpp ${CMAKE_SOURCE_DIR}/tests/rigs/kit/desk/*.cpp)
foreach(name browser process sandbox_process)
  list(APPEND rigs ${CMAKE_SOURCE_DIR}/tests/support/${name}.cpp)
endforeach()
vacancy_test_binary(vacancy_rigs_tests rigs SOURCES ${rigs}
  LINK vacancy_base vacancy_boost CURL::libcurl SQLite::SQLite3 PostgreSQL::PostgreSQL)
set(rigs_environment "VACANCY_BINARY=$<TARGET_FILE:vacancy>"
  "RIGS_SHIM=$<TARGET_FILE:rig_faults>" "RIGS_POWER=$<TARGET_FILE:rig_power>")
set_tests_properties(vacancy_rigs_tests PROPERTIES ENVIRONMENT "${rigs_environment}")
add_dependencies(tests_rigs vacancy rig_faults rig_power)
