#include "main/commands.hpp"
#include "main/console.hpp"
#include "main/house/telemetry.hpp"

namespace vacancy {

int sandbox_command(const SandboxCommand& command) {
    const auto variables = environment_with("OTEL_");
    auto recording = recorder_options(Config{}, variables);
    if (!recording) return complain(recording.error());
    recording->store.path.clear();  // its traces go to a collector or nowhere
    Telemetry telemetry(std::move(*recording), variables);
    outside::SandboxOptions options = command.sandbox;
    options.webhook_secret = Secret(command.webhook_secret);
    options.announce = say_line;
    const int status = outside::run_sandbox(options, telemetry.recorder());
    telemetry.stop(std::chrono::milliseconds{3000});
    return status;
}

}  // namespace vacancy
