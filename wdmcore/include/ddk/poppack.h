/* SPDX-License-Identifier: GPL-2.0 */
/* No include guard: closes the level that pshpackN.h opened. */
#pragma pack(pop)
