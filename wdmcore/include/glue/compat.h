/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How kernel releases differ, for the generated module around a driver. A driver is
 * built without wdmcore's probes, so a version has to do.
 */
#ifndef _WDM_GLUE_COMPAT_H
#define _WDM_GLUE_COMPAT_H

#include <linux/module.h>
#include <linux/version.h>

/* 6.13 (cdd30ebb1b9f): the name of a symbol namespace became a string. */
#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 13, 0)
#define WDM_MODULE_IMPORT_NS	MODULE_IMPORT_NS(WDM)
#else
#define WDM_MODULE_IMPORT_NS	MODULE_IMPORT_NS("WDM")
#endif

#endif
