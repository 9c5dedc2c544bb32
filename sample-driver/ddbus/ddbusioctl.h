/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: ddbusioctl.h

    What programs see of ddbus, a bus without hardware: children are plugged in,
    pulled and ejected by control code. And what ddbus and the function drivers
    of its children agree on.

--*/
#ifndef DDBUSIOCTL_H
#define DDBUSIOCTL_H

//
// Interfaces of the bus and of its children, and the type of the bus
//
#ifdef DEFINE_GUID
DEFINE_GUID(GUID_DEVINTERFACE_DDBUS,
    0x6f4d2c10, 0x7a1b, 0x4e0e, 0x9b, 0x3f, 0x0d, 0x51, 0x8a, 0x64, 0xc2, 0x01);
DEFINE_GUID(GUID_DEVINTERFACE_DDBUS_CHILD,
    0x6f4d2c11, 0x7a1b, 0x4e0e, 0x9b, 0x3f, 0x0d, 0x51, 0x8a, 0x64, 0xc2, 0x01);
DEFINE_GUID(GUID_BUS_TYPE_DDBUS,
    0x6f4d2c12, 0x7a1b, 0x4e0e, 0x9b, 0x3f, 0x0d, 0x51, 0x8a, 0x64, 0xc2, 0x01);
#endif

#define DDBUS_CTL(Function, Access) \
    CTL_CODE(FILE_DEVICE_BUS_EXTENDER, 0x800 + (Function), METHOD_BUFFERED, (Access))

// In: DDBUS_PLUG_IN. A child appears; no other has that serial number.
#define IOCTL_DDBUS_PLUG_IN           DDBUS_CTL(0, FILE_WRITE_ACCESS)

// In: ULONG, a serial number. The child is gone, whatever it was doing.
#define IOCTL_DDBUS_UNPLUG            DDBUS_CTL(1, FILE_WRITE_ACCESS)

// In: ULONG, a serial number. Somebody has pressed its eject button.
#define IOCTL_DDBUS_EJECT             DDBUS_CTL(2, FILE_WRITE_ACCESS)

// Out: DDBUS_STATISTICS.
#define IOCTL_DDBUS_GET_STATISTICS    DDBUS_CTL(3, FILE_READ_ACCESS)

// Of a child. Out: ULONG, its serial number.
#define IOCTL_DDBUS_CHILD_SERIAL      DDBUS_CTL(16, FILE_ANY_ACCESS)

// The same as IRP_MJ_INTERNAL_DEVICE_CONTROL to the PDO
#define IOCTL_INTERNAL_DDBUS_SERIAL   DDBUS_CTL(32, FILE_ANY_ACCESS)

// Bytes that a child stores; reads and writes address them by the file offset.
#define DDBUS_CHILD_MEMORY 4096

#define DDBUS_MAXIMUM_LATENCY 1000000

typedef struct _DDBUS_PLUG_IN {
    ULONG Serial;
    ULONG Latency;              // of a read or write, in microseconds
} DDBUS_PLUG_IN, *PDDBUS_PLUG_IN;

typedef struct _DDBUS_STATISTICS {
    ULONG Children;             // plugged in
    // PnP requests to the children
    ULONG Started;
    ULONG RemovalQueried;
    ULONG SurpriseRemoved;
    ULONG Removed;
    ULONG Ejected;
    // PnP requests to the bus
    ULONG StopQueried;
    ULONG Stopped;
    ULONG Reserved;
    // Reads and writes of the children
    ULONG Transfers;            // that were done
    ULONG Aborted;              // as the child was pulled
    ULONG Cancelled;
} DDBUS_STATISTICS, *PDDBUS_STATISTICS;

#endif
