// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_hal_register: READ_REGISTER_Xxx, WRITE_REGISTER_Xxx, READ_PORT_Xxx,
 * WRITE_PORT_Xxx and their buffers, of the header wdm/hal.h.
 *
 * Registers are a page that is mapped uncached, as a device's. The port is the scratch
 * register of a serial port, whose only use is to give back what was written; a machine
 * without one skips the cases.
 */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/pci_regs.h>
#include <linux/string.h>

#include <ntddk.h>

#define SCRATCH		7	/* the last port of a serial port */

static volatile u8 *map_registers(struct kunit *test)
{
	/* Memory that Linux doesn't keep mapped otherwise: no attribute conflicts. */
	volatile u8 *page = MmAllocateNonCachedMemory(PAGE_SIZE);

	KUNIT_ASSERT_NOT_NULL(test, (void *)page);
	memset((void *)page, 0x5a, PAGE_SIZE);
	return page;
}

static void unmap_registers(volatile u8 *page)
{
	MmFreeNonCachedMemory((void *)page, PAGE_SIZE);
}

/* One access of just the width: what is beside it stays. */
#define CHECK_WIDTH(Read, Write, Type, value)						\
	do {										\
		volatile Type *reg = (volatile Type *)(page + 64);			\
											\
		memset((void *)page, 0x5a, PAGE_SIZE);					\
		Write(reg, (Type)(value));						\
		KUNIT_EXPECT_EQ(test, *reg, (Type)(value));				\
		KUNIT_EXPECT_EQ(test, page[63], 0x5a);					\
		KUNIT_EXPECT_EQ(test, page[64 + sizeof(Type)], 0x5a);			\
		*reg = (Type)~(value);							\
		KUNIT_EXPECT_EQ(test, Read(reg), (Type)~(value));			\
	} while (0)

static void registers_by_width(struct kunit *test)
{
	volatile u8 *page = map_registers(test);
	USHORT high;
	UCHAR second;
	KIRQL old;

	CHECK_WIDTH(READ_REGISTER_UCHAR, WRITE_REGISTER_UCHAR, UCHAR, 0x81);
	CHECK_WIDTH(READ_REGISTER_USHORT, WRITE_REGISTER_USHORT, USHORT, 0x8182);
	CHECK_WIDTH(READ_REGISTER_ULONG, WRITE_REGISTER_ULONG, ULONG, 0x81828384);
	CHECK_WIDTH(READ_REGISTER_ULONG64, WRITE_REGISTER_ULONG64, ULONG64, 0x8182838485868788ULL);
	/* Little-endian, and at any IRQL. */
	KeRaiseIrql(DISPATCH_LEVEL, &old);
	WRITE_REGISTER_ULONG((volatile ULONG *)page, 0x04030201);
	second = READ_REGISTER_UCHAR(page + 1);
	high = READ_REGISTER_USHORT((volatile USHORT *)(page + 2));
	KeLowerIrql(old);
	KUNIT_EXPECT_EQ(test, second, 2);
	KUNIT_EXPECT_EQ(test, high, 0x0403);
	unmap_registers(page);
}

/*
 * The registers of a buffer follow one another: the page speaks of a mapped range. Not
 * one more than asked for is touched, in memory or in the buffer.
 */
#define CHECK_BUFFER(Read, Write, Type)							\
	do {										\
		volatile Type *reg = (volatile Type *)(page + 128);			\
		Type in[6], out[6];							\
											\
		memset((void *)page, 0x5a, PAGE_SIZE);					\
		for (i = 0; i < 6; i++)							\
			in[i] = (Type)(0x8182838485868788ULL + 3 * i);			\
		Write(reg, in, 5);							\
		for (i = 0; i < 5; i++)							\
			KUNIT_EXPECT_EQ(test, reg[i], in[i]);				\
		KUNIT_EXPECT_EQ(test, ((volatile u8 *)reg)[5 * sizeof(Type)], 0x5a);	\
		KUNIT_EXPECT_EQ(test, ((volatile u8 *)reg)[-1], 0x5a);			\
		memset(out, 0xa5, sizeof(out));						\
		Read(reg, out, 5);							\
		KUNIT_EXPECT_EQ(test, 0, memcmp(in, out, 5 * sizeof(Type)));		\
		KUNIT_EXPECT_EQ(test, ((u8 *)&out[5])[0], 0xa5);			\
		Write(reg, out + 1, 0);							\
		KUNIT_EXPECT_EQ(test, reg[0], in[0]);					\
	} while (0)

static void register_buffers(struct kunit *test)
{
	volatile u8 *page = map_registers(test);
	int i;

	CHECK_BUFFER(READ_REGISTER_BUFFER_UCHAR, WRITE_REGISTER_BUFFER_UCHAR, UCHAR);
	CHECK_BUFFER(READ_REGISTER_BUFFER_USHORT, WRITE_REGISTER_BUFFER_USHORT, USHORT);
	CHECK_BUFFER(READ_REGISTER_BUFFER_ULONG, WRITE_REGISTER_BUFFER_ULONG, ULONG);
	CHECK_BUFFER(READ_REGISTER_BUFFER_ULONG64, WRITE_REGISTER_BUFFER_ULONG64, ULONG64);
	unmap_registers(page);
}

/* A store to one register is done before a read of another, as with a device. */
static void accesses_keep_their_order(struct kunit *test)
{
	volatile u8 *page = map_registers(test);
	volatile ULONG *command = (volatile ULONG *)page;
	volatile ULONG *status = (volatile ULONG *)page;
	ULONG i;

	for (i = 0; i < 1000; i++) {
		WRITE_REGISTER_ULONG(command, i);
		WRITE_REGISTER_ULONG(command, ~i);
		if (READ_REGISTER_ULONG(status) != ~i)
			break;
	}
	KUNIT_EXPECT_EQ(test, i, 1000U);
	/* Kept as they are, neither merged nor dropped: the value is not the compiler's. */
	*command = 5;
	KUNIT_EXPECT_EQ(test, READ_REGISTER_ULONG(command) + READ_REGISTER_ULONG(command), 10U);
	unmap_registers(page);
}

/* The scratch register of a serial port that isn't the console; NULL: there is none. */
static PUCHAR scratch_port(void)
{
	static const u16 bases[] = { 0x3e8, 0x2e8, 0x2f8, 0x3f8 };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(bases); i++) {
		PUCHAR port = (PUCHAR)(ULONG_PTR)(bases[i] + SCRATCH);
		UCHAR before = READ_PORT_UCHAR(port);

		WRITE_PORT_UCHAR(port, 0x5a);
		if (READ_PORT_UCHAR(port) == 0x5a) {
			WRITE_PORT_UCHAR(port, 0xa5);
			if (READ_PORT_UCHAR(port) == 0xa5)
				return port;
		}
		WRITE_PORT_UCHAR(port, before);
	}
	return NULL;
}

static void port_by_bytes(struct kunit *test)
{
	PUCHAR port = scratch_port();
	UCHAR in[4] = { 1, 2, 3, 0x84 }, out[6];
	int i;

	if (!port) {
		kunit_skip(test, "the machine has no serial port");
		return;
	}
	for (i = 0; i < 256; i += 17) {
		WRITE_PORT_UCHAR(port, i);
		KUNIT_EXPECT_EQ(test, READ_PORT_UCHAR(port), i);
	}
	/* All of a buffer goes to one port: the last byte is what stays there. */
	WRITE_PORT_BUFFER_UCHAR(port, in, sizeof(in));
	KUNIT_EXPECT_EQ(test, READ_PORT_UCHAR(port), 0x84);
	memset(out, 0, sizeof(out));
	READ_PORT_BUFFER_UCHAR(port, out, 5);
	for (i = 0; i < 5; i++)
		KUNIT_EXPECT_EQ(test, out[i], 0x84);
	KUNIT_EXPECT_EQ(test, out[5], 0);
	WRITE_PORT_BUFFER_UCHAR(port, in, 0);
	KUNIT_EXPECT_EQ(test, READ_PORT_UCHAR(port), 0x84);
}

/*
 * Wider accesses: PCI's address port 0xCF8 takes and gives 32 bits at a time, and no
 * others; its data port can be read by 16. The bus is the kernel's, so what was there is
 * put back, and nothing else runs on this CPU meanwhile.
 */
#define CONFIG_ADDRESS	((PULONG)(ULONG_PTR)0xcf8)
#define CONFIG_DATA	0xcfc
#define HOST_BRIDGE	0x80000000U

static void wider_ports(struct kunit *test)
{
	ULONG before, address, id, in[2] = { 0x80000044, HOST_BRIDGE }, out[3] = {};
	USHORT vendor, device, words[3] = {};
	unsigned long flags;

	local_irq_save(flags);
	before = READ_PORT_ULONG(CONFIG_ADDRESS);
	WRITE_PORT_ULONG(CONFIG_ADDRESS, HOST_BRIDGE);
	address = READ_PORT_ULONG(CONFIG_ADDRESS);
	id = READ_PORT_ULONG((PULONG)(ULONG_PTR)CONFIG_DATA);
	vendor = READ_PORT_USHORT((PUSHORT)(ULONG_PTR)CONFIG_DATA);
	device = READ_PORT_USHORT((PUSHORT)(ULONG_PTR)(CONFIG_DATA + 2));
	/* The last of a buffer is what the port keeps. */
	WRITE_PORT_BUFFER_ULONG(CONFIG_ADDRESS, in, 2);
	READ_PORT_BUFFER_ULONG(CONFIG_ADDRESS, out, 2);
	READ_PORT_BUFFER_USHORT((PUSHORT)(ULONG_PTR)CONFIG_DATA, words, 2);
	WRITE_PORT_ULONG(CONFIG_ADDRESS, before);
	local_irq_restore(flags);

	if (address != HOST_BRIDGE) {
		kunit_skip(test, "the machine's PCI has no address port");
		return;
	}
	KUNIT_EXPECT_EQ(test, id & 0xffff, vendor);
	KUNIT_EXPECT_EQ(test, id >> 16, device);
	KUNIT_EXPECT_NE(test, vendor, 0xffff);
	KUNIT_EXPECT_EQ(test, out[0], HOST_BRIDGE);
	KUNIT_EXPECT_EQ(test, out[1], HOST_BRIDGE);
	KUNIT_EXPECT_EQ(test, out[2], 0U);
	KUNIT_EXPECT_EQ(test, words[0], vendor);
	KUNIT_EXPECT_EQ(test, words[1], vendor);
	KUNIT_EXPECT_EQ(test, words[2], 0);
}

/*
 * Writes of 16 bits: the interrupt line of the host bridge, which nobody looks at, with
 * the pin behind it, which can't be written.
 */
static void writes_of_words(struct kunit *test)
{
	PUSHORT data = (PUSHORT)(ULONG_PTR)CONFIG_DATA;
	ULONG before, address;
	USHORT was, one, last, in[3];
	unsigned long flags;

	local_irq_save(flags);
	before = READ_PORT_ULONG(CONFIG_ADDRESS);
	WRITE_PORT_ULONG(CONFIG_ADDRESS, HOST_BRIDGE | PCI_INTERRUPT_LINE);
	address = READ_PORT_ULONG(CONFIG_ADDRESS);
	was = READ_PORT_USHORT(data);
	WRITE_PORT_USHORT(data, was ^ 0x0f);
	one = READ_PORT_USHORT(data);
	in[0] = was ^ 0x01;
	in[1] = was ^ 0x05;
	in[2] = was ^ 0x09;
	WRITE_PORT_BUFFER_USHORT(data, in, 2);
	last = READ_PORT_USHORT(data);
	WRITE_PORT_USHORT(data, was);
	WRITE_PORT_ULONG(CONFIG_ADDRESS, before);
	local_irq_restore(flags);

	if (address != (HOST_BRIDGE | PCI_INTERRUPT_LINE)) {
		kunit_skip(test, "the machine's PCI has no address port");
		return;
	}
	KUNIT_EXPECT_EQ(test, one, was ^ 0x0f);
	KUNIT_EXPECT_EQ(test, last, was ^ 0x05);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(registers_by_width),
	KUNIT_CASE(register_buffers),
	KUNIT_CASE(accesses_keep_their_order),
	KUNIT_CASE(port_by_bytes),
	KUNIT_CASE(wider_ports),
	KUNIT_CASE(writes_of_words),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_hal_register",
	.test_cases = cases,
};
kunit_test_suite(suite);
