// SPDX-License-Identifier: GPL-2.0
/* Init and exit: the list of components, and its mirror. */
#include <linux/module.h>

#include <ntddk.h>
#include "cm.h"
#include "dbg.h"
#include "ex.h"
#include "hal.h"
#include "io.h"
#include "io_dev.h"
#include "ke.h"
#include "mm.h"
#include "ob.h"
#include "pe.h"
#include "pnp.h"
#include "po.h"
#include "ps.h"
#include "wmi.h"

/* A component stands after those that it uses. */
static const struct {
	const char *name;
	int (*init)(void);
	void (*exit)(void);
} components[] = {
	{ "ke",		wdm_ke_init,		wdm_ke_exit },
	{ "ps",		wdm_ps_init,		wdm_ps_exit },
	{ "ex",		wdm_ex_init,		wdm_ex_exit },
	{ "ob",		wdm_ob_init,		wdm_ob_exit },
	{ "callback",	wdm_callback_init,	wdm_callback_exit },
	{ "mm",		wdm_mm_init,		wdm_mm_exit },
	{ "cm",		wdm_cm_init,		wdm_cm_exit },
	{ "io",		wdm_io_init,		wdm_io_exit },
	{ "io_dev",	wdm_io_dev_init,	wdm_io_dev_exit },
	{ "hal",	wdm_hal_init,		wdm_hal_exit },
	{ "po",		wdm_po_init,		wdm_po_exit },
	{ "pnp",	wdm_pnp_init,		wdm_pnp_exit },
	{ "wmi",	wdm_wmi_init,		wdm_wmi_exit },
	{ "pe",		wdm_pe_init,		wdm_pe_exit },
};

static void exit_components(size_t count)
{
	while (count--)
		components[count].exit();
	wdm_dbg_exit();
}

static int __init wdmcore_init(void)
{
	size_t i;
	int ret;

	for (i = 0; i < ARRAY_SIZE(components); i++) {
		ret = components[i].init();
		if (ret) {
			pr_err("wdmcore: component %s can't start (%d)\n",
			       components[i].name, ret);
			exit_components(i);
			return ret;
		}
	}
	return 0;
}
module_init(wdmcore_init);

static void __exit wdmcore_exit(void)
{
	exit_components(ARRAY_SIZE(components));
}
module_exit(wdmcore_exit);

MODULE_DESCRIPTION("Windows Driver Model for Linux");
MODULE_LICENSE("GPL");
