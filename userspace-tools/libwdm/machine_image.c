// SPDX-License-Identifier: GPL-2.0
/*
 * libwdm: an image file as it lies in memory. Whether it is in order is the loader's
 * business; here, whatever can't be read is no image.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "machine.h"

#define MAX_SIZE	(64U << 20)
#define OPTIONAL_HEADER	24	/* behind the signature and the file header */
#define SECTION_SIZE	40

#define SCN_EXECUTE	0x20000000
#define SCN_DISCARDABLE	0x02000000

static bool has(uint32_t size, uint32_t at, uint32_t count)
{
	return count <= size && at <= size - count;
}

static uint16_t get16(const uint8_t *bytes)
{
	return bytes[0] | bytes[1] << 8;
}

static uint32_t get32(const uint8_t *bytes)
{
	return get16(bytes) | (uint32_t)get16(bytes + 2) << 16;
}

static uint64_t get64(const uint8_t *bytes)
{
	return get32(bytes) | (uint64_t)get32(bytes + 4) << 32;
}

static void get_directory(const struct wdm_machine_image *image, const uint8_t *entry,
			  uint32_t *rva, uint32_t *size)
{
	*rva = get32(entry);
	*size = get32(entry + 4);
	if (!has(image->size, *rva, *size))
		*rva = *size = 0;
}

static bool add_section(struct wdm_machine_image *image, const uint8_t *file, uint32_t length,
			const uint8_t *header)
{
	struct wdm_machine_section *section = &image->sections[image->nr_sections];
	uint32_t size = get32(header + 8), rva = get32(header + 12);
	uint32_t file_size = get32(header + 16), offset = get32(header + 20);
	uint32_t flags = get32(header + 36);

	if (!size)
		size = file_size;
	if (file_size > size)
		file_size = size;
	if (!has(image->size, rva, size) || !has(length, offset, file_size))
		return false;
	memcpy(image->bytes + rva, file + offset, file_size);
	section->begin = rva;
	/* Code is in what the file has; the rest is zeros. */
	section->end = rva + file_size;
	section->code = flags & SCN_EXECUTE;
	section->discardable = flags & SCN_DISCARDABLE;
	memcpy(section->name, header, 8);
	image->nr_sections++;
	return true;
}

int wdm_machine_load(const void *data, uint32_t length, struct wdm_machine_image *image)
{
	const uint8_t *file = data, *nt, *optional;
	uint32_t at, optional_size, i, count, directories, headers;

	memset(image, 0, sizeof(*image));
	if (!has(length, 0, 64) || memcmp(file, "MZ", 2))
		return -ENOEXEC;
	at = get32(file + 0x3c);
	if (!has(length, at, OPTIONAL_HEADER + 112) || memcmp(file + at, "PE\0", 4))
		return -ENOEXEC;
	nt = file + at;
	optional = nt + OPTIONAL_HEADER;
	count = get16(nt + 6);
	optional_size = get16(nt + 20);
	directories = get32(optional + 108);
	if (get16(optional) != 0x20b || count > 96 || directories > 16 ||
	    optional_size < 112 + 8 * directories ||
	    !has(length, at, OPTIONAL_HEADER + optional_size + count * SECTION_SIZE))
		return -ENOEXEC;
	image->base = get64(optional + 24);
	image->size = get32(optional + 56);
	image->entry = get32(optional + 16);
	headers = get32(optional + 60);
	if (!image->size || image->size > MAX_SIZE || image->entry >= image->size)
		return -ENOEXEC;
	image->bytes = calloc(1, image->size);
	if (!image->bytes)
		return -ENOMEM;
	if (has(length, 0, headers) && headers <= image->size)
		memcpy(image->bytes, file, headers);
	for (i = 0; i < count; i++)
		if (!add_section(image, file, length, optional + optional_size + i * SECTION_SIZE))
			goto no_image;
	if (directories > 0)
		get_directory(image, optional + 112, &image->exports, &image->exports_size);
	if (directories > 3)
		get_directory(image, optional + 112 + 8 * 3, &image->functions,
			      &image->functions_size);
	if (directories > 5)
		get_directory(image, optional + 112 + 8 * 5, &image->relocations,
			      &image->relocations_size);
	if (directories > 12)
		get_directory(image, optional + 112 + 8 * 12, &image->imports,
			      &image->imports_size);
	return 0;
no_image:
	free(image->bytes);
	image->bytes = NULL;
	return -ENOEXEC;
}

const struct wdm_machine_section *wdm_machine_section_at(const struct wdm_machine_image *image,
							 uint32_t rva)
{
	uint32_t i;

	for (i = 0; i < image->nr_sections; i++)
		if (rva >= image->sections[i].begin && rva < image->sections[i].end)
			return &image->sections[i];
	return NULL;
}

uint32_t wdm_machine_function_at(const struct wdm_machine_image *image, uint32_t rva)
{
	uint32_t low = 0, high = image->functions_size / 12;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;
		uint32_t at = image->functions + 12 * middle;

		if (rva < get32(image->bytes + at))
			high = middle;
		else if (rva >= get32(image->bytes + at + 4))
			low = middle + 1;
		else
			return at;
	}
	return 0;
}
