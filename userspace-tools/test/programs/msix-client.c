// SPDX-License-Identifier: GPL-2.0
/*
 * msix-client messages|line: drives the driver msix, whose device has five messages, or
 * its line.
 */
#include "testing.h"
#include "../drivers/msix/msixioctl.h"

#define STATUS_NOT_FOUND	0xC0000225U

#define CONNECT_FULLY_SPECIFIED		1
#define CONNECT_LINE_BASED		2
#define CONNECT_MESSAGE_BASED		3
#define CONNECT_FULLY_SPECIFIED_GROUP	4
#define CONNECT_MESSAGE_BASED_PASSIVE	5

static int device;

static MSIX_CONNECTION connect_by(uint32_t mode)
{
	MSIX_CONNECTION c = {};
	uint64_t information = 0;
	uint32_t status = control(device, IOCTL_MSIX_CONNECT, &mode, sizeof(mode), &c, sizeof(c),
				  &information);

	if (status != STATUS_SUCCESS || information != sizeof(c))
		c.Status = status ? status : STATUS_UNSUCCESSFUL;
	return c;
}

static MSIX_COUNTS raise_causes(uint32_t mask)
{
	MSIX_COUNTS c = {};
	uint64_t information = 0;

	if (control(device, IOCTL_MSIX_RAISE, &mask, sizeof(mask), &c, sizeof(c),
		    &information) != STATUS_SUCCESS || information != sizeof(c))
		c.Wrong = 0xffff;
	return c;
}

/*
 * Each alone, then all together: as many come, each under its number. More may: while one
 * ISR hasn't yet taken its cause back, the device sends that message again with the next.
 */
static void all_arrive(const char *how, MSIX_COUNTS *last)
{
	uint32_t i, n;
	bool good = true;

	for (i = 0; i < MSIX_MESSAGES; i++) {
		*last = raise_causes(1U << i);
		for (n = 0; n < MSIX_MESSAGES; n++)
			good &= n <= i ? last->Count[n] >= 1 : !last->Count[n];
	}
	test(good && !last->Wrong, "%s: each of the five arrives as what it is (%u %u %u %u %u)",
	     how, last->Count[0], last->Count[1], last->Count[2], last->Count[3], last->Count[4]);
	for (i = 0; i < 20; i++)
		*last = raise_causes(0x1f);
	for (n = 0, good = true; n < MSIX_MESSAGES; n++)
		good &= last->Count[n] >= 21;
	test(good && !last->Wrong, "%s: twenty times all five (%u %u %u %u %u)", how,
	     last->Count[0], last->Count[1], last->Count[2], last->Count[3], last->Count[4]);
}

static bool is_device_level(uint32_t mask)
{
	return mask && !(mask & 7);
}

static void messages(void)
{
	MSIX_CONNECTION c = connect_by(MSIX_BY_MESSAGE);
	uint32_t i, n, cpus = sysconf(_SC_NPROCESSORS_ONLN);
	MSIX_COUNTS counts;
	bool good = true;

	test(c.Status == STATUS_SUCCESS && c.Version == CONNECT_MESSAGE_BASED,
	     "connected by message (0x%08x, version %u)", c.Status, c.Version);
	test(c.MessageCount == MSIX_MESSAGES, "all %u messages of the device", c.MessageCount);
	for (i = 0; i < MSIX_MESSAGES; i++) {
		good &= c.Latched[i] && c.Irql[i] > 2 && c.Irql[i] <= c.UnifiedIrql;
		for (n = 0; n < i; n++)
			good &= c.Vector[n] != c.Vector[i];
	}
	test(good, "the table of messages: vectors, levels, mode");
	for (i = 0, good = true; i < MSIX_MESSAGES; i++)
		good &= c.TargetProcessorSet[i] == 1ULL << i % cpus &&
			c.Affinity[i] == c.TargetProcessorSet[i];
	test(good, "message 0 and 1 are for processors 0x%llx and 0x%llx",
	     (unsigned long long)c.TargetProcessorSet[0],
	     (unsigned long long)c.TargetProcessorSet[1]);
	all_arrive("by message", &counts);
	test(is_device_level(counts.IrqlMask) && counts.SynchronizeIrqlMask == counts.IrqlMask,
	     "the ISR and the synchronized routine at the same device level (0x%x, 0x%x)",
	     counts.IrqlMask, counts.SynchronizeIrqlMask);
	for (i = 0, good = true; i < MSIX_MESSAGES; i++)
		good &= counts.Processors[i] == c.TargetProcessorSet[i];
	test(good, "each came to its processor (0x%llx, 0x%llx)",
	     (unsigned long long)counts.Processors[0], (unsigned long long)counts.Processors[1]);

	c = connect_by(MSIX_BY_VECTOR);
	test(c.Status == STATUS_SUCCESS && c.MessageCount == MSIX_MESSAGES &&
	     c.Version == CONNECT_FULLY_SPECIFIED, "connected by vector (0x%08x)", c.Status);
	all_arrive("by vector", &counts);

	c = connect_by(MSIX_BY_VECTOR_GROUP);
	test(c.Status == STATUS_SUCCESS && c.Version == CONNECT_FULLY_SPECIFIED_GROUP,
	     "connected by vector with a group (0x%08x)", c.Status);
	for (i = 0, good = true; i < MSIX_MESSAGES; i++)
		good &= c.Affinity[i] == 1ULL << i % 2;
	test(good, "each for the processor that was asked for");
	all_arrive("by vector with a group", &counts);

	c = connect_by(MSIX_PASSIVE_BY_MESSAGE);
	test(c.Status == STATUS_SUCCESS && c.Version == CONNECT_MESSAGE_BASED_PASSIVE &&
	     !c.UnifiedIrql, "connected by message at passive level (0x%08x)", c.Status);
	all_arrive("passive by message", &counts);
	test(counts.IrqlMask == 1 && counts.SynchronizeIrqlMask == 1,
	     "the ISR and the synchronized routine at passive level (0x%x, 0x%x)",
	     counts.IrqlMask, counts.SynchronizeIrqlMask);

	c = connect_by(MSIX_PASSIVE_BY_VECTOR);
	test(c.Status == STATUS_SUCCESS, "connected by vector at passive level (0x%08x)", c.Status);
	all_arrive("passive by vector", &counts);
	test(counts.IrqlMask == 1, "the ISR at passive level (0x%x)", counts.IrqlMask);

	c = connect_by(MSIX_BY_LINE);
	test(c.Status == STATUS_NOT_FOUND, "five messages are no line (0x%08x)", c.Status);
}

static void line(void)
{
	static const struct {
		uint32_t mode, version;
		const char *name;
		bool passive;
	} way[] = {
		{ MSIX_BY_MESSAGE, CONNECT_LINE_BASED, "by message, falling back", false },
		{ MSIX_BY_LINE, CONNECT_LINE_BASED, "by line", false },
		{ MSIX_BY_VECTOR, CONNECT_FULLY_SPECIFIED, "by vector", false },
		{ MSIX_PASSIVE_BY_VECTOR, CONNECT_FULLY_SPECIFIED, "passive by vector", true },
		{ MSIX_PASSIVE_BY_MESSAGE, CONNECT_LINE_BASED,
		  "passive by message, falling back", true },
	};
	MSIX_CONNECTION c = connect_by(MSIX_BY_LINE);
	MSIX_COUNTS counts;

	test(c.Legacy & MSIX_LEGACY_VECTOR, "HalGetInterruptVector finds the line");
	test(c.Legacy & MSIX_LEGACY_ADAPTER, "HalGetAdapter makes an adapter for who is started");
	test(c.Legacy & MSIX_LEGACY_SLOT, "HalAssignSlotResources gives the raw resources");
	test(c.Legacy & MSIX_LEGACY_REFUSED, "nothing is there for others");
	for (unsigned int i = 0; i < sizeof(way) / sizeof(way[0]); i++) {
		c = connect_by(way[i].mode);
		test(c.Status == STATUS_SUCCESS && c.Version == way[i].version &&
		     c.MessageCount == 1, "%s: connected (0x%08x, version %u)", way[i].name,
		     c.Status, c.Version);
		all_arrive(way[i].name, &counts);
		test(way[i].passive ? counts.IrqlMask == 1 : is_device_level(counts.IrqlMask),
		     "%s: the ISR's level (0x%x)", way[i].name, counts.IrqlMask);
	}
}

int main(int argc, char **argv)
{
	device = open_node("/dev/wdm/Msix");
	if (argc > 1 && !strcmp(argv[1], "messages"))
		messages();
	else
		line();
	/* What is connected goes with the device. */
	connect_by(MSIX_BY_MESSAGE);
	close(device);
	return exit_status();
}
