// SPDX-License-Identifier: GPL-2.0
/*
 * Pe: the switch between the calling conventions (internal/call.h).
 */
#include <linux/export.h>
#include <linux/jump_label.h>

#include "call.h"
#include "pe.h"

DEFINE_STATIC_KEY_FALSE(wdm_images_key);
EXPORT_SYMBOL_GPL(wdm_images_key);
EXPORT_SYMBOL_GPL(wdm_call_any);
EXPORT_SYMBOL_GPL(wdm_call_any_more);
EXPORT_SYMBOL_GPL(wdm_image_caller_kept);
