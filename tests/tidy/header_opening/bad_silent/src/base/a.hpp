#pragma once



int nights();
