#pragma once
// Task: what every verb returns. The executor type is concrete: the polymorphic one costs almost
// half of an HTTP request.

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

namespace vacancy {

using Executor = boost::asio::io_context::executor_type;

/// Awaited where it is created; `co_spawn` is for web/server, main, saga, notices and tests.
template <class T>
using Task = boost::asio::awaitable<T, Executor>;

}  // namespace vacancy
