/* SPDX-License-Identifier: GPL-2.0 */
/* Would poison unsafe C run-time functions; empty by intent. */
#ifndef _WDM_DONTUSE_H
#define _WDM_DONTUSE_H
#endif
