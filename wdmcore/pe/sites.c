// SPDX-License-Identifier: GPL-2.0
/*
 * Pe: places in an image whose instructions are replaced (pe/machine.h has the idea). What
 * wdmctl says of them is compared with the bytes that are there.
 */
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/pe.h>
#include <linux/string.h>

#include <glue/wdm_module.h>

#include <ntddk.h>
#include "compat.h"
#include "image.h"
#include "machine.h"
#include "stub.h"

#define SHARED_DATA	0xfffff78000000000ULL
#define LONGEST		15
#define RSP		4
#define GS_PREFIX	0x65

size_t wdm_sites_stub_size(u32 count)
{
	return PAGE_ALIGN(count * sizeof(struct wdm_stub));
}

/* mov to or from CR8 of a register: REX.R, maybe REX.B, 0F, the direction, two registers */
static bool is_cr8(const u8 *code, const struct wdm_ctl_site *site, u8 direction)
{
	return site->length == 4 && (code[0] & 0xf6) == 0x44 && code[1] == 0x0f &&
	       code[2] == direction && (code[3] & 0x38) == 0 &&
	       site->reg == ((code[3] & 7) | (code[0] & 1) << 3);
}

static bool is_register(u8 reg)
{
	return reg < WDM_MACHINE_REGS && reg != RSP;
}

static bool is_gs(const u8 *code, const struct wdm_ctl_site *site)
{
	return site->length > 3 && memchr(code, GS_PREFIX, 3) && is_register(site->reg) &&
	       is_power_of_2(site->width) && site->width <= 8 && is_power_of_2(site->size) &&
	       site->size <= site->width && site->shift <= 3 &&
	       (site->base == WDM_SITE_NO_REGISTER || is_register(site->base)) &&
	       (site->index == WDM_SITE_NO_REGISTER || is_register(site->index));
}

static bool is_shared_data(const u8 *code, const struct wdm_ctl_site *site)
{
	u64 address;

	if (site->length != sizeof(address))
		return false;
	memcpy(&address, code, sizeof(address));
	return address - SHARED_DATA < PAGE_SIZE;
}

static bool is_interrupt(const u8 *code, const struct wdm_ctl_site *site, u8 vector)
{
	return site->length == 2 && code[0] == 0xcd && code[1] == vector;
}

static bool is_there(const u8 *code, const struct wdm_ctl_site *site)
{
	switch (site->kind) {
	case WDM_SITE_READ_IRQL:
		return is_cr8(code, site, 0x20) && is_register(site->reg);
	case WDM_SITE_WRITE_IRQL:
		return is_cr8(code, site, 0x22) && is_register(site->reg);
	case WDM_SITE_READ_GS:
		return is_gs(code, site);
	case WDM_SITE_DISABLE:
		return site->length == 1 && code[0] == 0xfa;
	case WDM_SITE_ENABLE:
		return site->length == 1 && code[0] == 0xfb;
	case WDM_SITE_POP_FLAGS:
		return site->length == 1 && code[0] == 0x9d;
	case WDM_SITE_BREAK:
		return (site->length == 1 && code[0] == INT3_INSN_OPCODE) ||
		       is_interrupt(code, site, 3);
	case WDM_SITE_ASSERT:
		return is_interrupt(code, site, 0x2c);
	case WDM_SITE_FAIL_FAST:
		return is_interrupt(code, site, 0x29);
	case WDM_SITE_SHARED_DATA:
		return is_shared_data(code, site);
	default:
		return false;
	}
}

static NTSTATUS check(const struct wdm_pe *pe, const void *image, const struct wdm_ctl_site *site,
		      u32 end, struct wdm_pe_report *report)
{
	const struct wdm_pe_section *section;

	if (!site->length || site->length > LONGEST || site->rva < end)
		return wdm_pe_refuse(report, "a wrong list of instructions (0x%x)", site->rva);
	section = wdm_pe_section_of(pe, site->rva, site->length);
	if (!section || (site->kind != WDM_SITE_SHARED_DATA &&
			 !(section->flags & IMAGE_SCN_MEM_EXECUTE)))
		return wdm_pe_refuse(report, "the instruction at 0x%x is in no code", site->rva);
	if (!is_there(image + site->rva, site))
		return wdm_pe_refuse(report, "the instruction at 0x%x is another one", site->rva);
	return STATUS_SUCCESS;
}

/* By a jump where there is room for one; @offset: from its place to the stub */
static void replace(u8 *code, u32 length, s32 offset)
{
	memset(code, INT3_INSN_OPCODE, length);
	if (length < JMP32_INSN_SIZE)
		return;
	code[0] = JMP32_INSN_OPCODE;
	offset -= JMP32_INSN_SIZE;
	memcpy(code + 1, &offset, sizeof(offset));
}

static void replace_address(void *at)
{
	u64 address;

	memcpy(&address, at, sizeof(address));
	address += (u64)wdm_shared_data() - SHARED_DATA;
	memcpy(at, &address, sizeof(address));
}

/**
 * wdm_sites_replace() - replaces instructions that mean something else here
 * @pe: the image, checked
 * @image: its memory, where it will run; can be written
 * @sites: places in it, sorted; they stay as long as the image. Their addresses are filled in
 * @count: how many
 * @stubs: wdm_sites_stub_size() bytes, less than 2 GiB behind @image
 * @report: why it is refused
 *
 * Context: PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_INVALID_IMAGE_FORMAT: @sites doesn't fit the image, which
 *	may be changed in part
 */
NTSTATUS wdm_sites_replace(const struct wdm_pe *pe, void *image, struct wdm_site *sites, u32 count,
			   void *stubs, struct wdm_pe_report *report)
{
	struct wdm_stub *stub = stubs;
	NTSTATUS status;
	u32 i, end = 0;

	for (i = 0; i < count; i++) {
		struct wdm_site *site = &sites[i];
		void *at = image + site->ctl.rva;

		status = check(pe, image, &site->ctl, end, report);
		if (!NT_SUCCESS(status))
			return status;
		end = site->ctl.rva + site->ctl.length;
		site->at = at;
		if (site->ctl.kind == WDM_SITE_SHARED_DATA) {
			replace_address(at);
			continue;
		}
		stub[i] = wdm_stub(site, wdm_machine_entry);
		site->stub = &stub[i];
		replace(at, site->ctl.length, site->stub - at);
	}
	return STATUS_SUCCESS;
}
WDM_EXPORT(wdm_sites_replace);
WDM_EXPORT(wdm_sites_stub_size);
