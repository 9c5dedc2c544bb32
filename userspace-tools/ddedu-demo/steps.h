/* SPDX-License-Identifier: GPL-2.0 */
/* The steps of the demonstration. Each returns when what it shows has happened. */
#ifndef DEMO_STEPS_H
#define DEMO_STEPS_H

#include <stdbool.h>
#include <stdio.h>

extern int failures;

/* Prints a line with the verdict; counts it if it is bad. */
#define expect(condition, ...)						\
	do {								\
		bool good__ = (condition);				\
									\
		printf("  %-4s ", good__ ? "ok" : "FAIL");		\
		printf(__VA_ARGS__);					\
		putchar('\n');						\
		if (!good__)						\
			failures++;					\
	} while (0)

int open_device(void);

void show_registers(int fd);
void show_transfers(int fd);
void show_interrupts(int fd);
void show_cancel(void);
void show_timeout(int fd);
void show_bad_input(int fd);
void show_timer(int fd);
void show_power(void);
void reload_driver(void);
void show_routines(int fd);

#endif
