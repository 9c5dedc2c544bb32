/* SPDX-License-Identifier: GPL-2.0 */
/* wdmctl: what its files share. */
#ifndef WDMCTL_H
#define WDMCTL_H

#include <stdbool.h>
#include <stdint.h>

#include "libwdm.h"

/* Exit status, as the manual page has it. */
enum {
	EXIT_OK		= 0,
	EXIT_FAIL	= 1,	/* the command ran and failed */
	EXIT_SYNTAX	= 2,	/* the command line makes no sense */
	EXIT_NO_DEVICE	= 3,	/* no such device, or wdmcore is not loaded */
	EXIT_STATUS	= 4,	/* the driver completed the request with an error */
};

/**
 * struct options - the options of all commands
 * @json: print one JSON document
 * @in: --in as it was written, or NULL
 * @out: --out, bytes
 * @offset: --offset, if @has_offset
 */
struct options {
	bool json;
	const char *in;
	uint32_t out;
	int64_t offset;
	bool has_offset;
};

/* What the user gave wrong: prints it and returns EXIT_SYNTAX. */
__attribute__((format(printf, 1, 2)))
int syntax_error(const char *format, ...);
/* "wdmctl: WHAT 'NAME': TEXT" for a negative errno; returns the exit status. */
int fail(const char *what, const char *name, int error);

bool parse_number(const char *text, uint64_t max, uint64_t *value);

/* Commands: their arguments, without the name of the command. */
int command_list(char **argv, const struct options *options);
int command_open(char **argv, const struct options *options);
int command_read(char **argv, const struct options *options);
int command_write(char **argv, const struct options *options);
int command_ioctl(char **argv, const struct options *options);
int command_device_list(char **argv, const struct options *options);
int command_device_add(char **argv, const struct options *options);
int command_device_remove(char **argv, const struct options *options);
int command_device_restart(char **argv, const struct options *options);
int command_device_eject(char **argv, const struct options *options);
int command_wmi_list(char **argv, const struct options *options);
int command_wmi_query(char **argv, const struct options *options);

/*
 * All records of a list of /dev/wdmctl, each of @size bytes, to be freed. 0 or -errno.
 */
int fetch_records(int ctl, size_t size, int (*next)(int ctl, void *record), void **records,
		  size_t *count);
/* Prints why /dev/wdmctl is of no use; returns the exit status. */
int fail_ctl(int error);

/* data.c: data that goes in, and data that came out */
int read_input(const char *text, uint8_t **data, uint32_t *length);
char *hex_string(const uint8_t *data, size_t length);
void print_dump(const uint8_t *data, size_t length);

#endif /* WDMCTL_H */
