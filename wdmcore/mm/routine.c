// SPDX-License-Identifier: GPL-2.0
/* Mm: finding a system routine by name: this module's own exports. */
#include <linux/compiler.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/module.h>

#include <wdm.h>
#include "call.h"
#include "compat.h"
#include "mm.h"
#include "pe.h"

/*
 * An entry of a module's export table on x86-64, 32-bit offsets from the
 * members themselves. Newer kernels keep the declaration to the module loader, so the
 * table is believed only if it finds this file's own routine where it is.
 */
struct export_entry {
	int value_offset;
	int name_offset;
	int namespace_offset;
};

static const struct export_entry *entry_at(unsigned int i)
{
	return (const struct export_entry *)THIS_MODULE->gpl_syms + i;
}

static bool is_name(const char *name, const UNICODE_STRING *wanted)
{
	unsigned int i, length = wanted->Length / sizeof(WCHAR);

	for (i = 0; i < length; i++)
		if (!name[i] || (unsigned char)name[i] != wanted->Buffer[i])
			return false;
	return !name[length];
}

static void *find(const UNICODE_STRING *name)
{
	unsigned int i;

	for (i = 0; i < THIS_MODULE->num_gpl_syms; i++)
		if (is_name(offset_to_ptr(&entry_at(i)->name_offset), name))
			return offset_to_ptr(&entry_at(i)->value_offset);
	return NULL;
}

/* An image calls by another convention. */
static void *find_for_image(const UNICODE_STRING *wanted)
{
	unsigned int i, length = wanted->Length / sizeof(WCHAR);
	char name[128];

	if (length >= sizeof(name))
		return NULL;
	for (i = 0; i < length; i++) {
		if (!wanted->Buffer[i] || wanted->Buffer[i] > 0x7f)
			return NULL;
		name[i] = wanted->Buffer[i];
	}
	name[length] = 0;
	return wdm_pe_export("ntoskrnl.exe", name);
}

/**
 * MmGetSystemRoutineAddress - MmGetSystemRoutineAddress function
 * @SystemRoutineName: name of a DDI, upper and lower case as documented
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: the routine, or NULL if it isn't there.
 */
PVOID NTAPI MmGetSystemRoutineAddress(PUNICODE_STRING SystemRoutineName)
{
	static const WCHAR own_name[] = L"MmGetSystemRoutineAddress";
	static const UNICODE_STRING own = {
		sizeof(own_name) - sizeof(WCHAR), sizeof(own_name), (PWSTR)own_name,
	};

	if (WDM_CALLED_BY_IMAGE())
		return find_for_image(SystemRoutineName);
	/* What begins in lower case is wdmcore's own. */
	if (SystemRoutineName->Length < sizeof(WCHAR) ||
	    SystemRoutineName->Buffer[0] == 'w' || find(&own) != MmGetSystemRoutineAddress)
		return NULL;
	return find(SystemRoutineName);
}
WDM_EXPORT(MmGetSystemRoutineAddress);
