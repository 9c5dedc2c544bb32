// SPDX-License-Identifier: GPL-2.0
/*
 * libwdm: what becomes of an instruction of an image, by Capstone's account of it.
 *
 * Most run as they are, of the privileged ones those that a driver has a right to: in and
 * out, rdmsr and wrmsr, caches. Some mean something else under Linux and are replaced.
 * What would change what belongs to Linux, or reads what only Windows has, is refused.
 */
#include <capstone/capstone.h>
#include <string.h>

#include "machine.h"

#define SHARED_DATA	0xfffff78000000000ULL
#define PAGE		0x1000

/* KPCR: what headers of Windows read by an address that is known (wdmcore/pe/machine.c). */
#define PCR_LEGACY_NUMBER	0x184
#define PCR_CURRENT_THREAD	0x188
#define PCR_NUMBER		0x1a4

bool wdm_machine_is_shared(uint64_t value)
{
	return value - SHARED_DATA < PAGE;
}

/* A general register by its number, with its width; false: it is none, or a high byte. */
static bool general(x86_reg reg, uint8_t *number, uint8_t *width)
{
	static const x86_reg names[16][4] = {
		{ X86_REG_AL, X86_REG_AX, X86_REG_EAX, X86_REG_RAX },
		{ X86_REG_CL, X86_REG_CX, X86_REG_ECX, X86_REG_RCX },
		{ X86_REG_DL, X86_REG_DX, X86_REG_EDX, X86_REG_RDX },
		{ X86_REG_BL, X86_REG_BX, X86_REG_EBX, X86_REG_RBX },
		{ X86_REG_SPL, X86_REG_SP, X86_REG_ESP, X86_REG_RSP },
		{ X86_REG_BPL, X86_REG_BP, X86_REG_EBP, X86_REG_RBP },
		{ X86_REG_SIL, X86_REG_SI, X86_REG_ESI, X86_REG_RSI },
		{ X86_REG_DIL, X86_REG_DI, X86_REG_EDI, X86_REG_RDI },
		{ X86_REG_R8B, X86_REG_R8W, X86_REG_R8D, X86_REG_R8 },
		{ X86_REG_R9B, X86_REG_R9W, X86_REG_R9D, X86_REG_R9 },
		{ X86_REG_R10B, X86_REG_R10W, X86_REG_R10D, X86_REG_R10 },
		{ X86_REG_R11B, X86_REG_R11W, X86_REG_R11D, X86_REG_R11 },
		{ X86_REG_R12B, X86_REG_R12W, X86_REG_R12D, X86_REG_R12 },
		{ X86_REG_R13B, X86_REG_R13W, X86_REG_R13D, X86_REG_R13 },
		{ X86_REG_R14B, X86_REG_R14W, X86_REG_R14D, X86_REG_R14 },
		{ X86_REG_R15B, X86_REG_R15W, X86_REG_R15D, X86_REG_R15 },
	};
	unsigned int i, j;

	for (i = 0; i < 16; i++)
		for (j = 0; j < 4; j++)
			if (names[i][j] == reg) {
				*number = i;
				*width = 1 << j;
				return true;
			}
	return false;
}

static bool is_control(x86_reg reg)
{
	return reg >= X86_REG_CR0 && reg <= X86_REG_CR15;
}

static bool is_debug(x86_reg reg)
{
	return reg >= X86_REG_DR0 && reg <= X86_REG_DR15;
}

static bool is_vector(x86_reg reg)
{
	return (reg >= X86_REG_FP0 && reg <= X86_REG_FP7) ||
	       (reg >= X86_REG_K0 && reg <= X86_REG_K7) ||
	       (reg >= X86_REG_MM0 && reg <= X86_REG_MM7) ||
	       (reg >= X86_REG_ST0 && reg <= X86_REG_ST7) ||
	       (reg >= X86_REG_XMM0 && reg <= X86_REG_XMM31) ||
	       (reg >= X86_REG_YMM0 && reg <= X86_REG_YMM31) ||
	       (reg >= X86_REG_ZMM0 && reg <= X86_REG_ZMM31) || reg == X86_REG_FPSW;
}

static bool uses_vectors(const cs_insn *insn)
{
	const cs_x86 *x86 = &insn->detail->x86;
	uint8_t i;

	for (i = 0; i < x86->op_count; i++)
		if (x86->operands[i].type == X86_OP_REG && is_vector(x86->operands[i].reg))
			return true;
	for (i = 0; i < insn->detail->groups_count; i++)
		if (insn->detail->groups[i] == X86_GRP_FPU)
			return true;
	switch (insn->id) {
	case X86_INS_EMMS: case X86_INS_FEMMS: case X86_INS_FNINIT: case X86_INS_LDMXCSR:
	case X86_INS_FLDCW: case X86_INS_FXRSTOR: case X86_INS_FXRSTOR64: case X86_INS_XRSTOR:
	case X86_INS_XRSTOR64: case X86_INS_VLDMXCSR: case X86_INS_VZEROUPPER:
	case X86_INS_VZEROALL:
		return true;
	default:
		return false;
	}
}

/* The operand that is relative to fs or gs, or NULL. */
static const cs_x86_op *segment_operand(const cs_x86 *x86)
{
	uint8_t i;

	for (i = 0; i < x86->op_count; i++)
		if (x86->operands[i].type == X86_OP_MEM &&
		    (x86->operands[i].mem.segment == X86_REG_GS ||
		     x86->operands[i].mem.segment == X86_REG_FS))
			return &x86->operands[i];
	return NULL;
}

static bool set_register(x86_reg reg, uint8_t *number)
{
	uint8_t width;

	*number = WDM_SITE_NO_REGISTER;
	return reg == X86_REG_INVALID || (general(reg, number, &width) && width == 8);
}

static bool is_known(const struct wdm_ctl_site *site)
{
	/* Where a register has a part in it, that shows when it runs. */
	if (site->base != WDM_SITE_NO_REGISTER || site->index != WDM_SITE_NO_REGISTER)
		return true;
	return site->displacement == PCR_CURRENT_THREAD ||
	       site->displacement == PCR_LEGACY_NUMBER || site->displacement == PCR_NUMBER;
}

static enum wdm_machine_verdict classify_segment(const cs_insn *insn, const cs_x86_op *memory,
						 struct wdm_ctl_site *site)
{
	const cs_x86 *x86 = &insn->detail->x86;
	unsigned int scale = memory->mem.scale;

	/* Its address alone is nothing to be afraid of. */
	if (insn->id == X86_INS_LEA || insn->id == X86_INS_NOP)
		return WDM_MACHINE_AS_IT_IS;
	if (memory->mem.segment != X86_REG_GS || x86->op_count != 2 || memory != &x86->operands[1] ||
	    x86->operands[0].type != X86_OP_REG ||
	    (insn->id != X86_INS_MOV && insn->id != X86_INS_MOVZX && insn->id != X86_INS_MOVABS) ||
	    !general(x86->operands[0].reg, &site->reg, &site->width) ||
	    !set_register(memory->mem.base, &site->base) ||
	    !set_register(memory->mem.index, &site->index) ||
	    memory->mem.disp != (int32_t)memory->mem.disp)
		return WDM_MACHINE_REFUSED;
	site->kind = WDM_SITE_READ_GS;
	site->size = memory->size;
	while (scale > 1) {
		scale >>= 1;
		site->shift++;
	}
	site->displacement = memory->mem.disp;
	return is_known(site) ? WDM_MACHINE_SITE : WDM_MACHINE_REFUSED;
}

static enum wdm_machine_verdict classify_mov(const cs_x86 *x86, struct wdm_ctl_site *site)
{
	const cs_x86_op *to = &x86->operands[0], *from = &x86->operands[1];

	if (x86->op_count != 2)
		return WDM_MACHINE_AS_IT_IS;
	if (from->type == X86_OP_REG && from->reg == X86_REG_CR8) {
		site->kind = WDM_SITE_READ_IRQL;
		return general(to->reg, &site->reg, &site->width) ? WDM_MACHINE_SITE :
								    WDM_MACHINE_REFUSED;
	}
	if (to->type != X86_OP_REG)
		return WDM_MACHINE_AS_IT_IS;
	if (to->reg == X86_REG_CR8) {
		site->kind = WDM_SITE_WRITE_IRQL;
		return general(from->reg, &site->reg, &site->width) ? WDM_MACHINE_SITE :
								      WDM_MACHINE_REFUSED;
	}
	if (is_control(to->reg) || is_debug(to->reg) || to->reg == X86_REG_FS ||
	    to->reg == X86_REG_GS || to->reg == X86_REG_SS)
		return WDM_MACHINE_REFUSED;
	return WDM_MACHINE_AS_IT_IS;
}

static enum wdm_machine_verdict classify_int(const cs_insn *insn, struct wdm_ctl_site *site)
{
	switch (insn->detail->x86.operands[0].imm & 0xff) {
	case 3:
		site->kind = WDM_SITE_BREAK;
		return WDM_MACHINE_SITE;
	case 0x29:
		site->kind = WDM_SITE_FAIL_FAST;
		return WDM_MACHINE_SITE;
	case 0x2c:
		site->kind = WDM_SITE_ASSERT;
		return WDM_MACHINE_SITE;
	default:
		return WDM_MACHINE_REFUSED;
	}
}

static enum wdm_machine_verdict classify_id(const cs_insn *insn, struct wdm_ctl_site *site)
{
	switch (insn->id) {
	case X86_INS_MOV: case X86_INS_MOVABS:
		return classify_mov(&insn->detail->x86, site);
	case X86_INS_CLI:
		site->kind = WDM_SITE_DISABLE;
		return WDM_MACHINE_SITE;
	case X86_INS_STI:
		site->kind = WDM_SITE_ENABLE;
		return WDM_MACHINE_SITE;
	case X86_INS_POPFQ:
		site->kind = WDM_SITE_POP_FLAGS;
		return WDM_MACHINE_SITE;
	case X86_INS_INT3:
		site->kind = WDM_SITE_BREAK;
		return WDM_MACHINE_SITE;
	case X86_INS_INT:
		return classify_int(insn, site);
	/* They change what belongs to Linux, or lead out of it. */
	case X86_INS_CLTS: case X86_INS_LMSW: case X86_INS_LGDT: case X86_INS_LIDT:
	case X86_INS_LLDT: case X86_INS_LTR: case X86_INS_SWAPGS: case X86_INS_SYSCALL:
	case X86_INS_SYSENTER: case X86_INS_SYSEXIT: case X86_INS_SYSRET: case X86_INS_IRET:
	case X86_INS_IRETD: case X86_INS_IRETQ: case X86_INS_INVD: case X86_INS_RSM:
	case X86_INS_WRFSBASE: case X86_INS_WRGSBASE: case X86_INS_RDGSBASE:
	case X86_INS_RDFSBASE: case X86_INS_XSETBV: case X86_INS_VMXON: case X86_INS_VMLAUNCH:
	case X86_INS_VMRESUME: case X86_INS_VMRUN: case X86_INS_LJMP: case X86_INS_LCALL:
	case X86_INS_RETF: case X86_INS_RETFQ: case X86_INS_LFS: case X86_INS_LGS:
	case X86_INS_LSS:
	/* 16 bits of the flags, and popf of them: nothing that a compiler makes. */
	case X86_INS_POPF:
		return WDM_MACHINE_REFUSED;
	default:
		return WDM_MACHINE_AS_IT_IS;
	}
}

enum wdm_machine_verdict wdm_machine_classify(const struct cs_insn *insn,
					      struct wdm_ctl_site *site, bool *vectors)
{
	const cs_x86_op *memory = segment_operand(&insn->detail->x86);
	enum wdm_machine_verdict verdict;

	memset(site, 0, sizeof(*site));
	site->length = insn->size;
	*vectors = uses_vectors(insn);
	verdict = memory ? classify_segment(insn, memory, site) : classify_id(insn, site);
	/* Nothing moves the stack pointer so, and a stub couldn't. */
	if (verdict == WDM_MACHINE_SITE &&
	    (site->kind == WDM_SITE_READ_IRQL || site->kind == WDM_SITE_WRITE_IRQL ||
	     site->kind == WDM_SITE_READ_GS) &&
	    (site->reg == 4 || site->base == 4 || site->index == 4))
		return WDM_MACHINE_REFUSED;
	return verdict;
}
