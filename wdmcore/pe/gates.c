// SPDX-License-Identifier: GPL-2.0
/*
 * Pe: gates, one for each entry that images call (pe/vectors.h has the idea). They are made
 * when the first image is loaded that needs them, and all that images get from then on are
 * gates: such an image may call another one without wdmcore in between.
 */
#include <linux/export.h>
#include <linux/jump_label.h>
#include <linux/mm.h>
#include <linux/mutex.h>

#include <glue/wdm_module.h>

#include <ntddk.h>
#include "hal.h"
#include "image.h"
#include "pe.h"
#include "pe_thunk.h"
#include "stub.h"
#include "vectors.h"

static DEFINE_MUTEX(gates_lock);
static struct wdm_memory memory;
/*
 * Of the table of exports, twice, as images that catch exceptions have them and as others do;
 * then of tables of routines
 */
static struct wdm_stub *gates;

static size_t count_gates(void)
{
	return 2 * wdm_pe_entry_count + wdm_pe_table_entry_count;
}

static int make_gates(void)
{
	size_t count = count_gates(), i;
	struct wdm_stub *made;
	int ret;

	ret = wdm_memory_alloc(&memory, count * sizeof(*made));
	if (ret)
		return ret;
	made = memory.base;
	for (i = 0; i < wdm_pe_entry_count; i++) {
		const struct wdm_pe_entry *entry = &wdm_pe_entries[i];

		if (!entry->entry)
			continue;
		made[i] = wdm_stub(entry->routine, wdm_gate_entry);
		made[wdm_pe_entry_count + i] = wdm_stub(entry->entry, wdm_gate_entry);
	}
	for (i = 0; i < wdm_pe_table_entry_count; i++)
		made[2 * wdm_pe_entry_count + i] =
			wdm_stub(wdm_pe_table_entries[i], wdm_gate_entry);
	ret = wdm_memory_protect(&memory, 0, count * sizeof(*made), WDM_EXECUTE_READ);
	wdm_memory_flush();
	if (ret) {
		wdm_memory_free(&memory);
		return ret;
	}
	/* All of them can be executed by now. */
	smp_store_release(&gates, made);
	wdm_dma_gate_entries();
	return 0;
}

int wdm_gates_on(void)
{
	int ret = 0;

	mutex_lock(&gates_lock);
	if (!gates)
		ret = make_gates();
	mutex_unlock(&gates_lock);
	return ret;
}

static void *gate_at(void *entry, size_t index)
{
	/* With what they are. */
	struct wdm_stub *all = smp_load_acquire(&gates);

	return all ? &all[index] : entry;
}

void *wdm_gate_of(const struct wdm_pe_entry *entry, bool may_catch)
{
	size_t index = entry - wdm_pe_entries;

	return may_catch ? gate_at(entry->routine, index) :
			   gate_at(entry->entry, wdm_pe_entry_count + index);
}

bool wdm_is_gate(const void *address)
{
	/* With what they are. */
	struct wdm_stub *all = smp_load_acquire(&gates);

	return all && (size_t)(address - (void *)all) < count_gates() * sizeof(*all);
}

/**
 * wdm_gate_table - makes gates of the entries in a table of routines
 * @table: the table, for images; nothing if gates aren't on
 * @size: its bytes
 *
 * Context: any IRQL.
 */
void wdm_gate_table(void *table, size_t size)
{
	void **slot = table, **end = table + size;
	size_t i;

	for (; slot < end; slot++)
		for (i = 0; i < wdm_pe_table_entry_count; i++)
			if (*slot == wdm_pe_table_entries[i])
				*slot = gate_at(*slot, 2 * wdm_pe_entry_count + i);
}

void wdm_gates_exit(void)
{
	if (gates)
		wdm_memory_free(&memory);
}
