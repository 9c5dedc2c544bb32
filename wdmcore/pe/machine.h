/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Pe: instructions of images that mean something else here than on Windows.
 *
 * Headers for x64 inline some of the machine. CR8 is the IRQL on Windows, and the priority
 * register of the interrupt controller under Linux; gs is the base of the processor's
 * block there, and of its variables here; and a page with clocks has a fixed address
 * there, which is nothing here. wdmctl decodes an image's code and tells where such
 * instructions are. Each is replaced, before its page becomes read-only: by a jump to a
 * stub where it is long enough for one, else by int3, whose handler leads there. A stub
 * stands behind the image, names its place, and goes to wdm_machine_entry.
 */
#ifndef _WDM_PE_MACHINE_H
#define _WDM_PE_MACHINE_H

/* struct wdm_machine, for assembler: the registers, behind them the flags */
#define WDM_MACHINE_REGS	16

#ifndef __ASSEMBLY__

#include <linux/types.h>

#include <uapi/wdm_ctl.h>

struct wdm_image;
struct wdm_pe;
struct wdm_pe_report;

/**
 * struct wdm_site - a place in an image that is in memory
 * @ctl: what wdmctl says
 * @at: where it is
 * @stub: what stands for it
 */
struct wdm_site {
	struct wdm_ctl_site ctl;
	const void *at;
	const void *stub;
};

/**
 * struct wdm_machine - an image's registers at such a place
 * @reg: in the order of their numbers; that of rsp isn't kept
 * @flags: RFLAGS
 * @site: the place
 * @back: shares its room with @site: where it goes on
 * @stack: the image's
 */
struct wdm_machine {
	u64 reg[WDM_MACHINE_REGS];
	u64 flags;
	union {
		const struct wdm_site *site;
		const void *back;
	};
	u64 stack[];
};

/* sites.c: bytes for the stubs of so many places */
size_t wdm_sites_stub_size(u32 count);
/*
 * sites.c: checks the places in an image that is relocated, and replaces them. @stubs: where
 * their stubs go; behind the image
 */
NTSTATUS wdm_sites_replace(const struct wdm_pe *pe, void *image, struct wdm_site *sites, u32 count,
			   void *stubs, struct wdm_pe_report *report);

/* machine.c: a return, for one that returns to it */
extern const char wdm_machine_return[];
void wdm_machine(struct wdm_machine *m);
/* machine.S */
void wdm_machine_entry(void);

int wdm_machine_init(void);
void wdm_machine_exit(void);

#endif /* __ASSEMBLY__ */

#endif /* _WDM_PE_MACHINE_H */
