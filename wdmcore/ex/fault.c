// SPDX-License-Identifier: GPL-2.0
/*
 * Ex: faults of drivers built from source.
 *
 * The build gives each instruction of a driver that touches memory an entry in the
 * driver's exception table and a stub (userspace-tools/build/driver-as/as): from the
 * processor's fault, Linux goes to the stub, and that calls one of the functions here.
 * So this runs in the place of the instruction, as if it had called it.
 *
 * A program's address is an exception then, as is a division by zero. A bad kernel
 * address is none on Windows either, but a bug check; and so is a program's address at
 * DISPATCH_LEVEL or above.
 */
#include <linux/extable.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/rculist.h>
#include <linux/spinlock.h>
#include <linux/uaccess.h>

#include <wdm.h>

#include "compat.h"
#include "dbg.h"
#include "ex.h"
#include "fault.h"
#include "io_dev.h"
#include "ke.h"

#define PAGE_FAULT_IN_NONPAGED_AREA	0x50
#define DRIVER_IRQL_NOT_LESS_OR_EQUAL	0xd1

static LIST_HEAD(images);
static DEFINE_SPINLOCK(images_lock);

static struct wdm_fault_image own_image;

void wdm_fault_image_add(struct wdm_fault_image *image, struct module *module)
{
	image->module = module;
	image->text = wdm_module_text(module, &image->size);
	spin_lock(&images_lock);
	list_add_rcu(&image->link, &images);
	spin_unlock(&images_lock);
}
EXPORT_SYMBOL_GPL(wdm_fault_image_add);

void wdm_fault_image_remove(struct wdm_fault_image *image)
{
	if (!image->module)
		return;
	spin_lock(&images_lock);
	list_del_rcu(&image->link);
	spin_unlock(&images_lock);
	synchronize_rcu();
	image->module = NULL;
}
EXPORT_SYMBOL_GPL(wdm_fault_image_remove);

void __init wdm_fault_init(void)
{
	wdm_fault_image_add(&own_image, THIS_MODULE);
}

void wdm_fault_exit(void)
{
	wdm_fault_image_remove(&own_image);
}

static const void *fixup_address(const struct exception_table_entry *e)
{
	return (const void *)&e->fixup + e->fixup;
}

/* The instruction that a stub is for: of the stub that starts closest before @in_stub. */
static const void *instruction_of(const void *in_stub)
{
	const struct exception_table_entry *found = NULL;
	const struct wdm_fault_image *image;
	unsigned int i;

	rcu_read_lock();
	list_for_each_entry_rcu(image, &images, link) {
		const struct exception_table_entry *table = image->module->extable;

		if ((size_t)(in_stub - image->text) >= image->size)
			continue;
		for (i = 0; i < image->module->num_exentries; i++)
			if (fixup_address(&table[i]) < in_stub &&
			    (!found || fixup_address(&table[i]) > fixup_address(found)))
				found = &table[i];
	}
	rcu_read_unlock();
	return found ? (const void *)&found->insn + found->insn : in_stub;
}

/*
 * Who calls here stands in a stub, for which there is no unwind information: the
 * return address becomes one in the instruction. Nobody returns to it. Not to be traced:
 * a tracer would have put an address of its own there.
 */
static __always_inline const void *take_place(void **frame)
{
	const void *instruction = instruction_of(frame[1]);

	frame[1] = (void *)instruction + 1;
	return instruction;
}

#define TAKE_PLACE()	take_place(__builtin_frame_address(0))

static bool is_canonical(unsigned long address)
{
	return (long)(address << 7) >> 7 == (long)address;
}

static const char *access_words(bool write)
{
	return write ? "a write to" : "a read from";
}

void wdm_fault_at(unsigned long address, bool write, const void *instruction)
{
	EXCEPTION_RECORD record = {
		.ExceptionCode = STATUS_ACCESS_VIOLATION,
		.ExceptionFlags = EXCEPTION_NONCONTINUABLE,
		.ExceptionAddress = (PVOID)instruction,
		.NumberParameters = 2,
		.ExceptionInformation = { write, address },
	};
	KIRQL irql = KeGetCurrentIrql();

	if (irql >= DISPATCH_LEVEL) {
		wdm_bug_report(DRIVER_IRQL_NOT_LESS_OR_EQUAL, address, irql, write,
			       (uintptr_t)instruction, instruction,
			       "%s a bad address, 0x%lx, at IRQL %u", access_words(write),
			       address, irql);
		wdm_contain_thread("a bad address at a raised IRQL");
	}
	if ((long)address < 0 && is_canonical(address)) {
		wdm_bug_report(PAGE_FAULT_IN_NONPAGED_AREA, address, write ? 2 : 0,
			       (uintptr_t)instruction, 0, instruction,
			       "%s a bad kernel address, 0x%lx", access_words(write), address);
		wdm_contain_thread("a bad kernel address");
	}
	if (!is_canonical(address)) {
		/* The processor doesn't say which address it was. */
		record.ExceptionInformation[0] = 0;
		record.ExceptionInformation[1] = ~0ULL;
	}
	wdm_raise_record(&record);
	wdm_contain_thread("an exception that can't be continued");
}

/* Reads whatever kind of address it is. */
static bool can_read(unsigned long address)
{
	u8 byte;
	bool can;

	if ((long)address < 0)
		return !copy_from_kernel_nofault(&byte, (const void *)address, 1);
	can = !copy_from_user_nofault(&byte, (const void __user *)address, 1);
	wdm_user_access_renew();
	return can;
}

/**
 * wdm_driver_fault_read - an instruction couldn't read
 * @address: from where
 *
 * Context: where the instruction stands. Doesn't return.
 */
notrace noinline void wdm_driver_fault_read(unsigned long address)
{
	wdm_fault_at(address, false, TAKE_PLACE());
}
WDM_EXPORT(wdm_driver_fault_read);

/**
 * wdm_driver_fault_write - an instruction couldn't write
 * @address: to where
 *
 * Context: where the instruction stands. Doesn't return.
 */
notrace noinline void wdm_driver_fault_write(unsigned long address)
{
	wdm_fault_at(address, true, TAKE_PLACE());
}
WDM_EXPORT(wdm_driver_fault_write);

/* The string instructions have their addresses where the arguments are: rdi, rsi. */

notrace noinline void wdm_driver_fault_movs(unsigned long to, unsigned long from)
{
	const void *instruction = TAKE_PLACE();

	if (can_read(from))
		wdm_fault_at(to, true, instruction);
	wdm_fault_at(from, false, instruction);
}
WDM_EXPORT(wdm_driver_fault_movs);

notrace noinline void wdm_driver_fault_stos(unsigned long to)
{
	wdm_fault_at(to, true, TAKE_PLACE());
}
WDM_EXPORT(wdm_driver_fault_stos);

notrace noinline void wdm_driver_fault_ins(unsigned long to)
{
	wdm_fault_at(to, true, TAKE_PLACE());
}
WDM_EXPORT(wdm_driver_fault_ins);

notrace noinline void wdm_driver_fault_outs(unsigned long to, unsigned long from)
{
	wdm_fault_at(from, false, TAKE_PLACE());
}
WDM_EXPORT(wdm_driver_fault_outs);

notrace noinline void wdm_driver_fault_lods(unsigned long to, unsigned long from)
{
	wdm_fault_at(from, false, TAKE_PLACE());
}
WDM_EXPORT(wdm_driver_fault_lods);

notrace noinline void wdm_driver_fault_scas(unsigned long at)
{
	wdm_fault_at(at, false, TAKE_PLACE());
}
WDM_EXPORT(wdm_driver_fault_scas);

notrace noinline void wdm_driver_fault_cmps(unsigned long one, unsigned long other)
{
	const void *instruction = TAKE_PLACE();

	wdm_fault_at(can_read(other) ? one : other, false, instruction);
}
WDM_EXPORT(wdm_driver_fault_cmps);

static void raise_divide(bool zero, const void *instruction)
{
	EXCEPTION_RECORD record = {
		.ExceptionCode = zero ? STATUS_INTEGER_DIVIDE_BY_ZERO : STATUS_INTEGER_OVERFLOW,
		.ExceptionFlags = EXCEPTION_NONCONTINUABLE,
		.ExceptionAddress = (PVOID)instruction,
	};

	wdm_raise_record(&record);
	wdm_contain_thread("an exception that can't be continued");
}

/* An instruction of an image couldn't divide; by what isn't known. */
void wdm_raise_divide(const void *instruction)
{
	raise_divide(true, instruction);
}

/**
 * wdm_driver_divide - an instruction couldn't divide
 * @zero: the divisor is zero; otherwise the result would be too big
 *
 * Context: where the instruction stands. Doesn't return.
 */
notrace noinline void wdm_driver_divide(bool zero)
{
	raise_divide(zero, TAKE_PLACE());
}
WDM_EXPORT(wdm_driver_divide);

/**
 * wdm_driver_divide_memory - the same for a divisor in memory
 * @address: of the divisor, perhaps a bad one
 * @size: its size in bytes
 *
 * Context: where the instruction stands. Doesn't return.
 */
notrace noinline void wdm_driver_divide_memory(unsigned long address, u32 size)
{
	const void *instruction = TAKE_PLACE();
	u64 divisor = 0;
	long error;

	if ((long)address < 0)
		error = copy_from_kernel_nofault(&divisor, (const void *)address, size);
	else
		error = copy_from_user_nofault(&divisor, (const void __user *)address, size);
	wdm_user_access_renew();
	if (error)
		wdm_fault_at(address, false, instruction);
	raise_divide(!divisor, instruction);
}
WDM_EXPORT(wdm_driver_divide_memory);
