/* SPDX-License-Identifier: GPL-2.0 */
/*
 * libwdm: an image's code as a decoder sees it. Programs that use this need -lcapstone.
 */
#ifndef WDM_MACHINE_H
#define WDM_MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wdm_ctl.h"

/**
 * struct wdm_machine_code - what an image's code does that Linux isn't made for
 * @sites: what wdmcore replaces, sorted by address
 * @nr_sites: how many
 * @code: WDM_IMAGE_*; WDM_IMAGE_READ is missing if the file is no image
 * @plain: where routines begin from which no use of vector registers can be reached; NULL
 *	if there is no such use
 * @nr_plain: how many
 * @refused: lines of text, one for each instruction that can't be served; NULL without any
 */
struct wdm_machine_code {
	struct wdm_ctl_site *sites;
	uint32_t nr_sites;
	uint32_t code;
	uint32_t *plain;
	uint32_t nr_plain;
	char *refused;
};

/* 0 or -errno; to be given to wdm_machine_free() after 0. */
int wdm_machine_read(const void *file, uint32_t length, struct wdm_machine_code *code);
void wdm_machine_free(struct wdm_machine_code *code);

/* ---- among libwdm's own files ---- */

struct cs_insn;

/* What becomes of an instruction. */
enum wdm_machine_verdict {
	WDM_MACHINE_AS_IT_IS,
	WDM_MACHINE_SITE,	/* is replaced */
	WDM_MACHINE_REFUSED,
};

/* machine_class.c: @site gets all but the address; @vectors: it uses such registers */
enum wdm_machine_verdict wdm_machine_classify(const struct cs_insn *insn,
					      struct wdm_ctl_site *site, bool *vectors);
/* Whether an eight-byte value is an address in KUSER_SHARED_DATA. */
bool wdm_machine_is_shared(uint64_t value);

/* machine_image.c: a file as it lies in memory, without relocation */
struct wdm_machine_section {
	uint32_t begin;
	uint32_t end;
	bool code;
	bool discardable;
	char name[9];
};

struct wdm_machine_image {
	uint8_t *bytes;
	uint32_t size;
	uint64_t base;
	uint32_t entry;
	uint32_t functions, functions_size;
	uint32_t relocations, relocations_size;
	uint32_t exports, exports_size;
	uint32_t imports, imports_size;	/* their addresses */
	uint32_t nr_sections;
	struct wdm_machine_section sections[96];
};

/* 0; -ENOEXEC: it is none; -ENOMEM */
int wdm_machine_load(const void *file, uint32_t length, struct wdm_machine_image *image);
const struct wdm_machine_section *wdm_machine_section_at(const struct wdm_machine_image *image,
							 uint32_t rva);
/* Where the exception table has the function that an address is in; 0: nowhere */
uint32_t wdm_machine_function_at(const struct wdm_machine_image *image, uint32_t rva);

/* Of each byte of the image. */
#define WDM_MACHINE_SEEN	0x1	/* an instruction begins here */

/* A switch may lead there, by an entry of a table. */
struct wdm_machine_case {
	uint32_t from;
	uint32_t to;
	uint32_t table;
	uint32_t entry;
};

/* machine_walk.c: what a walk has found */
struct wdm_machine_walk {
	const struct wdm_machine_image *image;
	const uint8_t *marks;
	const struct wdm_machine_case *cases;
	size_t nr_cases;
	size_t decoder;
	struct cs_insn *insn;
};

/* machine_walk.c: the instruction at an address, until the next is asked for; NULL: none */
const struct cs_insn *wdm_machine_decode(const struct wdm_machine_walk *walk, uint32_t rva);
/* machine_walk.c: is what stands behind it not reached by it? */
bool wdm_machine_ends_flow(const struct cs_insn *insn);

/* machine_plain.c: sets @out->plain; 0 or -ENOMEM */
int wdm_machine_find_plain(struct wdm_machine_walk *walk, struct wdm_machine_code *out);

#endif /* WDM_MACHINE_H */
