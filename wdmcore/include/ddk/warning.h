/* SPDX-License-Identifier: GPL-2.0 */
/* Would set warning levels of another compiler; empty by intent. */
#ifndef _WDM_WARNING_H
#define _WDM_WARNING_H
#endif
