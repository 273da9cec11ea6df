#pragma once
// An example.

#include "trace/step.hpp"
