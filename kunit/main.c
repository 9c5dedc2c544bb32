// SPDX-License-Identifier: GPL-2.0
/*
 * Module information of the KUnit suites. Each suite registers itself with
 * kunit_test_suite() in its own file.
 */
#include <linux/module.h>

#include "compat.h"

WDM_IMPORT_NAMESPACE;
MODULE_DESCRIPTION("KUnit suites of wdmcore");
MODULE_LICENSE("GPL");
