/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Rtl: AVL trees of RTL_BALANCED_LINKS. The table's BalancedRoot is no element: the
 * tree hangs off its right link, and it is the parent of the root.
 */
#ifndef _WDM_RTL_AVL_H
#define _WDM_RTL_AVL_H

#include "rtl.h"

/* Links @node, which has no links yet, below @parent; @side: -1 left, 1 right. */
void wdm_avl_insert(PRTL_AVL_TABLE table, PRTL_BALANCED_LINKS parent, int side,
		    PRTL_BALANCED_LINKS node);
void wdm_avl_remove(PRTL_AVL_TABLE table, PRTL_BALANCED_LINKS node);

/* Neighbours in order; NULL at the ends. */
PRTL_BALANCED_LINKS wdm_avl_first(PRTL_AVL_TABLE table);
PRTL_BALANCED_LINKS wdm_avl_next(PRTL_AVL_TABLE table, PRTL_BALANCED_LINKS node);
PRTL_BALANCED_LINKS wdm_avl_previous(PRTL_AVL_TABLE table, PRTL_BALANCED_LINKS node);

#endif
