/* SPDX-License-Identifier: GPL-2.0 */
/* Every source here has a CheckXxx() that returns 0, or the line that failed. */
#pragma once
#include <NtDef.H>
#define CHECK(x) do { if (!(x)) return __LINE__; } while (0)
