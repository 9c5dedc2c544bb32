/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The one way from wdmcore into a driver's routine.
 *
 * Drivers built from source speak the kernel's own calling convention, so today
 * this is the plain call, and costs what one costs. Loaded images will speak the
 * Microsoft convention: the decision between the two belongs here, behind a
 * static branch, and nowhere else. Hence the rule: whatever calls a routine that
 * a driver supplied goes through WDM_CALL(), whatever kind of callback it is.
 */
#ifndef _WDM_INTERNAL_CALL_H
#define _WDM_INTERNAL_CALL_H

#define WDM_CALL(routine, ...)	((routine)(__VA_ARGS__))

#endif
