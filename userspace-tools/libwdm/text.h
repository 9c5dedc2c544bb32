/* SPDX-License-Identifier: GPL-2.0 */
/* libwdm: what those share who make text of a registry's values, or values of text. */
#ifndef WDM_TEXT_H
#define WDM_TEXT_H

#include <stdint.h>

/* Types of values */
enum {
	REG_NONE = 0,
	REG_SZ = 1,
	REG_EXPAND_SZ = 2,
	REG_BINARY = 3,
	REG_DWORD = 4,
	REG_MULTI_SZ = 7,
	REG_QWORD = 11,
};

/* Writes a character, 0x10ffff at the most, at @to; returns where the next one goes. */
char *wdm_put_utf8(char *to, uint32_t c);

#endif /* WDM_TEXT_H */
