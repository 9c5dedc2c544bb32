// SPDX-License-Identifier: GPL-2.0
/*
 * Pe: what images import.
 *
 * The table is made at build time from the DDK's prototypes (userspace-tools/build/
 * exports): an entry in Microsoft's calling convention for each DDI. An entry is plain
 * C: gcc moves the arguments, takes those bits of them that their types have (the rest
 * is undefined in that convention), and preserves rdi and rsi. The address that it
 * returns to is left on the stack behind the DDI's last argument, six in registers
 * counted, so that DDIs find out who called them (WDM_CALLER()).
 */
#include <linux/bsearch.h>
#include <linux/cache.h>
#include <linux/export.h>
#include <linux/jump_label.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/string.h>

#include <ntddk.h>
#include "call.h"
#include "pe.h"
#include "pe_call.h"
#include "pe_exception.h"
#include "pe_thunk.h"
#include "vectors.h"

EXPORT_SYMBOL_GPL(wdm_dma_operations_entries);
EXPORT_SYMBOL_GPL(wdm_bus_interface_entries);

static const char *const libraries[] = { "ntoskrnl.exe", "hal.dll", "wmilib.sys" };

static int compare_name(const void *name, const void *entry)
{
	return strcmp(name, ((const struct wdm_pe_entry *)entry)->name);
}

static void *find_export(const char *library, const char *name, bool may_catch)
{
	const struct wdm_pe_entry *entry;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(libraries); i++)
		if (!strcasecmp(library, libraries[i]))
			break;
	if (i == ARRAY_SIZE(libraries))
		return NULL;
	entry = bsearch(name, wdm_pe_entries, wdm_pe_entry_count, sizeof(*entry), compare_name);
	if (!entry)
		return NULL;
	if (!entry->routine)
		return *entry->data;
	/* Assembler that keeps all registers needs no gate, and could have none. */
	if (!entry->entry)
		return entry->routine;
	return wdm_gate_of(entry, may_catch);
}

/**
 * wdm_pe_export - what an import is bound to
 * @library: the file that the image wants it from, case ignored
 * @name: the name
 *
 * Which of them has what differs between versions of Windows; here all have all.
 *
 * Context: any IRQL.
 * Return: a routine to be called by Microsoft's convention or the address of data,
 *	NULL if there is none of that name
 */
void *wdm_pe_export(const char *library, const char *name)
{
	return find_export(library, name, true);
}
EXPORT_SYMBOL_GPL(wdm_pe_export);

/**
 * wdm_pe_export_uncaught - the same for an image without handlers of exceptions
 * @library: as above
 * @name: as above
 *
 * Nobody asks for the registers of its functions, so no entry need leave them.
 *
 * Context: any IRQL.
 * Return: as above
 */
void *wdm_pe_export_uncaught(const char *library, const char *name)
{
	return find_export(library, name, false);
}

/* Entries stand in one section; these are the outermost of them. */
struct wdm_pe_entries_bounds wdm_pe_entries_bounds __ro_after_init;
EXPORT_SYMBOL_GPL(wdm_pe_entries_bounds);

static void __init extend(unsigned long *end, const void *routine)
{
	unsigned long at = (unsigned long)routine;

	if (!routine)
		return;
	if (!wdm_pe_entries_bounds.base || at < wdm_pe_entries_bounds.base)
		wdm_pe_entries_bounds.base = at;
	*end = max(*end, at);
}

/* An upper bound for the size of one entry. */
#define ENTRY_SIZE	512

void __init wdm_pe_export_init(void)
{
	unsigned long end = 0;
	size_t i;

	for (i = 0; i < wdm_pe_entry_count; i++) {
		if (!wdm_pe_entries[i].entry)
			continue;
		extend(&end, wdm_pe_entries[i].routine);
		extend(&end, wdm_pe_entries[i].entry);
	}
	for (i = 0; i < wdm_pe_table_entry_count; i++)
		extend(&end, wdm_pe_table_entries[i]);
	wdm_pe_entries_bounds.size = end + ENTRY_SIZE - wdm_pe_entries_bounds.base;
}

/**
 * wdm_image_caller - who called a DDI by way of an entry
 * @arguments: where the DDI's arguments on the stack are
 *
 * Context: any IRQL.
 * Return: where in the image the entry was called; the routine, if that was its end
 */
const void *wdm_image_caller(const void *arguments)
{
	const char *back = *(const char *const *)arguments;

	if (likely(back != wdm_gate_back))
		return back;
	back = wdm_vectors_behind_gate(back);
	/* As an entry does it (pe_thunk.h), which has seen the gate. */
	if (unlikely(back > wdm_call_any && back <= wdm_call_returned_more))
		return wdm_innermost_image_frame()->routine;
	return back;
}
EXPORT_SYMBOL_GPL(wdm_image_caller);
