/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Formatted output with the formats of Windows, for the C run-time's printf
 * functions and DbgPrint. Include Linux headers first.
 */
#ifndef _WDM_INTERNAL_FORMAT_H
#define _WDM_INTERNAL_FORMAT_H

#include <linux/stdarg.h>
#include <linux/types.h>

/**
 * struct wdm_format_out - where formatted output goes
 * @wide: the buffer holds UTF-16 units, else characters of the ANSI code page
 * @buffer: target; gets at most @max units and no NUL
 * @max: units in @buffer
 * @total: units that all of the output takes
 */
struct wdm_format_out {
	bool wide;
	void *buffer;
	size_t max;
	size_t total;
};

/* @format is a string of char, or of UTF-16 units if @out->wide. */
void wdm_format(struct wdm_format_out *out, const void *format, va_list ap);

#endif /* _WDM_INTERNAL_FORMAT_H */
