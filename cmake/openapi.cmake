# openapi/schemas/*.json and openapi/queries/*.json are carried in the binary as generated tables.
file(GLOB openapi_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/openapi/schemas/*.json
  ${CMAKE_SOURCE_DIR}/openapi/queries/*.json)
set(openapi_cpp ${CMAKE_BINARY_DIR}/generated/openapi.cpp)
add_custom_command(OUTPUT ${openapi_cpp}
  COMMAND python3 ${CMAKE_SOURCE_DIR}/tools/embed_openapi.py ${openapi_cpp} ${openapi_files}
  DEPENDS ${openapi_files} ${CMAKE_SOURCE_DIR}/tools/embed_openapi.py
  COMMENT "embedding the OpenAPI schemas")
