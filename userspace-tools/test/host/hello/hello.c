// SPDX-License-Identifier: GPL-2.0
/* A module that does the kernel harm on demand: what wdm-vm has to notice. */
#include <linux/module.h>
#include <linux/printk.h>

static char *mode = "";
module_param(mode, charp, 0);
MODULE_PARM_DESC(mode, "oops, warn, print (a driver's own words) or nothing");

static int __init hello_init(void)
{
	if (!strcmp(mode, "oops"))
		*(volatile int *)8 = 1;
	WARN_ON(!strcmp(mode, "warn"));
	if (!strcmp(mode, "print"))
		pr_info("driver: BUG: WARNING: Oops, says the driver\n");
	return strcmp(mode, "fail") ? 0 : -EIO;
}

static void __exit hello_exit(void)
{
}

module_init(hello_init);
module_exit(hello_exit);
MODULE_DESCRIPTION("Test of the test machine");
MODULE_LICENSE("GPL");
