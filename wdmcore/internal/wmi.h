/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Wmi: drivers that provide data blocks, and asking them.
 *
 * A provider is a device object whose driver called IoWMIRegistrationControl. It
 * is asked for the blocks that it has (IRP_MN_REGINFO_EX, or IRP_MN_REGINFO where
 * that isn't known), and later for their data.
 */
#ifndef _WDM_INTERNAL_WMI_H
#define _WDM_INTERNAL_WMI_H

#include <linux/types.h>

#include <ntddk.h>
#include <wmistr.h>

int wdm_wmi_init(void);
void wdm_wmi_exit(void);

/*
 * Asks each provider of the block @guid for all its data. What they answer,
 * WNODE_ALL_DATA structures aligned to 8 bytes one behind the other, is put into
 * *@data, to be kvfree()d, *@length bytes. STATUS_WMI_GUID_NOT_FOUND if nobody
 * has the block. PASSIVE_LEVEL.
 */
NTSTATUS wdm_wmi_query_all(const GUID *guid, void **data, u32 *length);

struct wdm_ctl_wmi;

/*
 * For WDM_CTL_NEXT_WMI: replaces *@record, whose @id is read, by the next block.
 * 0, or -ENOENT. PASSIVE_LEVEL
 */
int wdm_wmi_next_block(struct wdm_ctl_wmi *record);

/* Waits until the events written so far have been delivered. PASSIVE_LEVEL */
void wdm_wmi_flush_events(void);

#endif /* _WDM_INTERNAL_WMI_H */
