/* SPDX-License-Identifier: GPL-2.0 */
/* All annotations live in sal.h; this is a name that sources include. */
#ifndef _WDM_SPECSTRINGS_H
#define _WDM_SPECSTRINGS_H

#include <sal.h>

#endif
