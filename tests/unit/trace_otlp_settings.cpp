#include "trace/export/settings.hpp"

#include <doctest/doctest.h>

using namespace vacancy::trace;
using std::chrono::milliseconds;

namespace {

using Variables = std::map<std::string, std::string>;

}  // namespace

TEST_SUITE("trace: where telemetry goes") {
    TEST_CASE("nothing is sent where no endpoint is configured") {
        const ExportSettings settings = read_export_settings({});
        CHECK(settings.traces.to == Destination::To::nowhere);
        CHECK(settings.metrics.to == Destination::To::nowhere);
        CHECK(settings.logs.to == Destination::To::nowhere);
        CHECK(settings.warnings.empty());
    }

    TEST_CASE("the base endpoint gets the path of each signal appended") {
        const ExportSettings settings =
            read_export_settings({{"EXPORTER_OTLP_ENDPOINT", "http://collector:4318/base"}});
        CHECK(settings.traces.url == "http://collector:4318/base/v1/traces");
        CHECK(settings.metrics.url == "http://collector:4318/base/v1/metrics");
        CHECK(settings.logs.url == "http://collector:4318/base/v1/logs");
        CHECK(settings.traces.protocol == Protocol::http_protobuf);
    }

    TEST_CASE("the endpoint of one signal is used as it is") {
        const ExportSettings settings =
            read_export_settings({{"EXPORTER_OTLP_ENDPOINT", "http://collector:4318/"},
                                  {"EXPORTER_OTLP_TRACES_ENDPOINT", "https://traces:4318"}});
        CHECK(settings.traces.url == "https://traces:4318");
        CHECK(settings.traces.tls);
        CHECK(settings.metrics.url == "http://collector:4318/v1/metrics");
    }

    TEST_CASE("a gRPC target is host and port, encrypted by https only") {
        Variables variables{{"EXPORTER_OTLP_ENDPOINT", "http://collector:4317/ignored"},
                            {"EXPORTER_OTLP_PROTOCOL", "grpc"}};
        CHECK(read_export_settings(variables).traces.url == "collector:4317");
        CHECK_FALSE(read_export_settings(variables).traces.tls);
        variables["EXPORTER_OTLP_ENDPOINT"] = "https://collector:4317";
        CHECK(read_export_settings(variables).logs.tls);
        variables["EXPORTER_OTLP_ENDPOINT"] = "collector:4317";
        CHECK(read_export_settings(variables).logs.tls);
        variables["EXPORTER_OTLP_INSECURE"] = "true";
        CHECK_FALSE(read_export_settings(variables).logs.tls);
    }

    TEST_CASE("grpc:// in the endpoint chooses gRPC") {
        const ExportSettings settings =
            read_export_settings({{"EXPORTER_OTLP_ENDPOINT", "grpc://otel-collector:4317"}});
        CHECK(settings.traces.protocol == Protocol::grpc);
        CHECK(settings.traces.url == "otel-collector:4317");
        CHECK_FALSE(settings.traces.tls);
    }

    TEST_CASE("the variable of a signal wins over the one for all") {
        const ExportSettings settings =
            read_export_settings({{"EXPORTER_OTLP_ENDPOINT", "http://collector:4318"},
                                  {"EXPORTER_OTLP_COMPRESSION", "gzip"},
                                  {"EXPORTER_OTLP_LOGS_COMPRESSION", "none"},
                                  {"EXPORTER_OTLP_TIMEOUT", "2000"},
                                  {"EXPORTER_OTLP_METRICS_TIMEOUT", "3000"},
                                  {"EXPORTER_OTLP_LOGS_PROTOCOL", "grpc"}});
        CHECK(settings.traces.gzip);
        CHECK_FALSE(settings.logs.gzip);
        CHECK(settings.traces.timeout == milliseconds(2000));
        CHECK(settings.metrics.timeout == milliseconds(3000));
        CHECK(settings.logs.protocol == Protocol::grpc);
        CHECK(settings.traces.protocol == Protocol::http_protobuf);
    }

    TEST_CASE("headers are pairs with percent encoding, their names lower case") {
        const ExportSettings settings =
            read_export_settings({{"EXPORTER_OTLP_ENDPOINT", "http://collector:4318"},
                                  {"EXPORTER_OTLP_HEADERS", "X-Tenant = a%20b , broken,k=v=w"}});
        REQUIRE(settings.traces.headers.size() == 2);
        CHECK(settings.traces.headers[0].first == "x-tenant");
        CHECK(settings.traces.headers[0].second.reveal() == "a b");
        CHECK(settings.traces.headers[1].second.reveal() == "v=w");
    }

    TEST_CASE("an exporter named none or console takes the place of otlp") {
        const ExportSettings settings =
            read_export_settings({{"EXPORTER_OTLP_ENDPOINT", "http://collector:4318"},
                                  {"METRICS_EXPORTER", "none"},
                                  {"LOGS_EXPORTER", "console"}});
        CHECK(settings.traces.to == Destination::To::otlp);
        CHECK(settings.metrics.to == Destination::To::nowhere);
        CHECK(settings.logs.to == Destination::To::console);
    }

    TEST_CASE("a disabled SDK sends nothing at all") {
        const ExportSettings settings = read_export_settings(
            {{"EXPORTER_OTLP_ENDPOINT", "http://collector:4318"}, {"SDK_DISABLED", "TRUE"}});
        CHECK(settings.traces.to == Destination::To::nowhere);
        CHECK(settings.metrics.to == Destination::To::nowhere);
        CHECK(settings.logs.to == Destination::To::nowhere);
    }

    TEST_CASE("the batching variables are read and bounded") {
        const ExportSettings settings = read_export_settings({{"BSP_MAX_QUEUE_SIZE", "100"},
                                                              {"BSP_MAX_EXPORT_BATCH_SIZE", "500"},
                                                              {"BSP_SCHEDULE_DELAY", "20"},
                                                              {"BSP_EXPORT_TIMEOUT", "700"},
                                                              {"METRIC_EXPORT_INTERVAL", "90"}});
        CHECK(settings.queue_spans == 100);
        CHECK(settings.batch_spans == 100);
        CHECK(settings.warnings.size() == 1);
        CHECK(settings.schedule_delay == milliseconds(20));
        CHECK(settings.export_timeout == milliseconds(700));
        CHECK(settings.metric_interval == milliseconds(90));
    }

    TEST_CASE("a value that makes no sense leaves the default and a warning") {
        const ExportSettings settings =
            read_export_settings({{"BSP_SCHEDULE_DELAY", "soon"},
                                  {"EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "sideways"}});
        CHECK(settings.schedule_delay == milliseconds(5000));
        CHECK(settings.temporality == Temporality::cumulative);
        CHECK(settings.warnings.size() == 2);
    }

    TEST_CASE("temporality preferences are known by their three names") {
        const std::string name = "EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE";
        CHECK(read_export_settings({{name, "delta"}}).temporality == Temporality::delta);
        CHECK(read_export_settings({{name, "LowMemory"}}).temporality == Temporality::low_memory);
        CHECK(read_export_settings({{name, "cumulative"}}).temporality == Temporality::cumulative);
    }

    TEST_CASE("the service name of the resource attributes counts when none is set") {
        const ExportSettings settings = read_export_settings(
            {{"RESOURCE_ATTRIBUTES", "service.name=shop,deployment.environment.name=test"}});
        CHECK(settings.service_name == "shop");
        REQUIRE(settings.resource_attributes.size() == 1);
        CHECK(read_export_settings(
                  {{"SERVICE_NAME", "till"}, {"RESOURCE_ATTRIBUTES", "service.name=shop"}})
                  .service_name == "till");
    }
}
