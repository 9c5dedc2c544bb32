// SPDX-License-Identifier: GPL-2.0
/*
 * Rtl: the C run-time's functions on path names: a drive with its colon, folders with
 * the last slash, a name, an extension with its dot. One code serves both kinds of
 * strings. All: any IRQL, no locks.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/types.h>

#include "compat.h"
#include "rtl.h"
#include <wdm/crt.h>

/* What a function puts together or takes apart; no string and no room mean: not wanted. */
struct text {
	void *s;
	size_t size;
	size_t length;
	bool wide;
};

static u16 unit_at(const void *s, size_t i, bool wide)
{
	return wide ? ((const u16 *)s)[i] : ((const u8 *)s)[i];
}

static void set_unit(const struct text *t, size_t i, u16 c)
{
	if (t->wide)
		((u16 *)t->s)[i] = c;
	else
		((u8 *)t->s)[i] = c;
}

static bool is_slash(u16 c)
{
	return c == '/' || c == '\\';
}

/* What doesn't fit only counts. */
static void add(struct text *t, u16 c)
{
	if (t->length < t->size)
		set_unit(t, t->length, c);
	t->length++;
}

static u16 add_all(struct text *t, const void *s)
{
	u16 last = 0, c;
	size_t i;

	for (i = 0; (c = unit_at(s, i, t->wide)); i++) {
		add(t, c);
		last = c;
	}
	return last;
}

static bool is_empty(const void *s, bool wide)
{
	return !s || !unit_at(s, 0, wide);
}

static int make_path(struct text *path, const void *drive, const void *dir, const void *name,
		     const void *ext)
{
	bool wide = path->wide;

	if (!path->s || !path->size)
		return EINVAL;
	if (!is_empty(drive, wide)) {
		add(path, unit_at(drive, 0, wide));
		add(path, ':');
	}
	if (!is_empty(dir, wide) && !is_slash(add_all(path, dir)))
		add(path, '\\');
	if (name)
		add_all(path, name);
	if (!is_empty(ext, wide)) {
		if (unit_at(ext, 0, wide) != '.')
			add(path, '.');
		add_all(path, ext);
	}
	add(path, 0);
	if (path->length <= path->size)
		return 0;
	set_unit(path, 0, 0);
	return ERANGE;
}

/* Units from @first to @end of the path, if the part is wanted; false if they don't fit. */
static bool take(struct text *part, const void *path, size_t first, size_t end)
{
	size_t i;

	if (!part->s)
		return true;
	for (i = first; i < end; i++)
		add(part, unit_at(path, i, part->wide));
	add(part, 0);
	return part->length <= part->size;
}

/* @parts: drive, folders, name, extension. */
static int split_path(const void *path, bool wide, struct text *parts)
{
	size_t drive = 0, dir, dot = SIZE_MAX, end, i;
	bool fits = true;
	u16 c;

	for (i = 0; i < 4; i++) {
		if (!parts[i].s != !parts[i].size)
			return EINVAL;
	}
	if (!path)
		return EINVAL;
	if (unit_at(path, 0, wide) && unit_at(path, 1, wide) == ':')
		drive = 2;
	dir = drive;
	for (end = drive; (c = unit_at(path, end, wide)); end++) {
		if (is_slash(c)) {
			dir = end + 1;
			dot = SIZE_MAX;
		} else if (c == '.') {
			dot = end;
		}
	}
	dot = min(dot, end);
	fits &= take(&parts[0], path, 0, drive);
	fits &= take(&parts[1], path, drive, dir);
	fits &= take(&parts[2], path, dir, dot);
	fits &= take(&parts[3], path, dot, end);
	for (i = 0; !fits && i < 4; i++) {
		if (parts[i].s)
			set_unit(&parts[i], 0, 0);
	}
	return fits ? 0 : ERANGE;
}

int wdm_crt_makepath_s(char *path, SIZE_T size, const char *drive, const char *dir,
		       const char *name, const char *ext)
{
	struct text text = { .s = path, .size = size, .wide = false };

	return make_path(&text, drive, dir, name, ext);
}
WDM_EXPORT(wdm_crt_makepath_s);

int wdm_crt_wmakepath_s(WCHAR *path, SIZE_T size, const WCHAR *drive, const WCHAR *dir,
			const WCHAR *name, const WCHAR *ext)
{
	struct text text = { .s = path, .size = size, .wide = true };

	return make_path(&text, drive, dir, name, ext);
}
WDM_EXPORT(wdm_crt_wmakepath_s);

int wdm_crt_splitpath_s(const char *path, char *drive, SIZE_T drive_size, char *dir,
			SIZE_T dir_size, char *name, SIZE_T name_size, char *ext, SIZE_T ext_size)
{
	struct text parts[4] = {
		{ drive, drive_size }, { dir, dir_size }, { name, name_size }, { ext, ext_size },
	};

	return split_path(path, false, parts);
}
WDM_EXPORT(wdm_crt_splitpath_s);

int wdm_crt_wsplitpath_s(const WCHAR *path, WCHAR *drive, SIZE_T drive_size, WCHAR *dir,
			 SIZE_T dir_size, WCHAR *name, SIZE_T name_size, WCHAR *ext,
			 SIZE_T ext_size)
{
	struct text parts[4] = {
		{ drive, drive_size, 0, true }, { dir, dir_size, 0, true },
		{ name, name_size, 0, true }, { ext, ext_size, 0, true },
	};

	return split_path(path, true, parts);
}
WDM_EXPORT(wdm_crt_wsplitpath_s);
