// SPDX-License-Identifier: GPL-2.0
/* Ex: the object types of events and semaphores that have a handle or a name. */
#include <linux/kernel.h>
#include <linux/mm.h>

#include "compat.h"
#include "ex.h"
#include "ob.h"

static const struct wdm_object_type event_type = {
	.name = "Event",
	.delete = wdm_event_delete,
	.mapping = {
		.GenericRead = STANDARD_RIGHTS_READ | EVENT_QUERY_STATE,
		.GenericWrite = STANDARD_RIGHTS_WRITE | EVENT_MODIFY_STATE,
		.GenericExecute = STANDARD_RIGHTS_EXECUTE | SYNCHRONIZE,
		.GenericAll = EVENT_ALL_ACCESS,
	},
	.valid_access = EVENT_ALL_ACCESS,
	.waitable = true,
};
WDM_DDK_OBJECT_TYPE(ExEventObjectType, event_type);

static const struct wdm_object_type semaphore_type = {
	.name = "Semaphore",
	.mapping = {
		.GenericRead = STANDARD_RIGHTS_READ | EVENT_QUERY_STATE,
		.GenericWrite = STANDARD_RIGHTS_WRITE | SEMAPHORE_MODIFY_STATE,
		.GenericExecute = STANDARD_RIGHTS_EXECUTE | SYNCHRONIZE,
		.GenericAll = SEMAPHORE_ALL_ACCESS,
	},
	.valid_access = SEMAPHORE_ALL_ACCESS,
	.waitable = true,
};
WDM_DDK_OBJECT_TYPE(ExSemaphoreObjectType, semaphore_type);
