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
#include <linux/export.h>
#include <linux/jump_label.h>
#include <linux/kernel.h>
#include <linux/string.h>

#include <ntddk.h>
#include "call.h"
#include "pe.h"
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
	return entry->entry ? wdm_gate_of(entry->routine, entry - wdm_pe_entries) : entry->routine;
}
EXPORT_SYMBOL_GPL(wdm_pe_export);

/* Entries stand in one section; these are the outermost of them. */
static const void *first_entry, *last_entry;

static void extend(const void **low, const void **high, const void *routine)
{
	if (!routine)
		return;
	if (!*low || routine < *low)
		*low = routine;
	if (routine > *high)
		*high = routine;
}

static void find_bounds(void)
{
	const void *low = NULL, *high = NULL;
	size_t i;

	for (i = 0; i < wdm_pe_entry_count; i++) {
		if (!wdm_pe_entries[i].entry)
			continue;
		extend(&low, &high, wdm_pe_entries[i].routine);
		extend(&low, &high, wdm_pe_entries[i].entry);
	}
	for (i = 0; i < wdm_pe_table_entry_count; i++)
		extend(&low, &high, wdm_pe_table_entries[i]);
	WRITE_ONCE(first_entry, low);
	/* Who sees the one sees the other. */
	smp_store_release(&last_entry, high);
}

/* An upper bound for the size of one entry. */
#define ENTRY_SIZE	512

/**
 * wdm_is_image_entry - is it one of the entries that images call?
 * @address: an address in code
 *
 * Context: any IRQL.
 * Return: true if so
 */
bool wdm_is_image_entry(const void *address)
{
	/* With first_entry. */
	if (!smp_load_acquire(&last_entry))
		find_bounds();
	return address >= READ_ONCE(first_entry) && address < READ_ONCE(last_entry) + ENTRY_SIZE;
}

/**
 * wdm_image_caller - who called a DDI
 * @from: what the DDI returns to
 * @arguments: where the DDI's arguments on the stack are
 *
 * Context: any IRQL.
 * Return: if that is an entry, where in the image the entry was called; else @from.
 */
const void *wdm_image_caller(const void *from, const void *arguments)
{
	if (!wdm_is_image_entry(from))
		return from;
	from = wdm_vectors_behind_gate(*(const void *const *)arguments);
	/* The last that a routine does may be a jump: it has left no address of its own. */
	if (unlikely((const char *)from > wdm_call_any && (const char *)from <= wdm_call_returned))
		from = wdm_innermost_image_frame()->routine;
	return from;
}
EXPORT_SYMBOL_GPL(wdm_image_caller);
