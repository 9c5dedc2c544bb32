/* SPDX-License-Identifier: GPL-2.0 */
/* Zw: handles. Registry keys are in wdm/cm.h. */
#ifndef _WDM_ZW_H
#define _WDM_ZW_H

#include <wdm/base.h>

NTSYSAPI NTSTATUS NTAPI ZwClose(HANDLE Handle);
#define NtCurrentProcess() ((HANDLE)(LONG_PTR)-1)
#define ZwCurrentProcess() NtCurrentProcess()
#define NtCurrentThread() ((HANDLE)(LONG_PTR)-2)
#define ZwCurrentThread() NtCurrentThread()

#endif
