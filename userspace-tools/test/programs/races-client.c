// SPDX-License-Identifier: GPL-2.0
/*
 * races-client HAND-OVERS [MS]: runs the races of test/drivers/races, each with that many
 * hand-overs, or as many as fit into the time.
 */
#include "testing.h"

#include "../drivers/races/racesioctl.h"

#define STATUS_NO_MORE_ENTRIES	0x8000001AU

int main(int argc, char **argv)
{
	ULONG hand_overs = argc > 1 ? strtoul(argv[1], NULL, 0) : 1000000;
	ULONG ms = argc > 2 ? strtoul(argv[2], NULL, 0) : 0;
	int fd = open_node("/dev/wdm/Races");
	RACES_RESULT result;
	double start = now();

	for (ULONG race = 0;; race++) {
		RACES_ORDER order = { race, hand_overs, ms };
		uint32_t status;

		memset(&result, 0, sizeof(result));
		status = control(fd, IOCTL_RACES_RUN, &order, sizeof(order), &result,
				 sizeof(result), NULL);
		if (status == STATUS_NO_MORE_ENTRIES) {
			test(race > 0, "there are races");
			break;
		}
		if (test(status == STATUS_SUCCESS && !result.Failures && !result.Unfinished,
			 "%s: %u hand-overs, none lost", result.Name, result.HandOvers)) {
			printf("# %u ms, %u ns each\n", result.Milliseconds,
			       (unsigned int)(result.Milliseconds * 1e6 / result.HandOvers));
			continue;
		}
		printf("# 0x%08x, %u checks failed%s\n%s\n", status, result.Failures,
		       result.Unfinished ? ", a side waits for ever" : "", result.Report);
		/* What its sides still use can't be used by others. */
		if (result.Unfinished || status == NO_REQUEST)
			break;
	}
	printf("# %.1f s in all\n", now() - start);
	close(fd);
	return exit_status();
}
