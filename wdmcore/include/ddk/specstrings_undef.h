/* SPDX-License-Identifier: GPL-2.0 */
/* Would undefine annotations that were never more than nothing. */
#ifndef _WDM_SPECSTRINGS_UNDEF_H
#define _WDM_SPECSTRINGS_UNDEF_H
#endif
