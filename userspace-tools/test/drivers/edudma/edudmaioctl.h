/* SPDX-License-Identifier: GPL-2.0 */
/* What edudma-client asks of the driver edudma. */
#ifndef EDUDMAIOCTL_H
#define EDUDMAIOCTL_H

// Half of the output buffer goes to the device, and comes back into the other half. In:
// EDUDMA_COPY; METHOD_OUT_DIRECT.
#define IOCTL_EDUDMA_COPY   CTL_CODE(FILE_DEVICE_UNKNOWN, 0x900, METHOD_OUT_DIRECT, FILE_ANY_ACCESS)

// The highest physical address of the output buffer: a ULONGLONG, written to its start.
#define IOCTL_EDUDMA_WHERE  CTL_CODE(FILE_DEVICE_UNKNOWN, 0x901, METHOD_OUT_DIRECT, FILE_ANY_ACCESS)

// What the IOMMU does, EDUDMA_IOMMU to the output buffer: METHOD_OUT_DIRECT.
#define IOCTL_EDUDMA_IOMMU  CTL_CODE(FILE_DEVICE_UNKNOWN, 0x902, METHOD_OUT_DIRECT, FILE_ANY_ACCESS)

#define EDUDMA_MAP_EX       0   // AllocateAdapterChannelEx, MapTransferEx
#define EDUDMA_LIST_EX      1   // GetScatterGatherListEx
#define EDUDMA_BUILD_EX     2   // BuildScatterGatherListEx
#define EDUDMA_MAP          3   // AllocateAdapterChannel, MapTransfer
#define EDUDMA_LIST         4   // GetScatterGatherList
#define EDUDMA_COMMON       5   // AllocateCommonBufferEx, and a copy
#define EDUDMA_WAYS         6

typedef struct _EDUDMA_COPY {
    ULONG Way;
    ULONG AddressWidth;         // of the device, in bits
    ULONG ScatterGather;
    ULONG Reserved;
} EDUDMA_COPY;

// An NTSTATUS each, and whether the data was as it should be.
typedef struct _EDUDMA_IOMMU {
    ULONG Interface;
    ULONG CreateWithOwnTables;
    ULONG Create;
    ULONG MapNoPermission;
    ULONG MapUnaligned;
    ULONG Map;
    ULONG MapAgain;
    ULONG AttachStream;
    ULONG Attach;
    ULONG AttachAgain;
    ULONG DeleteUsed;
    ULONG Flush;
    ULONG ThereAndBack;         // BOOLEAN: what the domain shows is reached
    ULONG ReadOnlyIsKept;       // BOOLEAN: a page mapped for reading isn't written
    ULONG Unmap;
    ULONG UnmapAgain;
    ULONG UnmappedIsKept;       // BOOLEAN: nor is one that isn't mapped any more
    ULONG MapIdentity;
    ULONG IdentityThereAndBack; // BOOLEAN
    ULONG UnmapIdentity;
    ULONG UnmapIdentityAgain;
    ULONG Detach;
    ULONG DetachAgain;
    ULONG Delete;
} EDUDMA_IOMMU, *PEDUDMA_IOMMU;

#endif
