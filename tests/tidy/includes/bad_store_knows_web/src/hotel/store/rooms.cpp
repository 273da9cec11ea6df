#include "web/message.hpp"
