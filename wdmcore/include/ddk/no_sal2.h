/* SPDX-License-Identifier: GPL-2.0 */
/* Says that SAL 2 is missing; here it never is. */
#ifndef _WDM_NO_SAL2_H
#define _WDM_NO_SAL2_H
#endif
