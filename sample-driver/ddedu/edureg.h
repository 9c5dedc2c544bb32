/* SPDX-License-Identifier: GPL-2.0 */
/*++

Module: edureg.h

    Registers of the edu device, as offsets in its first BAR. Below 0x80 the
    device takes 32-bit accesses only.

--*/
#ifndef EDUREG_H
#define EDUREG_H

#define EDU_REG_ID              0x00
#define EDU_REG_LIVENESS        0x04
#define EDU_REG_FACTORIAL       0x08
#define EDU_REG_STATUS          0x20
#define EDU_REG_IRQ_STATUS      0x24
#define EDU_REG_IRQ_RAISE       0x60
#define EDU_REG_IRQ_ACK         0x64
#define EDU_REG_DMA_SOURCE      0x80
#define EDU_REG_DMA_DESTINATION 0x88
#define EDU_REG_DMA_COUNT       0x90
#define EDU_REG_DMA_COMMAND     0x98
#define EDU_REGISTERS_LENGTH    0xA0

#define EDU_ID_MASK             0x0000FFFF
#define EDU_ID                  0x000000ED

#define EDU_STATUS_COMPUTING    0x01
#define EDU_STATUS_IRQ          0x80

#define EDU_IRQ_FACTORIAL       0x00000001
#define EDU_IRQ_DMA             0x00000100
#define EDU_IRQ_GONE            0xFFFFFFFF

#define EDU_DMA_START           0x1
#define EDU_DMA_TO_MEMORY       0x2
#define EDU_DMA_IRQ             0x4

//
// The device's own memory as its DMA engine addresses it.
//
// QEMU before 8.2 ends, with the whole machine, when a transfer reaches outside
// of this memory, and takes the end of a transfer for a byte of it: one that
// includes the last byte counts as outside. So that byte can't be reached at
// all. The driver keeps it itself, so that programs find 4096 bytes.
//
#define EDU_MEMORY_BASE         0x40000
#define EDU_MEMORY_LENGTH       4096
#define EDU_DMA_LENGTH          (EDU_MEMORY_LENGTH - 1)

// More than one transfer for a long request, as with any engine that has a limit.
#define EDU_TRANSFER_MAXIMUM    2048

// Bits of an address that the DMA engine can put on the bus.
#define EDU_DMA_ADDRESS_WIDTH   28

#endif
