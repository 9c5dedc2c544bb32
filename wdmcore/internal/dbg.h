/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Dbg: the driver's debug output, and the one report for a driver's bug.
 *
 * Where Windows would stop the machine with a bug check, wdmcore prints one
 * report and contains the damage as far as the caller can. Everything that finds
 * a driver's bug comes through wdm_bug_report(), so that tests can count on it.
 */
#ifndef _WDM_INTERNAL_DBG_H
#define _WDM_INTERNAL_DBG_H

#include <linux/atomic.h>
#include <linux/compiler_attributes.h>
#include <linux/types.h>

/**
 * struct wdm_bug_report - what a driver did wrong
 * @code: bug check code, e.g. 0xC4
 * @parameter: the four bug check parameters, as Windows documents them
 * @driver_address: an address in the driver's code, or NULL
 * @text: the broken rule in words, without a line end
 */
struct wdm_bug_report {
	u32 code;
	u64 parameter[4];
	const void *driver_address;
	const char *text;
};

/*
 * A hook is called for each report before it is printed, at any IRQL and on any
 * CPU. TRUE means that the report was expected and is not printed or counted.
 */
typedef bool (*wdm_bug_report_hook_t)(const struct wdm_bug_report *report,
				      void *context);

void wdm_set_bug_report_hook(wdm_bug_report_hook_t hook, void *context);

/* Reports since wdmcore was loaded, those not printed by rate limit included. */
extern atomic_t wdm_bug_reports;

__printf(7, 8)
void wdm_bug_report(u32 code, u64 p1, u64 p2, u64 p3, u64 p4,
		    const void *driver_address, const char *fmt, ...);

/* Symbolic name of a bug check code, NULL if unknown. */
const char *wdm_bug_check_name(u32 code);

/*
 * Name of the module that @address lies in, "wdm" if there is none. By way of the
 * symbol table: slow, for messages only. Any IRQL.
 */
void wdm_driver_name(const void *address, char *name, size_t size);

/* Sends what DbgPrint collected of lines that have no end yet. */
void wdm_dbg_flush(void);

/* The last output, when wdmcore goes; stops the timer behind it. */
void wdm_dbg_exit(void);

#endif /* _WDM_INTERNAL_DBG_H */
