// SPDX-License-Identifier: GPL-2.0
/*
 * ddedu-demo: drives each standard routine of the sample driver ddedu, and tells
 * what happened. Exit status 0: all of it was right.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "edu.h"
#include "steps.h"

#define NODE "/dev/wdm/DDEdu0"

int failures;

/* The node appears when the device has been started. */
int open_device(void)
{
	const struct timespec tenth = { 0, 100000000 };
	int fd = -1;

	for (int i = 0; i < 50 && fd < 0; i++) {
		fd = open(NODE, O_RDWR | O_CLOEXEC);
		if (fd < 0)
			nanosleep(&tenth, NULL);
	}
	if (fd < 0) {
		fprintf(stderr, "ddedu-demo: " NODE ": %s\n", strerror(errno));
		exit(1);
	}
	return fd;
}

int main(void)
{
	int fd;

	setvbuf(stdout, NULL, _IOLBF, 0);

	/* First, so that the counts below are those of one life of the driver. */
	reload_driver();
	fd = open_device();
	show_registers(fd);
	show_transfers(fd);
	show_interrupts(fd);
	show_cancel();
	show_timeout(fd);
	show_bad_input(fd);
	show_timer(fd);
	show_power();

	/* So that IRP_MJ_CLEANUP and IRP_MJ_CLOSE are among the counts. */
	close(fd);
	fd = open_device();
	show_routines(fd);
	close(fd);

	printf(failures ? "\n%d FAILED\n" : "\nall of it was right\n", failures);
	return failures ? 1 : 0;
}
