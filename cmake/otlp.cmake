# The OTLP message classes: Debian ships them as generated sources.
set(otlp_dir /usr/include/opentelemetry/proto)
set(otlp_sources
  common/v1/common.pb.cc resource/v1/resource.pb.cc trace/v1/trace.pb.cc
  metrics/v1/metrics.pb.cc logs/v1/logs.pb.cc
  collector/trace/v1/trace_service.pb.cc collector/trace/v1/trace_service.grpc.pb.cc
  collector/metrics/v1/metrics_service.pb.cc collector/metrics/v1/metrics_service.grpc.pb.cc
  collector/logs/v1/logs_service.pb.cc collector/logs/v1/logs_service.grpc.pb.cc)
list(TRANSFORM otlp_sources PREPEND ${otlp_dir}/)
add_library(vacancy_otlp_proto STATIC ${otlp_sources})
target_compile_options(vacancy_otlp_proto PRIVATE -w)
target_link_libraries(vacancy_otlp_proto PUBLIC protobuf::libprotobuf PkgConfig::grpcpp)
