# Warnings are errors; hardening in release; sanitizers by VACANCY_SANITIZE.
add_library(vacancy_options INTERFACE)
target_compile_options(vacancy_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor
  -Woverloaded-virtual -Wimplicit-fallthrough
  -Wno-missing-designated-field-initializers -Werror)
target_compile_options(vacancy_options INTERFACE -fno-omit-frame-pointer)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  add_link_options(-fuse-ld=lld)
  target_compile_options(vacancy_options INTERFACE -Wthread-safety)
endif()
if(VACANCY_CANARIES)
  if(CMAKE_BUILD_TYPE STREQUAL "Release")
    message(FATAL_ERROR "A release has no canaries: VACANCY_CANARIES is for tests")
  endif()
  add_compile_definitions(VACANCY_CANARIES)
endif()
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  add_compile_options(-O2 -g1 -fstack-protector-strong -D_FORTIFY_SOURCE=2 -fstack-clash-protection
    -fcf-protection=full -fPIE)
  add_compile_definitions(_GLIBCXX_ASSERTIONS)
  add_link_options(-pie -Wl,-z,relro,-z,now,-z,noexecstack)
endif()
if(VACANCY_SANITIZE STREQUAL "address")
  add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=undefined)
  add_link_options(-fsanitize=address,undefined)
elseif(VACANCY_SANITIZE STREQUAL "fuzz")
  add_compile_options(-O1 -fsanitize=address,undefined,fuzzer-no-link
    -fno-sanitize-recover=undefined)
  add_link_options(-fsanitize=address,undefined)
elseif(VACANCY_SANITIZE STREQUAL "thread")
  add_compile_options(-fsanitize=thread)
  add_link_options(-fsanitize=thread)
endif()
