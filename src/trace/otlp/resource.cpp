#include "trace/otlp/resource.hpp"

#include "base/id.hpp"
#include "base/time.hpp"
#include "trace/names.hpp"

#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace vacancy::trace::otlp {

namespace {

/// The words of the attribute host.arch.
std::string architecture_of(std::string_view machine) {
    if (machine == "x86_64") return "amd64";
    if (machine == "aarch64") return "arm64";
    return std::string(machine);
}

std::string own_path() {
    std::array<char, 4096> path{};
    const ssize_t size = ::readlink("/proc/self/exe", path.data(), path.size());
    const std::string_view all(path.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
    return std::string(all.substr(all.rfind('/') + 1));
}

}  // namespace

Identity this_process() {
    utsname names{};
    ::uname(&names);
    return {.instance_id = Uuid::make(system_clock().now()).text(),
            .host_name = names.nodename,
            .architecture = architecture_of(names.machine),
            .executable = own_path(),
            .process_id = ::getpid()};
}

Resources::Resources(const ExportSettings& settings, Identity identity)
    : identity_(std::move(identity)),
      service_name_(settings.service_name),
      given_(settings.resource_attributes) {}

std::string_view Resources::service_of(const ScopeDef& scope) const {
    return service_name_.empty() ? scope.service_name : std::string_view(service_name_);
}

std::vector<ResourceAttribute> Resources::attributes_of(const ScopeDef& scope) const {
    // Under one common name there is one common version, that of the product itself.
    const ScopeDef& speaker = service_name_.empty() ? scope : scope::vacancy;
    std::vector<ResourceAttribute> all{
        {"service.name", std::string(service_of(scope))},
        {"service.version", std::string(speaker.service_version)},
        {std::string(attr::service_instance_id.name), identity_.instance_id},
        {"host.name", identity_.host_name},
        {"host.arch", identity_.architecture},
        {"os.type", std::string("linux")},
        {"process.pid", identity_.process_id},
        {"process.executable.name", identity_.executable},
        {"telemetry.sdk.name", std::string("vacancy")},
        {"telemetry.sdk.language", std::string("cpp")},
        {"telemetry.sdk.version", std::string(scope::vacancy.service_version)},
    };
    if (!speaker.service_domain.empty())
        all.push_back({"service.domain", std::string(speaker.service_domain)});
    for (const auto& [key, value] : given_) {
        const auto same = std::ranges::find(all, key, &ResourceAttribute::key);
        if (same == all.end())
            all.push_back({key, value});
        else
            same->value = value;
    }
    std::erase_if(all, [](const ResourceAttribute& one) {
        const auto* text = std::get_if<std::string>(&one.value);
        return text != nullptr && text->empty();
    });
    return all;
}

}  // namespace vacancy::trace::otlp
