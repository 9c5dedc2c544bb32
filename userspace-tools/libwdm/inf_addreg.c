// SPDX-License-Identifier: GPL-2.0
/* libwdm: AddReg lines of an INF: registry values in the form in which a registry keeps them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "inf.h"
#include "text.h"

/* FLG_ADDREG_* */
#define NOCLOBBER	0x2
#define DELVAL		0x4
#define APPEND		0x8
#define KEYONLY		(0x10 | 0x2000)
#define OVERWRITEONLY	0x20
#define TYPE_MASK	0xffff0001

/*
 * Names that the AddReg page calls special: with HKR in a DDInstall.HW section they are
 * properties of the device itself.
 */
static const char * const special[] = {
	"DeviceCharacteristics", "DeviceType", "Security", "UpperFilters", "LowerFilters",
	"Exclusive", "LocationInformationOverride",
};

int64_t inf_number(struct wdm_inf *inf, const char *text, int line)
{
	const char *trimmed = inf_trim(inf, text);
	const char *digits = trimmed;
	bool negative = *digits == '-';
	uint64_t value;
	char *end;
	int base = 10;

	if (!*digits)
		return 0;
	if (*digits == '-' || *digits == '+')
		digits++;
	if (digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X'))
		base = 16;
	errno = 0;
	value = strtoull(digits, &end, base);
	if (*digits < '0' || *digits > '9' || *end)
		inf_fail(inf, line, "'%s' is not a number", trimmed);
	if (errno || (value > INT64_MAX && base == 10))
		inf_fail(inf, line, "%s does not fit into 8 bytes", trimmed);
	return negative ? -(int64_t)value : (int64_t)value;
}

static void append(struct wdm_inf *inf, struct inf_value *value, const void *bytes,
		   size_t length)
{
	uint8_t *data = inf_alloc(inf, value->length + length);

	if (value->length)
		memcpy(data, value->data, value->length);
	if (length)
		memcpy(data + value->length, bytes, length);
	value->data = data;
	value->length += length;
}

static void append_string(struct wdm_inf *inf, struct inf_value *value, const char *text)
{
	size_t length;
	uint8_t *units = inf_utf16(inf, text, &length);

	append(inf, value, units, length + 2);
}

static void append_strings(struct wdm_inf *inf, struct inf_value *value,
			   const struct inf_line *line)
{
	const char *text;
	size_t i;

	for (i = 4; i < line->count; i++) {
		text = inf_field(inf, line, i);
		if (*text)
			append_string(inf, value, text);
	}
	append(inf, value, "\0", 2);
}

static void append_bytes(struct wdm_inf *inf, struct inf_value *value,
			 const struct inf_line *line)
{
	const char *text;
	uint8_t byte;
	char *end;
	size_t i;

	for (i = 4; i < line->count; i++) {
		text = inf_trim(inf, inf_field(inf, line, i));
		if (!*text)
			continue;
		errno = 0;
		byte = strtoul(text, &end, 16);
		if (*end || end == text || strtoul(text, NULL, 16) > 0xff)
			inf_fail(inf, line->number, "not hexadecimal bytes: %s",
				 inf_rest(inf, line, 4));
		append(inf, value, &byte, 1);
	}
}

static void append_number(struct wdm_inf *inf, struct inf_value *value,
			  const struct inf_line *line, size_t size)
{
	const char *text = inf_field(inf, line, 4);
	uint8_t bytes[8];
	int64_t number;
	size_t i;

	if (line->count == 4 + size) {
		append_bytes(inf, value, line);
		return;
	}
	number = inf_number(inf, text, line->number);
	if (size == 4 && (number < INT32_MIN || number > (int64_t)UINT32_MAX))
		inf_fail(inf, line->number, "%lld does not fit into 4 bytes",
			 (long long)number);
	for (i = 0; i < size; i++)
		bytes[i] = number >> 8 * i;
	append(inf, value, bytes, size);
}

static void read_data(struct wdm_inf *inf, struct inf_value *value, const struct inf_line *line)
{
	switch (value->type) {
	case REG_SZ:
	case REG_EXPAND_SZ:
		append_string(inf, value, inf_field(inf, line, 4));
		break;
	case REG_MULTI_SZ:
		append_strings(inf, value, line);
		break;
	case REG_DWORD:
		append_number(inf, value, line, 4);
		break;
	case REG_QWORD:
		append_number(inf, value, line, 8);
		break;
	default:
		append_bytes(inf, value, line);
	}
}

static uint32_t type_of(uint32_t flags)
{
	switch (flags & TYPE_MASK) {
	case 0x00000000:
		return REG_SZ;
	case 0x00010000:
		return REG_MULTI_SZ;
	case 0x00020000:
		return REG_EXPAND_SZ;
	case 0x00000001:
		return REG_BINARY;
	case 0x00010001:
		return REG_DWORD;
	case 0x00020001:
		return REG_NONE;
	case 0x000b0001:
		return REG_QWORD;
	}
	/* The upper half may be any type, given as bytes. */
	return flags >> 16;
}

static bool has_string(const struct inf_value *value, const uint8_t *units, size_t length)
{
	size_t begin = 0, end;

	while (begin + 1 < value->length) {
		for (end = begin; end + 1 < value->length &&
		     (value->data[end] || value->data[end + 1]); end += 2)
			;
		if (end - begin == length && !memcmp(value->data + begin, units, length))
			return true;
		begin = end + 2;
	}
	return false;
}

/* Adds those strings of @more that @value, a REG_MULTI_SZ, doesn't have. */
static void merge(struct wdm_inf *inf, struct inf_value *value, const struct inf_value *more)
{
	size_t begin, end, old = value->length;

	if (value->length >= 2)
		value->length -= 2;
	for (begin = 0; begin + 2 < more->length; begin = end + 2) {
		for (end = begin; more->data[end] || more->data[end + 1]; end += 2)
			;
		if (!has_string(&(struct inf_value){ .data = value->data, .length = old },
				more->data + begin, end - begin))
			append(inf, value, more->data + begin, end + 2 - begin);
		old = value->length;
	}
	append(inf, value, "\0", 2);
}

static struct inf_value *find(struct inf_values *values, const struct inf_value *wanted)
{
	struct inf_value *value;

	for (value = values->list; value < values->list + values->count; value++)
		if (value->name && value->root == wanted->root &&
		    !strcasecmp(value->subkey, wanted->subkey) &&
		    !strcasecmp(value->name, wanted->name))
			return value;
	return NULL;
}

void inf_add_value(struct wdm_inf *inf, struct inf_values *values, struct inf_value value)
{
	values->list = inf_grow(inf, values->list, values->count, sizeof(value));
	values->list[values->count++] = value;
}

/* HKR is @hkr; what is said of the device itself stands elsewhere. False: not for a driver. */
static bool read_root(struct wdm_inf *inf, const struct inf_line *line, uint32_t hkr,
		      struct inf_value *value, const char **below)
{
	const char *root = inf_trim(inf, inf_field(inf, line, 0));
	char *upper;

	*below = "";
	value->root = WDM_CTL_INF_MACHINE;
	if (!strcasecmp(root, "HKR")) {
		value->root = hkr;
	} else if (!strcasecmp(root, "HKCR")) {
		*below = "SOFTWARE\\Classes";
	} else if (!strcasecmp(root, "HKCU") || !strcasecmp(root, "HKU")) {
		/* There is no user here whose settings these could be. */
		return false;
	} else if (strcasecmp(root, "HKLM")) {
		upper = inf_copy(inf, root, strlen(root));
		for (root = upper; *upper; upper++)
			if (*upper >= 'a' && *upper <= 'z')
				*upper -= 'a' - 'A';
		inf_fail(inf, line->number,
			 "'%s' is no root key (HKR, HKLM, HKCR, HKCU, HKU)", root);
	}
	return true;
}

static const char *join_keys(struct wdm_inf *inf, const char *one, const char *other)
{
	char *key;
	size_t length;

	while (*other == '\\')
		other++;
	key = inf_format(inf, "%s%s%s", one, *one && *other ? "\\" : "", other);
	for (length = strlen(key); length && key[length - 1] == '\\'; length--)
		key[length - 1] = 0;
	return key;
}

static bool is_special(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(special) / sizeof(special[0]); i++)
		if (!strcasecmp(name, special[i]))
			return true;
	return false;
}

static void read_value(struct wdm_inf *inf, const struct inf_line *line, uint32_t hkr,
		       struct inf_values *values)
{
	struct inf_value value = { .type = REG_NONE }, *old;
	const char *below;
	uint32_t flags;
	bool is_there = read_root(inf, line, hkr, &value, &below);

	flags = inf_number(inf, inf_field(inf, line, 3), line->number);
	if (!is_there || (flags & DELVAL))
		return;
	value.subkey = join_keys(inf, below, inf_field(inf, line, 1));
	value.name = inf_field(inf, line, 2);
	if ((flags & KEYONLY) || (line->count < 3 && *inf_field(inf, line, 1))) {
		value.name = NULL;
		inf_add_value(inf, values, value);
		return;
	}
	if (value.root == WDM_CTL_INF_HARDWARE && !*value.subkey && is_special(value.name))
		value.root = WDM_CTL_INF_DEVICE;
	value.type = type_of(flags);
	value.append = (flags & APPEND) && value.type == REG_MULTI_SZ;
	read_data(inf, &value, line);
	old = find(values, &value);
	if (!old) {
		if (!(flags & OVERWRITEONLY))
			inf_add_value(inf, values, value);
	} else if (value.append) {
		merge(inf, old, &value);
	} else if (!(flags & NOCLOBBER)) {
		*old = value;
	}
}

static void need(struct wdm_inf *inf, struct inf_section *section, struct inf_section ***list,
		 size_t *count)
{
	struct inf_section *needed;
	struct inf_line *line;
	size_t i;

	for (i = 0; i < *count; i++)
		if ((*list)[i] == section)
			return;
	*list = inf_grow(inf, *list, *count, sizeof(**list));
	(*list)[(*count)++] = section;
	for (line = inf_next(section, "Needs", NULL); line;
	     line = inf_next(section, "Needs", line)) {
		for (i = 0; i < line->count; i++) {
			/* Needed sections of the system's own INFs aren't here. */
			needed = inf_section(inf, inf_field(inf, line, i));
			if (needed)
				need(inf, needed, list, count);
		}
	}
}

struct inf_section **inf_needed(struct wdm_inf *inf, struct inf_section *section, size_t *count)
{
	struct inf_section **list = NULL, *swap;
	size_t i;

	*count = 0;
	if (section)
		need(inf, section, &list, count);
	for (i = 0; i < *count / 2; i++) {
		swap = list[i];
		list[i] = list[*count - 1 - i];
		list[*count - 1 - i] = swap;
	}
	return list;
}

static void read_section(struct wdm_inf *inf, const char *name, int number, uint32_t hkr,
			 struct inf_values *values)
{
	struct inf_section *section;
	size_t i;

	if (!*name)
		return;
	section = inf_section(inf, name);
	if (!section)
		inf_fail(inf, number, "AddReg names a section that is not there: [%s]", name);
	for (i = 0; i < section->count; i++)
		read_value(inf, &section->lines[i], hkr, values);
}

void inf_read_values(struct wdm_inf *inf, const struct inf_section *section, uint32_t hkr,
		     struct inf_values *values)
{
	struct inf_section **list;
	struct inf_line *line;
	size_t count, i, j;

	list = inf_needed(inf, (struct inf_section *)section, &count);
	for (i = 0; i < count; i++)
		for (line = inf_next(list[i], "AddReg", NULL); line;
		     line = inf_next(list[i], "AddReg", line))
			for (j = 0; j < line->count; j++)
				read_section(inf, inf_field(inf, line, j), line->number, hkr,
					     values);
}
