// SPDX-License-Identifier: GPL-2.0
/*
 * Io: files of the host: what is in a folder.
 *
 * Names are collected first, as nothing may be looked up while the folder is being
 * read, then told with what is known of each. What has no room any more is where the
 * next request begins: the position in the folder is put back to it.
 */
#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/mm.h>
#include <linux/namei.h>
#include <linux/slab.h>
#include <linux/stat.h>

#include <ntifs.h>
#include "compat.h"
#include "host_file.h"
#include "rtl.h"

/* Names that are read at once. */
#define BATCH		32

struct entry {
	char *name;
	unsigned int length;
	loff_t position;
};

struct batch {
	struct dir_context ctx;
	struct entry entries[BATCH];
	unsigned int count;
	int error;
};

static bool collect(struct dir_context *ctx, const char *name, int length, loff_t position,
		    u64 inode, unsigned int type)
{
	struct batch *batch = container_of(ctx, struct batch, ctx);
	struct entry *entry = &batch->entries[batch->count];

	if (batch->count == BATCH)
		return false;
	entry->name = kmemdup_nul(name, length, GFP_KERNEL);
	if (!entry->name) {
		batch->error = -ENOMEM;
		return false;
	}
	entry->length = length;
	entry->position = position;
	batch->count++;
	return true;
}

static void free_batch(struct batch *batch)
{
	unsigned int i;

	for (i = 0; i < batch->count; i++)
		kfree(batch->entries[i].name);
	batch->count = 0;
}

/*
 * Does a name fit a pattern? "*" and DOS_STAR stand for any units, "?" for one, DOS_QM for
 * one or none before a dot or the end, DOS_DOT for a dot or the end. Letter case counts,
 * as it does when the file is opened.
 */
static bool matches(const WCHAR *pattern, size_t pattern_units, const WCHAR *name, size_t units)
{
	size_t p = 0, n = 0, star = SIZE_MAX, mark = 0;

	while (n < units || p < pattern_units) {
		WCHAR c = p < pattern_units ? pattern[p] : 0;

		if (c == '*' || c == DOS_STAR) {
			star = p++;
			mark = n;
			continue;
		}
		if (n < units && p < pattern_units &&
		    (c == '?' || (c == DOS_QM && name[n] != '.') ||
		     (c == DOS_DOT && name[n] == '.') || c == name[n])) {
			p++;
			n++;
			continue;
		}
		if ((c == DOS_QM && (n == units || name[n] == '.')) ||
		    (c == DOS_DOT && n == units)) {
			p++;
			continue;
		}
		if (star == SIZE_MAX || mark == units)
			return false;
		p = star + 1;
		n = ++mark;
	}
	return true;
}

/* Where the parts of an entry are, by class; 0: there is no such part. */
struct layout {
	FILE_INFORMATION_CLASS class;
	u16 name;
	u16 name_length;
	u16 id;
	bool with_stat;
};

static const struct layout layouts[] = {
	{ FileDirectoryInformation, offsetof(FILE_DIRECTORY_INFORMATION, FileName),
	  offsetof(FILE_DIRECTORY_INFORMATION, FileNameLength), 0, true },
	{ FileFullDirectoryInformation, offsetof(FILE_FULL_DIR_INFORMATION, FileName),
	  offsetof(FILE_FULL_DIR_INFORMATION, FileNameLength), 0, true },
	{ FileBothDirectoryInformation, offsetof(FILE_BOTH_DIR_INFORMATION, FileName),
	  offsetof(FILE_BOTH_DIR_INFORMATION, FileNameLength), 0, true },
	{ FileNamesInformation, offsetof(FILE_NAMES_INFORMATION, FileName),
	  offsetof(FILE_NAMES_INFORMATION, FileNameLength), 0, false },
	{ FileIdBothDirectoryInformation, offsetof(FILE_ID_BOTH_DIR_INFORMATION, FileName),
	  offsetof(FILE_ID_BOTH_DIR_INFORMATION, FileNameLength),
	  offsetof(FILE_ID_BOTH_DIR_INFORMATION, FileId), true },
	{ FileIdFullDirectoryInformation, offsetof(FILE_ID_FULL_DIR_INFORMATION, FileName),
	  offsetof(FILE_ID_FULL_DIR_INFORMATION, FileNameLength),
	  offsetof(FILE_ID_FULL_DIR_INFORMATION, FileId), true },
};

static const struct layout *find_layout(FILE_INFORMATION_CLASS class)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(layouts); i++)
		if (layouts[i].class == class)
			return &layouts[i];
	return NULL;
}

/**
 * struct output - the buffer of a request
 * @buffer: its memory
 * @length: bytes there
 * @used: bytes that are filled
 * @last: the last entry, which has no NextEntryOffset yet; NULL: there is none
 * @layout: how entries look
 */
struct output {
	u8 *buffer;
	u32 length;
	u32 used;
	ULONG *last;
	const struct layout *layout;
};

/* "." and ".." lead to where they say; what was deleted meanwhile is no entry. */
static int get_stat(struct file *filp, const struct entry *entry, struct kstat *stat)
{
	struct path path = { .mnt = filp->f_path.mnt };
	int ret;

	if (!strcmp(entry->name, "."))
		path.dentry = dget(filp->f_path.dentry);
	else if (!strcmp(entry->name, ".."))
		path.dentry = dget_parent(filp->f_path.dentry);
	else
		path.dentry = lookup_one_len_unlocked(entry->name, filp->f_path.dentry,
						      entry->length);
	if (IS_ERR(path.dentry))
		return PTR_ERR(path.dentry);
	ret = d_is_negative(path.dentry) ? -ENOENT :
	      vfs_getattr(&path, stat, STATX_BASIC_STATS | STATX_BTIME, AT_STATX_SYNC_AS_STAT);
	dput(path.dentry);
	return ret;
}

static void put_stat(const struct layout *layout, u8 *at, const struct kstat *stat)
{
	FILE_DIRECTORY_INFORMATION *info = (void *)at;
	FILE_NETWORK_OPEN_INFORMATION facts;

	wdm_host_facts(&facts, stat);
	info->CreationTime = facts.CreationTime;
	info->LastAccessTime = facts.LastAccessTime;
	info->LastWriteTime = facts.LastWriteTime;
	info->ChangeTime = facts.ChangeTime;
	info->EndOfFile = facts.EndOfFile;
	info->AllocationSize = facts.AllocationSize;
	info->FileAttributes = facts.FileAttributes;
	if (layout->id)
		memcpy(at + layout->id, &stat->ino, sizeof(stat->ino));
}

/* STATUS_BUFFER_OVERFLOW: the first one, with as much of its name as fits. */
static NTSTATUS put_entry(struct output *out, const WCHAR *name, u32 bytes,
			  const struct kstat *stat)
{
	const struct layout *layout = out->layout;
	u32 begin = ALIGN(out->used, sizeof(u64)), room;
	u8 *at = out->buffer + begin;

	if (begin > out->length || out->length - begin < layout->name)
		return STATUS_BUFFER_TOO_SMALL;
	room = out->length - begin - layout->name;
	if (bytes > room && out->last)
		return STATUS_BUFFER_TOO_SMALL;
	memset(out->buffer + out->used, 0, begin - out->used + layout->name);
	if (layout->with_stat)
		put_stat(layout, at, stat);
	memcpy(at + layout->name_length, &bytes, sizeof(bytes));
	memcpy(at + layout->name, name, min(bytes, room));
	if (out->last)
		*out->last = at - (u8 *)out->last;
	out->last = (ULONG *)at;
	out->used = begin + layout->name + min(bytes, room);
	return bytes > room ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS;
}

static NTSTATUS tell(struct host_file *host, const struct entry *entry, struct output *out)
{
	struct kstat stat = {};
	NTSTATUS status;
	WCHAR *name;
	size_t units;

	units = wdm_utf8_to_utf16(NULL, 0, entry->name, entry->length);
	name = kmalloc_array(units + 1, sizeof(WCHAR), GFP_KERNEL);
	if (!name)
		return STATUS_INSUFFICIENT_RESOURCES;
	wdm_utf8_to_utf16(name, units, entry->name, entry->length);
	status = STATUS_SUCCESS;
	if ((!host->pattern.Buffer ||
	     matches(host->pattern.Buffer, host->pattern.Length / sizeof(WCHAR), name, units)) &&
	    (!out->layout->with_stat || !get_stat(host->filp, entry, &stat)))
		status = put_entry(out, name, units * sizeof(WCHAR), &stat);
	kfree(name);
	return status;
}

/* One batch. *@end: there was nothing left. */
static NTSTATUS tell_batch(struct host_file *host, struct batch *batch, struct output *out,
			   bool single, bool *end)
{
	NTSTATUS status = STATUS_SUCCESS;
	unsigned int i;
	int ret;

	batch->error = 0;
	ret = iterate_dir(host->filp, &batch->ctx) ?: batch->error;
	*end = !ret && !batch->count;
	if (ret)
		status = wdm_host_status(ret);
	for (i = 0; i < batch->count && NT_SUCCESS(status); i++) {
		/* The next request begins here. */
		if (single && out->last)
			status = STATUS_BUFFER_TOO_SMALL;
		else
			status = tell(host, &batch->entries[i], out);
		if (status == STATUS_BUFFER_TOO_SMALL)
			vfs_llseek(host->filp, batch->entries[i].position, SEEK_SET);
		else if (status == STATUS_BUFFER_OVERFLOW && i + 1 < batch->count)
			vfs_llseek(host->filp, batch->entries[i + 1].position, SEEK_SET);
	}
	free_batch(batch);
	return status;
}

/* The first request says which names are wanted, for all that follow. */
static NTSTATUS begin(struct host_file *host, PCUNICODE_STRING pattern, bool restart)
{
	if (!host->scanned && pattern && pattern->Length) {
		host->pattern.Buffer = kmemdup(pattern->Buffer, pattern->Length, GFP_KERNEL);
		if (!host->pattern.Buffer)
			return STATUS_INSUFFICIENT_RESOURCES;
		host->pattern.Length = pattern->Length;
		host->pattern.MaximumLength = pattern->Length;
	}
	if (!host->scanned || restart)
		vfs_llseek(host->filp, 0, SEEK_SET);
	return STATUS_SUCCESS;
}

static NTSTATUS scan(struct host_file *host, struct output *out, bool single)
{
	struct batch *batch = kzalloc(sizeof(*batch), GFP_KERNEL);
	NTSTATUS status;
	bool end = false;

	if (!batch)
		return STATUS_INSUFFICIENT_RESOURCES;
	batch->ctx.actor = collect;
	do {
		status = tell_batch(host, batch, out, single, &end);
	} while (NT_SUCCESS(status) && !end);
	kfree(batch);
	if (out->last)
		return status == STATUS_BUFFER_TOO_SMALL ? STATUS_SUCCESS : status;
	if (!end)
		return status;
	return host->scanned ? STATUS_NO_MORE_FILES : STATUS_NO_SUCH_FILE;
}

/**
 * wdm_host_query_directory() - what is in a folder
 * @irp: the request
 *
 * Return: STATUS_SUCCESS, STATUS_NO_SUCH_FILE at first or STATUS_NO_MORE_FILES later if there
 *	is no (further) name, STATUS_BUFFER_OVERFLOW for a name that is cut off,
 *	STATUS_BUFFER_TOO_SMALL, STATUS_INVALID_INFO_CLASS, STATUS_INVALID_PARAMETER
 */
NTSTATUS wdm_host_query_directory(PIRP irp)
{
	PIO_STACK_LOCATION location = IoGetCurrentIrpStackLocation(irp);
	struct host_file *host = host_file_of(location->FileObject);
	struct output out = {
		.length = location->Parameters.QueryDirectory.Length,
		.layout = find_layout(location->Parameters.QueryDirectory.FileInformationClass),
	};
	NTSTATUS status;

	if (location->MinorFunction != IRP_MN_QUERY_DIRECTORY)
		return STATUS_INVALID_DEVICE_REQUEST;
	if (!out.layout)
		return STATUS_INVALID_INFO_CLASS;
	if (!S_ISDIR(file_inode(host->filp)->i_mode))
		return STATUS_INVALID_PARAMETER;
	out.buffer = irp->MdlAddress ?
		     MmGetSystemAddressForMdlSafe(irp->MdlAddress,
						  NormalPagePriority | MdlMappingNoExecute) : NULL;
	if (!out.buffer)
		return STATUS_INSUFFICIENT_RESOURCES;
	mutex_lock(&host->scan_lock);
	status = begin(host, location->Parameters.QueryDirectory.FileName,
		       location->Flags & SL_RESTART_SCAN);
	if (NT_SUCCESS(status))
		status = scan(host, &out, location->Flags & SL_RETURN_SINGLE_ENTRY);
	if (!NT_ERROR(status) || status == STATUS_NO_SUCH_FILE)
		host->scanned = true;
	mutex_unlock(&host->scan_lock);
	irp->IoStatus.Information = out.used;
	return status;
}
