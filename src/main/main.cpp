#include "main/cli.hpp"
#include "main/console.hpp"

#include <exception>

int main(int argc, char** argv) {
    using vacancy::ErrorCode;
    try {
        return vacancy::run_cli(argc, argv);
    } catch (const vacancy::BrokenPromise& broken) {  // at start: no thread of ours is left behind
        return vacancy::complain({.code = ErrorCode::internal, .detail = broken.what});
    } catch (const std::exception& failed) {
        return vacancy::complain({.code = ErrorCode::internal, .detail = failed.what()});
    }
}
