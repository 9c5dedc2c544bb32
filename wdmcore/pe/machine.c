// SPDX-License-Identifier: GPL-2.0
/*
 * Pe: what stands for those instructions of images that mean something else here.
 */
#include <linux/bsearch.h>
#include <linux/export.h>
#include <linux/irqflags.h>
#include <linux/kdebug.h>
#include <linux/kernel.h>
#include <linux/kprobes.h>
#include <linux/mm.h>
#include <linux/notifier.h>
#include <linux/ptrace.h>
#include <linux/rcupdate.h>
#include <linux/string.h>
#include <asm/processor-flags.h>

#include <ntddk.h>
#include "dbg.h"
#include "hal.h"
#include "image.h"
#include "ke.h"
#include "machine.h"
#include "pe.h"
#include "pe_exception.h"
#include "vectors.h"

#define KMODE_EXCEPTION_NOT_HANDLED	0x1e
#define KERNEL_SECURITY_CHECK_FAILURE	0x139

/* KPCR: what headers inline. Its other fields are nobody's business. */
#define PCR_LEGACY_NUMBER	0x184
#define PCR_CURRENT_THREAD	0x188
#define PCR_NUMBER		0x1a4

#define RCX	1

static void set_reg(struct wdm_machine *m, u64 value)
{
	const struct wdm_ctl_site *site = &m->site->ctl;
	u64 *reg = &m->reg[site->reg];

	switch (site->width) {
	case 1:
		*reg = (*reg & ~0xffULL) | (u8)value;
		break;
	case 2:
		*reg = (*reg & ~0xffffULL) | (u16)value;
		break;
	case 4:
		*reg = (u32)value;
		break;
	default:
		*reg = value;
	}
}

static void set_irql(const struct wdm_site *site, u64 value)
{
	KIRQL now = KeGetCurrentIrql();

	if (value > HIGH_LEVEL)
		wdm_bug_report(KMODE_EXCEPTION_NOT_HANDLED, (u32)STATUS_PRIVILEGED_INSTRUCTION,
			       (u64)site->at, value, 0, site->at, "a value of 0x%llx for CR8",
			       value);
	else if (value > now)
		KfRaiseIrql(value);
	else if (value < now)
		KeLowerIrql(value);
}

static u64 gs_address(const struct wdm_machine *m, const struct wdm_ctl_site *site)
{
	u64 address = (s64)site->displacement;

	if (site->base != WDM_SITE_NO_REGISTER)
		address += m->reg[site->base];
	if (site->index != WDM_SITE_NO_REGISTER)
		address += m->reg[site->index] << site->shift;
	return address;
}

/* Also what lies in the upper part of a field that is read whole. */
static u64 read_gs(const struct wdm_machine *m)
{
	const struct wdm_site *site = m->site;
	u64 address = gs_address(m, &site->ctl);
	u64 mask = GENMASK_ULL(8 * site->ctl.size - 1, 0);

	switch (address) {
	case PCR_CURRENT_THREAD:
		return (u64)KeGetCurrentThread() & mask;
	case PCR_LEGACY_NUMBER:
	case PCR_NUMBER:
		return KeGetCurrentProcessorNumberEx(NULL) & mask;
	default:
		wdm_bug_report(KMODE_EXCEPTION_NOT_HANDLED, (u32)STATUS_ACCESS_VIOLATION,
			       (u64)site->at, 0, address, site->at,
			       "a read of the processor's control region at 0x%llx, which isn't documented",
			       address);
		return 0;
	}
}

static void stopped(const struct wdm_site *site, NTSTATUS status, const char *what)
{
	wdm_bug_report(KMODE_EXCEPTION_NOT_HANDLED, (u32)status, (u64)site->at, 0, 0, site->at,
		       "%s", what);
}

/* Pops the flags: a return to a return, which finds the way back in their place. */
static const void *pop_flags(struct wdm_machine *m, const void *back)
{
	u64 value = m->stack[0];

	__writeeflags(value);
	m->flags = value;
	m->stack[0] = (u64)back;
	return wdm_machine_return;
}

/**
 * wdm_machine - does what an instruction of an image does on Windows
 * @m: the image's registers; changed as the instruction changes them
 *
 * Context: the image's.
 */
void wdm_machine(struct wdm_machine *m)
{
	const struct wdm_site *site = m->site;
	const void *back = site->at + site->ctl.length;
	struct wdm_image_frame *f = NULL;

	/* What follows may sleep, or run DPCs; not this one, which is all over the place. */
	if (site->ctl.kind != WDM_SITE_READ_IRQL)
		f = wdm_innermost_image_frame();
	if (f && !wdm_vectors_pause(f))
		f = NULL;
	switch (site->ctl.kind) {
	case WDM_SITE_READ_IRQL:
		m->reg[site->ctl.reg] = KeGetCurrentIrql();
		break;
	case WDM_SITE_WRITE_IRQL:
		set_irql(site, m->reg[site->ctl.reg]);
		break;
	case WDM_SITE_READ_GS:
		set_reg(m, read_gs(m));
		break;
	case WDM_SITE_DISABLE:
		_disable();
		break;
	case WDM_SITE_ENABLE:
		_enable();
		break;
	case WDM_SITE_POP_FLAGS:
		back = pop_flags(m, back);
		break;
	case WDM_SITE_BREAK:
		stopped(site, STATUS_BREAKPOINT, "break point");
		break;
	case WDM_SITE_ASSERT:
		stopped(site, STATUS_ASSERTION_FAILURE, "an assertion failed");
		break;
	case WDM_SITE_FAIL_FAST:
		wdm_bug_check(KERNEL_SECURITY_CHECK_FAILURE, m->reg[RCX], (u64)site->at, 0, 0,
			      site->at);
	}
	if (f)
		wdm_vectors_resume(f);
	m->back = back;
	/* All but IF are the image's: that one is as it has become. */
	m->flags = (m->flags & ~X86_EFLAGS_IF) | (native_save_fl() & X86_EFLAGS_IF);
}

EXPORT_SYMBOL_GPL(wdm_machine_entry);

static int compare_site(const void *at, const void *site)
{
	const void *other = ((const struct wdm_site *)site)->at;

	return at < other ? -1 : at > other;
}
NOKPROBE_SYMBOL(compare_site);

/* An int3 was executed. If it stands for an instruction of an image, it goes on at its stub. */
static int on_break(struct notifier_block *block, unsigned long what, void *argument)
{
	struct pt_regs *regs = ((struct die_args *)argument)->regs;
	const void *at = (void *)(regs->ip - 1);
	const struct wdm_site *site;
	struct wdm_image *image;
	int ret = NOTIFY_DONE;

	if (what != DIE_INT3 || user_mode(regs))
		return NOTIFY_DONE;
	rcu_read_lock();
	image = wdm_image_at(at);
	if (image && image->nr_sites) {
		site = bsearch(at, image->sites, image->nr_sites, sizeof(*site), compare_site);
		if (site && site->stub) {
			regs->ip = (unsigned long)site->stub;
			ret = NOTIFY_STOP;
		}
	}
	rcu_read_unlock();
	return ret;
}
NOKPROBE_SYMBOL(on_break);

static struct notifier_block on_break_block = {
	.notifier_call = on_break,
	.priority = INT_MAX,
};

int wdm_machine_init(void)
{
	return register_die_notifier(&on_break_block);
}

void wdm_machine_exit(void)
{
	unregister_die_notifier(&on_break_block);
}
