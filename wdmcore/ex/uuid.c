// SPDX-License-Identifier: GPL-2.0
/* Ex: new UUIDs. */
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/string.h>
#include <linux/uuid.h>

#include <wdm.h>

#include "compat.h"

/**
 * ExUuidCreate - make a UUID that nobody else has
 * @Uuid: gets it
 *
 * A random one (version 4), which needs no network address and no state.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS.
 */
NTSTATUS NTAPI ExUuidCreate(GUID *Uuid)
{
	guid_t guid;

	guid_gen(&guid);
	memcpy(Uuid, &guid, sizeof(*Uuid));
	return STATUS_SUCCESS;
}
WDM_EXPORT(ExUuidCreate);
