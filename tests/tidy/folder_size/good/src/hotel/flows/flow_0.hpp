#pragma once
// An example.

