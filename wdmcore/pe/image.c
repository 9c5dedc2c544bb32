// SPDX-License-Identifier: GPL-2.0
/*
 * Pe: life of an image. It is made from a file, its driver runs as any other does, and it
 * goes when nothing refers to it any more: files that are open on the driver's stacks hold
 * references, as they hold references to a Linux module.
 *
 * Callbacks ask on each call whether their routine is in an image: so what is asked most,
 * an address that isn't anywhere near, is answered by two comparisons.
 */
#include <linux/bitops.h>
#include <linux/kernel.h>
#include <linux/kmemleak.h>
#include <linux/limits.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/panic.h>
#include <linux/pe.h>
#include <linux/preempt.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <glue/wdm_module.h>

#include <ntddk.h>
#include "compat.h"
#include "image.h"
#include "io.h"
#include "io_dev.h"
#include "machine.h"
#include "pe.h"
#include "pe_exception.h"
#include "vectors.h"
#include "rtl.h"

static LIST_HEAD(images);
static DEFINE_MUTEX(images_lock);

/* All images are in here; empty without any. */
static unsigned long lowest = ULONG_MAX;
static unsigned long highest;

/* Not preempted, which is to RCU what a lock of it is, and costs less. */
static __always_inline struct wdm_image *find_at(unsigned long at)
{
	struct wdm_image *image;

	list_for_each_entry_rcu(image, &images, link, !preemptible())
		if (at - (unsigned long)image->memory.base < image->pe.size)
			return image;
	return NULL;
}

/**
 * wdm_image_at() - the image that an address lies in
 * @address: the address
 *
 * Context: any IRQL, also in an NMI. Under RCU, or while the image can't go.
 * Return: the image, or NULL
 */
struct wdm_image *wdm_image_at(const void *address)
{
	unsigned long at = (unsigned long)address;
	struct wdm_image *found;

	if (likely(at < READ_ONCE(lowest) || at >= READ_ONCE(highest)))
		return NULL;
	preempt_disable_notrace();
	found = find_at(at);
	preempt_enable_notrace();
	return found;
}
WDM_EXPORT(wdm_image_at);

/**
 * wdm_image_kind() - how is a routine to be called?
 * @routine: a driver's routine
 *
 * Context: any IRQL. The image can't go.
 * Return: WDM_CODE_*
 */
int wdm_image_kind(const void *routine)
{
	unsigned long at = (unsigned long)routine;
	const struct wdm_image *image = NULL;
	int kind = WDM_CODE_SOURCE;

	if (at >= READ_ONCE(lowest) && at < READ_ONCE(highest)) {
		preempt_disable_notrace();
		image = find_at(at);
		if (likely(image)) {
			kind = image->kind;
			if (kind == WDM_CODE_VECTORS && image->plain &&
			    test_bit(at - (unsigned long)image->memory.base, image->plain))
				kind = WDM_CODE_PLAIN;
		}
		preempt_enable_notrace();
	}
	return likely(image) ? kind : wdm_code_kind(routine);
}

const void *wdm_image_base(const struct wdm_image *image)
{
	return image->memory.base;
}
WDM_EXPORT(wdm_image_base);

size_t wdm_image_size(const struct wdm_image *image)
{
	return image->pe.size;
}
WDM_EXPORT(wdm_image_size);

const char *wdm_image_name(const struct wdm_image *image)
{
	return image->name;
}

const char *wdm_image_service(const struct wdm_image *image)
{
	return image->service;
}

/**
 * wdm_image_functions() - the exception table of an image
 * @image: the image
 * @count: returns the number of its entries
 *
 * Context: any IRQL.
 * Return: an array of RUNTIME_FUNCTION, sorted, whose addresses are in the image; NULL if
 *	there is none
 */
const void *wdm_image_functions(const struct wdm_image *image, size_t *count)
{
	*count = image->pe.functions;
	return *count ? image->memory.base + image->pe.directories[WDM_PE_EXCEPTION].rva : NULL;
}
WDM_EXPORT(wdm_image_functions);

bool wdm_image_get(struct wdm_image *image)
{
	return atomic_inc_not_zero(&image->references);
}

void wdm_image_put(struct wdm_image *image)
{
	atomic_dec(&image->references);
}

/* With the lock held. */
static void set_range(void)
{
	unsigned long low = ULONG_MAX, high = 0;
	struct wdm_image *image;

	list_for_each_entry(image, &images, link) {
		unsigned long base = (unsigned long)image->memory.base;

		low = min(low, base);
		high = max(high, base + image->pe.size);
	}
	WRITE_ONCE(lowest, low);
	WRITE_ONCE(highest, high);
}

static struct wdm_image *find(const char *service)
{
	struct wdm_image *image;

	list_for_each_entry(image, &images, link)
		if (!strcasecmp(image->service, service))
			return image;
	return NULL;
}

/* Data of the driver's that isn't in pool: what only it refers to has not leaked. */
static void track_data(struct wdm_image *image, bool track)
{
	u32 i;

	for (i = 0; i < image->pe.nr_sections; i++) {
		const struct wdm_pe_section *section = &image->pe.sections[i];
		void *data = image->memory.base + section->rva;

		if (!(section->flags & IMAGE_SCN_MEM_WRITE) ||
		    (section->flags & IMAGE_SCN_MEM_DISCARDABLE))
			continue;
		if (track)
			kmemleak_alloc(data, section->size, 0, GFP_KERNEL);
		else
			kmemleak_free(data);
	}
}

static enum wdm_protection protection_of(const struct wdm_pe_section *section)
{
	if (section->flags & IMAGE_SCN_MEM_EXECUTE)
		return WDM_EXECUTE_READ;
	return section->flags & IMAGE_SCN_MEM_WRITE ? WDM_READ_WRITE : WDM_READ_ONLY;
}

/* Each section as its flags have it, and nothing where there is none. */
static int protect(struct wdm_image *image)
{
	u32 i, end = PAGE_ALIGN(image->pe.headers_size);
	int ret;

	ret = wdm_memory_protect(&image->memory, 0, end, WDM_READ_ONLY);
	for (i = 0; i < image->pe.nr_sections && !ret; i++) {
		const struct wdm_pe_section *section = &image->pe.sections[i];

		if (section->rva > end)
			ret = wdm_memory_protect(&image->memory, end, section->rva - end,
						 WDM_NO_ACCESS);
		if (!ret)
			ret = wdm_memory_protect(&image->memory, section->rva, section->size,
						 protection_of(section));
		end = section->rva + section->size;
	}
	if (!ret && image->pe.size > end)
		ret = wdm_memory_protect(&image->memory, end, image->pe.size - end, WDM_NO_ACCESS);
	if (!ret)
		ret = wdm_memory_protect(&image->memory, image->pe.size,
					 wdm_sites_stub_size(image->nr_sites), WDM_EXECUTE_READ);
	wdm_memory_flush();
	return ret;
}

/**
 * wdm_image_discard() - what was for DriverEntry alone goes
 * @image: an image whose DriverEntry has returned
 *
 * Context: PASSIVE_LEVEL.
 */
void wdm_image_discard(struct wdm_image *image)
{
	u32 i;

	for (i = 0; i < image->pe.nr_sections; i++)
		if (image->pe.sections[i].flags & IMAGE_SCN_MEM_DISCARDABLE)
			wdm_memory_protect(&image->memory, image->pe.sections[i].rva,
					   image->pe.sections[i].size, WDM_NO_ACCESS);
}

static bool copy_sites(struct wdm_image *image, const struct wdm_image_source *source)
{
	u32 i;

	image->sites = kvcalloc(source->nr_sites, sizeof(*image->sites), GFP_KERNEL);
	if (!image->sites && source->nr_sites)
		return false;
	image->nr_sites = source->nr_sites;
	for (i = 0; i < source->nr_sites; i++)
		image->sites[i].ctl = source->sites[i];
	return true;
}

/* Which of its routines are called how. */
static NTSTATUS set_kind(struct wdm_image *image, const struct wdm_image_source *source,
			 bool catches, struct wdm_pe_report *report)
{
	u32 i;

	image->kind = catches ? WDM_CODE_IMAGE : WDM_CODE_PLAIN;
	if (!(source->code & WDM_IMAGE_VECTORS))
		return STATUS_SUCCESS;
	image->kind = WDM_CODE_VECTORS;
	if (catches || !source->nr_plain)
		return STATUS_SUCCESS;
	image->plain = kvcalloc(BITS_TO_LONGS(image->pe.size), sizeof(long), GFP_KERNEL);
	if (!image->plain) {
		wdm_pe_say(report, "no memory");
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	for (i = 0; i < source->nr_plain; i++) {
		if (source->plain[i] >= image->pe.size) {
			wdm_pe_say(report, "a routine is said to be at 0x%x, outside of it",
				   source->plain[i]);
			return STATUS_INVALID_PARAMETER;
		}
		__set_bit(source->plain[i], image->plain);
	}
	return STATUS_SUCCESS;
}

/* From the file to an image that could run. */
static NTSTATUS make(struct wdm_image *image, const struct wdm_image_source *source,
		     struct wdm_pe_report *report)
{
	NTSTATUS status;
	bool catches;
	u64 address;
	void *base;

	status = wdm_pe_parse(source->file, source->size, &image->pe, report);
	if (!NT_SUCCESS(status))
		return status;
	if (!copy_sites(image, source) ||
	    wdm_memory_alloc(&image->memory, image->pe.size +
			     wdm_sites_stub_size(image->nr_sites))) {
		wdm_pe_say(report, "no memory");
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	base = image->memory.base;
	address = (u64)base;
	wdm_pe_lay_out(&image->pe, base);
	image->pe.file = NULL;
	/* Before it is bound, and not for one that can't run here anyway. */
	status = wdm_pe_check_code(source->code, report);
	if (!NT_SUCCESS(status))
		return status;
	if (source->code & WDM_IMAGE_VECTORS && wdm_gates_on()) {
		wdm_pe_say(report, "no memory");
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	status = wdm_pe_relocate(&image->pe, base, address, report);
	catches = wdm_pe_catches(&image->pe, base);
	if (NT_SUCCESS(status))
		status = wdm_pe_bind(&image->pe, base,
				     catches ? wdm_pe_export : wdm_pe_export_uncaught, report);
	if (NT_SUCCESS(status))
		status = wdm_pe_check(&image->pe, base, address, report);
	if (NT_SUCCESS(status))
		status = set_kind(image, source, catches, report);
	if (NT_SUCCESS(status))
		status = wdm_sites_replace(&image->pe, base, image->sites, image->nr_sites,
					   base + image->pe.size, report);
	if (!NT_SUCCESS(status))
		return status;
	wdm_pe_set_cookie(&image->pe, base);
	if (protect(image)) {
		wdm_pe_say(report, "its pages can't be protected on this kernel");
		return STATUS_INVALID_IMAGE_PROTECT;
	}
	return STATUS_SUCCESS;
}

static void free_image(struct wdm_image *image)
{
	wdm_memory_free(&image->memory);
	wdm_image_info_free(&image->info);
	kvfree(image->sites);
	kvfree(image->plain);
	kvfree(image);
}

static NTSTATUS insert(struct wdm_image *image, struct wdm_pe_report *report)
{
	mutex_lock(&images_lock);
	if (find(image->service)) {
		mutex_unlock(&images_lock);
		wdm_pe_say(report, "a driver of that name is loaded already");
		return STATUS_IMAGE_ALREADY_LOADED;
	}
	list_add_tail_rcu(&image->link, &images);
	set_range();
	mutex_unlock(&images_lock);
	static_branch_inc(&wdm_images_key);
	image->catches_faults = wdm_image_faults_on();
	if (!image->catches_faults)
		pr_warn("wdm: %s: without kprobes, a bad address stops its thread\n", image->name);
	__module_get(THIS_MODULE);
	track_data(image, true);
	return STATUS_SUCCESS;
}

static void remove(struct wdm_image *image)
{
	track_data(image, false);
	mutex_lock(&images_lock);
	list_del_rcu(&image->link);
	mutex_unlock(&images_lock);
	/* Who found it by its address is done with it. */
	synchronize_rcu();
	mutex_lock(&images_lock);
	set_range();
	mutex_unlock(&images_lock);
	if (image->catches_faults)
		wdm_image_faults_off();
	static_branch_dec(&wdm_images_key);
	free_image(image);
	module_put(THIS_MODULE);
}

static NTSTATUS start_driver(struct wdm_image *image, struct wdm_pe_report *report)
{
	struct wdm_module *m = &image->info.module;
	NTSTATUS status;

	m->service = image->service;
	m->owner = THIS_MODULE;
	m->image = image;
	m->driver_entry = image->memory.base + image->pe.entry;
	status = wdm_driver_load(m);
	if (!NT_SUCCESS(status)) {
		wdm_pe_say(report, "its driver failed to start: %s",
			   wdm_status_name(status) ?: "an unknown status");
		if (atomic_cmpxchg(&image->references, 1, 0) == 1)
			remove(image);
		else
			pr_err("wdm: %s stays in memory: it is in use\n", image->name);
		return status;
	}
	mutex_lock(&images_lock);
	image->loaded = true;
	mutex_unlock(&images_lock);
	return STATUS_SUCCESS;
}

NTSTATUS wdm_image_load(const struct wdm_image_source *source, struct wdm_pe_report *report)
{
	struct wdm_image *image = kvzalloc(sizeof(*image), GFP_KERNEL);
	NTSTATUS status;
	int ret;

	if (!image) {
		kvfree(source->info);
		wdm_pe_say(report, "no memory");
		return STATUS_INSUFFICIENT_RESOURCES;
	}
	atomic_set(&image->references, 1);
	strscpy(image->name, source->name, sizeof(image->name));
	strscpy(image->service, source->service, sizeof(image->service));
	ret = wdm_image_info_init(&image->info, source->info, source->info_size, report);
	if (ret)
		status = ret == -ENOMEM ? STATUS_INSUFFICIENT_RESOURCES : STATUS_INVALID_PARAMETER;
	else
		status = make(image, source, report);
	if (NT_SUCCESS(status))
		status = insert(image, report);
	if (!NT_SUCCESS(status)) {
		free_image(image);
		return status;
	}
	/* Code of unknown origin and licence runs from here on. */
	add_taint(TAINT_PROPRIETARY_MODULE, LOCKDEP_STILL_OK);
	return start_driver(image, report);
}

int wdm_image_unload(const char *service)
{
	struct wdm_image *image;
	int ret = 0;

	mutex_lock(&images_lock);
	image = find(service);
	if (!image)
		ret = -ENOENT;
	else if (!image->loaded || atomic_cmpxchg(&image->references, 1, 0) != 1)
		ret = -EBUSY;
	else
		image->loaded = false;
	mutex_unlock(&images_lock);
	if (ret)
		return ret;
	wdm_module_unload(&image->info.module);
	remove(image);
	return 0;
}
