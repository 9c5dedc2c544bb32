/* SPDX-License-Identifier: GPL-2.0 */
/* Would name warnings of a static analyser; empty by intent. */
#ifndef _WDM_SUPPRESS_H
#define _WDM_SUPPRESS_H
#endif
