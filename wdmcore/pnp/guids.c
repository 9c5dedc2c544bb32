// SPDX-License-Identifier: GPL-2.0
/* Pnp: the GUIDs of wdmguid.h and the keys of devpkey.h, defined. */
#include <linux/types.h>

#include <initguid.h>
#include "wdmguid.h"
#include "devpkey.h"
