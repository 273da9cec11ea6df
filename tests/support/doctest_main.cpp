#define DOCTEST_CONFIG_IMPLEMENT
#include <doctest/doctest.h>

#include <csignal>

int main(int count, char** words) {
    // As the product does: a peer that went away in the middle of a write is an error code, not the
    // end of the process. A server of a test that is refused in its TLS handshake meets that.
    std::signal(SIGPIPE, SIG_IGN);
    return doctest::Context(count, words).run();
}
