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
 * @inf: --inf as it was written, or NULL
 * @name: --name as it was written, or NULL
 */
struct options {
	bool json;
	const char *in;
	uint32_t out;
	int64_t offset;
	bool has_offset;
	const char *inf;
	const char *name;
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
int command_load(char **argv, const struct options *options);
int command_unload(char **argv, const struct options *options);
int command_device_list(char **argv, const struct options *options);
int command_device_add(char **argv, const struct options *options);
int command_device_remove(char **argv, const struct options *options);
int command_device_restart(char **argv, const struct options *options);
int command_device_rebalance(char **argv, const struct options *options);
int command_device_eject(char **argv, const struct options *options);
int command_filter_list(char **argv, const struct options *options);
int command_filter_add(char **argv, const struct options *options);
int command_filter_remove(char **argv, const struct options *options);
int command_wmi_list(char **argv, const struct options *options);
int command_wmi_query(char **argv, const struct options *options);
int command_reg_list(char **argv, const struct options *options);
int command_reg_query(char **argv, const struct options *options);
int command_reg_set(char **argv, const struct options *options);
int command_reg_delete(char **argv, const struct options *options);
int command_reg_delete_key(char **argv, const struct options *options);
int command_reg_export(char **argv, const struct options *options);
int command_reg_import(char **argv, const struct options *options);

/*
 * All records of a list of /dev/wdmctl, each of @size bytes, to be freed. 0 or -errno.
 */
int fetch_records(int ctl, size_t size, int (*next)(int ctl, void *record), void **records,
		  size_t *count);
/* Prints why /dev/wdmctl is of no use; returns the exit status. */
int fail_ctl(int error);

/* data.c: data that goes in, and data that came out */
int read_input(const char *text, uint8_t **data, uint32_t *length);
/* The contents of a file, to be freed; returns the exit status. */
int read_file(const char *name, uint8_t **data, uint32_t *length);
char *hex_string(const uint8_t *data, size_t length);
void print_dump(const uint8_t *data, size_t length);

/* reg_text.c: keys and data of the registry as people write them */

/* "\Registry\Machine\..." of "HKLM\..." and the like, to be freed; NULL: it is none. */
char *reg_full_path(const char *text);
/* The other way, with the long name that .reg files use. */
char *reg_long_path(const char *path);
/* "REG_SZ"; NULL: a type without a name. */
const char *reg_type_name(uint32_t type);
bool reg_parse_type(const char *text, uint32_t *type);
/* UTF-16 (@bytes of it) as UTF-8 with a NUL, to be freed; NULL: it is no text. */
char *reg_to_utf8(const uint8_t *data, size_t bytes);
/* UTF-8 as UTF-16, without a NUL, appended to what is there; false: no memory. */
struct reg_data {
	uint8_t *bytes;
	size_t length;
};
bool reg_append(struct reg_data *data, const void *bytes, size_t length);
bool reg_append_utf16(struct reg_data *data, const char *text, size_t length);
/* The data of a value of @type from a text; strings of a REG_MULTI_SZ by line. */
bool reg_parse_data(uint32_t type, const char *text, struct reg_data *data);
/* One line of a .reg file. */
void reg_print_line(const char *name, uint32_t type, const uint8_t *data, uint32_t length);
/* Deletes a key and all below it; returns the exit status. */
int reg_delete_tree(int ctl, const char *path, bool must_exist);
/* reg_import.c: reads a .reg file and makes the changes; returns the exit status. */
int reg_import(int ctl, char *text, const char *file);

#endif /* WDMCTL_H */
