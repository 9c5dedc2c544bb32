// SPDX-License-Identifier: GPL-2.0
/* Io: extended attributes: lists of names and values that an open passes to a driver. */
#include <linux/align.h>
#include <linux/kernel.h>
#include <linux/mm.h>

#include <ntifs.h>
#include "compat.h"
#include "io_dev.h"

#define HEADER	offsetof(FILE_FULL_EA_INFORMATION, EaName)

/* The bytes of an entry that lies at @at; 0: it doesn't. */
static u32 entry_size(const u8 *list, u32 length, u32 at)
{
	const FILE_FULL_EA_INFORMATION *entry = (const void *)(list + at);
	const char *name;
	u32 size;

	if (length - at < HEADER)
		return 0;
	/* A NUL that isn't counted stands between name and value. */
	size = HEADER + entry->EaNameLength + 1 + entry->EaValueLength;
	name = entry->EaName;
	return length - at < size || name[entry->EaNameLength] ? 0 : size;
}

/**
 * IoCheckEaBufferValidity() - is a list of extended attributes well-formed?
 * @EaBuffer: the list
 * @EaLength: bytes there
 * @ErrorOffset: returns where the bad entry is, in bytes; 0 if there is none
 *
 * Entries begin at multiples of 4 bytes; the last one, whose NextEntryOffset is 0, ends
 * within the list.
 * Reference page: "IoCheckEaBufferValidity function (ntifs.h)".
 *
 * Context: IRQL == PASSIVE_LEVEL
 * Return: STATUS_SUCCESS, STATUS_EA_LIST_INCONSISTENT
 */
NTSTATUS NTAPI IoCheckEaBufferValidity(PFILE_FULL_EA_INFORMATION EaBuffer, ULONG EaLength,
				       PULONG ErrorOffset)
{
	const u8 *list = (const u8 *)EaBuffer;
	u32 at = 0, size, next;

	for (;;) {
		*ErrorOffset = at;
		size = entry_size(list, EaLength, at);
		if (!size)
			return STATUS_EA_LIST_INCONSISTENT;
		next = ((const FILE_FULL_EA_INFORMATION *)(list + at))->NextEntryOffset;
		if (!next)
			break;
		if (next != ALIGN(size, sizeof(ULONG)) || next > EaLength - at)
			return STATUS_EA_LIST_INCONSISTENT;
		at += next;
	}
	*ErrorOffset = 0;
	return STATUS_SUCCESS;
}
WDM_EXPORT(IoCheckEaBufferValidity);
