# migrations/*.sql are carried in the binary as one generated table.
file(GLOB migration_files CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/migrations/*.sql)
set(migrations_cpp ${CMAKE_BINARY_DIR}/generated/migrations.cpp)
add_custom_command(OUTPUT ${migrations_cpp}
  COMMAND python3 ${CMAKE_SOURCE_DIR}/tools/embed_migrations.py ${migrations_cpp} ${migration_files}
  DEPENDS ${migration_files} ${CMAKE_SOURCE_DIR}/tools/embed_migrations.py
  COMMENT "embedding the migrations")
