/* SPDX-License-Identifier: GPL-2.0 */
/*
 * libwdm, among its own files: reading an INF.
 *
 * The text becomes sections of lines of fields (inf_text.c); of these it is found out what
 * the INF says about one driver (inf_driver.c, with inf_decoration.c for the names of
 * sections and inf_addreg.c for registry values); and that is written as the block that
 * /dev/wdmctl takes (inf_block.c). All memory belongs to the INF and is freed with it. An
 * error in the text ends the reading at once: see inf_fail().
 */
#ifndef LIBWDM_INF_H
#define LIBWDM_INF_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "libwdm.h"

/* One entry: key = fields; the key is NULL where there is no "=". */
struct inf_line {
	int number;
	char *key;
	char **fields;
	size_t count;
};

/* Sections of the same name are one. */
struct inf_section {
	char *name;
	int number;
	struct inf_line *lines;
	size_t count;
};

struct inf_string {
	char *key;
	char *value;
};

/* One AddReg line, or what comes to the same. */
struct inf_value {
	uint32_t root;		/* WDM_CTL_INF_* */
	const char *subkey;
	const char *name;	/* NULL: only the key */
	uint32_t type;
	uint8_t *data;
	size_t length;
	bool append;
};

struct inf_values {
	struct inf_value *list;
	size_t count;
};

/* A line of a models section. */
struct inf_model {
	char **ids;		/* the hardware id, then compatible ids */
	size_t count;
	const char *description;
	const char *manufacturer;
	const char *install;
	int line;
	bool ours;		/* the service is one of those of @install */
	bool filtered;		/* the driver is a filter of the device */
	struct inf_values values;
};

struct inf_service {
	const char *name;
	bool associated;
	int line;
	const char *install;	/* the section that has it */
	uint32_t start_type;
	struct inf_values values;
};

struct inf_memory;

/**
 * struct wdm_inf - an INF, and what it says about one driver
 * @memory: all that was allocated for it
 * @failed: where reading goes on at an error
 * @error: gets the message
 * @error_size: bytes there
 */
struct wdm_inf {
	struct inf_memory *memory;
	jmp_buf failed;
	char *error;
	size_t error_size;
	const char *path;
	struct inf_section *sections;
	size_t count;
	struct inf_string *strings;
	size_t nr_strings;

	struct inf_service service;
	struct inf_model *models;
	size_t nr_models;
	const char *class_name;
	const char *class_guid;
	const char *provider;
	const char *driver_ver;
	const char *manufacturer;
};

/* inf_memory.c; these don't return if there is no memory */
void *inf_alloc(struct wdm_inf *inf, size_t size);
/* @list of @count elements becomes one of @count + 1, whose last is zeroed. */
void *inf_grow(struct wdm_inf *inf, void *list, size_t count, size_t size);
char *inf_copy(struct wdm_inf *inf, const char *text, size_t length);
__attribute__((format(printf, 2, 3)))
char *inf_format(struct wdm_inf *inf, const char *format, ...);
void inf_free_memory(struct wdm_inf *inf);
/* "PATH:LINE: error: ...", and goes to @failed. */
__attribute__((format(printf, 3, 4), noreturn))
void inf_fail(struct wdm_inf *inf, int line, const char *format, ...);

/* inf_encoding.c: a file of Windows's as UTF-8 with plain line ends; UTF-16 */
char *inf_decode(struct wdm_inf *inf, const uint8_t *bytes, size_t length);
uint8_t *inf_utf16(struct wdm_inf *inf, const char *text, size_t *length);

/* inf_text.c */
void inf_parse(struct wdm_inf *inf, char *text);
struct inf_section *inf_section(struct wdm_inf *inf, const char *name);
/* The line of that key behind @after, NULL for the first. */
struct inf_line *inf_next(const struct inf_section *section, const char *key,
			  const struct inf_line *after);
/* With %strings% put in; a field that isn't there is empty. */
const char *inf_field(struct wdm_inf *inf, const struct inf_line *line, size_t index);
const char *inf_key(struct wdm_inf *inf, const struct inf_line *line);
/* Fields from @index on, with commas. */
const char *inf_rest(struct wdm_inf *inf, const struct inf_line *line, size_t index);
/* Without blanks at both ends. */
const char *inf_trim(struct wdm_inf *inf, const char *text);

/* inf_decoration.c */
/* How close a decoration comes to this system; negative: it is another one's. */
int64_t inf_rank(const char *decoration);
struct inf_section *inf_models_section(struct wdm_inf *inf, const char *base,
				       const struct inf_line *line, size_t first);
struct inf_section *inf_install(struct wdm_inf *inf, const char *base, const char *suffix);

/* inf_addreg.c */
int64_t inf_number(struct wdm_inf *inf, const char *text, int line);
void inf_add_value(struct wdm_inf *inf, struct inf_values *values, struct inf_value value);
/* The values that AddReg directives of a section and of those that it Needs name. */
void inf_read_values(struct wdm_inf *inf, const struct inf_section *section, uint32_t hkr,
		     struct inf_values *values);
/* The section with those of this file that it Needs, those first. */
struct inf_section **inf_needed(struct wdm_inf *inf, struct inf_section *section,
				size_t *count);

/* inf_driver.c: fills in the second half of struct wdm_inf. @service: NULL for any */
void inf_read_driver(struct wdm_inf *inf, const char *service);

#endif /* LIBWDM_INF_H */
