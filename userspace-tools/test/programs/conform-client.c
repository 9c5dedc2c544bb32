// SPDX-License-Identifier: GPL-2.0
/* Runs the groups of checks of test/drivers/conform. */
#include "testing.h"

#include "../drivers/conform/conform.h"

int main(void)
{
	static const char *const names[] = {
		"events and waits", "semaphores and mutexes", "timers", "DPCs", "work items",
		"system threads", "remove locks", "cancel-safe queues", "pool", "IRQL and spin locks",
		"reinitialization", "IoTimer",
	};
	int fd = open_node("/dev/wdm/Conform");

	for (uint32_t group = 0; group < sizeof(names) / sizeof(names[0]); group++) {
		char report[4096] = "";
		uint64_t information = 0;
		uint32_t status = control(fd, IOCTL_CONFORM_RUN, &group, sizeof(group), report,
					  sizeof(report), &information);

		if (!test(status == STATUS_SUCCESS && !information, "conformance: %s", names[group]))
			printf("# 0x%08x\n%s\n", status, report);
	}
	close(fd);
	return exit_status();
}
