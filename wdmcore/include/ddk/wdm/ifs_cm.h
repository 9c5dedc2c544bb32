/* SPDX-License-Identifier: GPL-2.0 */
/* What ntifs.h has of the registry. */
#ifndef _WDM_IFS_CM_H
#define _WDM_IFS_CM_H

#include <wdm/cm.h>
#include <wdm/io.h>

#define REG_NOTIFY_CHANGE_NAME		0x00000001L
#define REG_NOTIFY_CHANGE_ATTRIBUTES	0x00000002L
#define REG_NOTIFY_CHANGE_LAST_SET	0x00000004L
#define REG_NOTIFY_CHANGE_SECURITY	0x00000008L

NTSYSAPI NTSTATUS NTAPI ZwNotifyChangeKey(HANDLE KeyHandle, HANDLE Event,
					  PIO_APC_ROUTINE ApcRoutine, PVOID ApcContext,
					  PIO_STATUS_BLOCK IoStatusBlock,
					  ULONG CompletionFilter, BOOLEAN WatchTree,
					  PVOID Buffer, ULONG BufferSize,
					  BOOLEAN Asynchronous);

#endif
