/* SPDX-License-Identifier: GPL-2.0 */
/* All in windef.h. */
#include <windef.h>
