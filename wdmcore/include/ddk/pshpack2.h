/* SPDX-License-Identifier: GPL-2.0 */
/* No include guard: each inclusion opens one level, poppack.h closes it. */
#pragma pack(push, 2)
