// SPDX-License-Identifier: GPL-2.0
/*
 * edu-statistics line|messages NODE...: looks at what ddedu counted. "line": its
 * interrupts came by a line that is shared; "messages": as messages.
 */
#include "testing.h"

int main(int argc, char **argv)
{
	bool messages = argc > 1 && !strcmp(argv[1], "messages");

	for (int i = 2; i < argc; i++) {
		DDEDU_STATISTICS statistics = {};
		uint64_t information = 0;
		uint32_t status, isr, other;
		int fd = open_node(argv[i]);

		status = control(fd, IOCTL_DDEDU_GET_STATISTICS, NULL, 0, &statistics,
				 sizeof(statistics), &information);
		isr = statistics.Routines[DdRtnInterruptService].Count;
		other = statistics.Routines[DdRtnInterruptMessageService].Count;
		test(status == STATUS_SUCCESS && information == sizeof(statistics),
		     "%s: statistics (0x%08x)", argv[i], status);
		if (messages) {
			test(statistics.MessageSignaled == 1 && other && !isr,
			     "%s: interrupts came as messages (%u, %u by line)", argv[i], other, isr);
		} else {
			test(!statistics.MessageSignaled && isr && !other,
			     "%s: interrupts came by the line (%u, %u as messages)", argv[i], isr, other);
			test(statistics.Interrupts && statistics.ForeignInterrupts,
			     "%s: %u were its own, %u another device's", argv[i],
			     statistics.Interrupts, statistics.ForeignInterrupts);
		}
		close(fd);
	}
	return exit_status();
}
