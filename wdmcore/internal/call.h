/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The one way from wdmcore into a driver's routine, and who called from there.
 *
 * Drivers built from source speak the kernel's own calling convention, loaded images
 * Microsoft's. The decision between the two belongs here, behind a static branch, and
 * nowhere else. Hence the rule: whatever calls a routine that a driver supplied goes
 * through WDM_CALL(), whatever kind of callback it is. While no image is loaded this is
 * the plain call.
 */
#ifndef _WDM_INTERNAL_CALL_H
#define _WDM_INTERNAL_CALL_H

#include <linux/compiler.h>
#include <linux/jump_label.h>
#include <linux/stringify.h>
#include <linux/types.h>
#include <asm/asm.h>

/* What of pe.h this needs: every component includes it. */
DECLARE_STATIC_KEY_FALSE(wdm_images_key);
bool wdm_is_image_code(const void *routine);
const void *wdm_image_caller(const void *arguments);

/* export.c: where the entries are that images call */
struct wdm_pe_entries_bounds {
	unsigned long base;
	unsigned long size;
};

extern struct wdm_pe_entries_bounds wdm_pe_entries_bounds;

/*
 * pe/enter.S: calls the routine in r10, of either kind, with the arguments of this call: 6
 * or 14 at the most, and none of them on the stack by value. (They have no type, since the
 * compiler doesn't call a function by another one.)
 */
extern const char wdm_call_any[];
extern const char wdm_call_any_more[];
/* pe/enter.S: wdm_image_caller(), which spoils no register but rax */
void wdm_image_caller_kept(void);

/* Is it in an entry? */
#define WDM_IS_IMAGE_ENTRY(address)					\
	((unsigned long)(address) - wdm_pe_entries_bounds.base < wdm_pe_entries_bounds.size)

/* Does @routine speak Microsoft's convention? */
#define WDM_IS_IMAGE(routine)						\
	(static_branch_unlikely(&wdm_images_key) && wdm_is_image_code(routine))

/* Whichever of the two takes so many arguments: what stands at the place of the number says it. */
#define WDM_CALL_ANY(...)						\
	__builtin_choose_expr(						\
		WDM_CALL_PICK(, ##__VA_ARGS__, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0), \
		wdm_call_any_more, wdm_call_any)
#define WDM_CALL_PICK(_0, _1, _2, _3, _4, _5, _6, _7, _8, _9, _10, _11, _12, _13, _14, more, ...) \
	more

/*
 * The chain pointer of nested functions, which the kernel hasn't, is r10: a call that is
 * like the other one, and for the source drivers' one no more than a branch.
 */
#define WDM_CALL(routine, ...) ({					\
	__typeof__(&*(routine)) __wdm_routine = (routine);		\
									\
	static_branch_unlikely(&wdm_images_key) ?			\
		__builtin_call_with_static_chain(			\
			((__typeof__(__wdm_routine))(void *)		\
			 WDM_CALL_ANY(__VA_ARGS__))(__VA_ARGS__),	\
			(void *)__wdm_routine) :			\
		__wdm_routine(__VA_ARGS__);				\
})

/*
 * The driver's code that called this DDI. Between an image and the DDI is an entry
 * (pe/export.c), which leaves the return address behind the DDI's own arguments.
 */
#define WDM_CALLER() ({							\
	const void *__wdm_caller = __builtin_return_address(0);		\
									\
	if (static_branch_unlikely(&wdm_images_key) &&			\
	    WDM_IS_IMAGE_ENTRY(__wdm_caller)) {				\
		__wdm_caller = __builtin_dwarf_cfa();			\
		asm volatile("call wdm_image_caller_kept"		\
			     : "+a" (__wdm_caller), ASM_CALL_CONSTRAINT	\
			     : : "memory", "cc");			\
	}								\
	(void *)__wdm_caller;						\
})

/* For a DDI with more than six arguments; @more: how many. */
#define WDM_CALLER_BEHIND(more) ({					\
	const void *__wdm_from = __builtin_return_address(0);		\
									\
	if (static_branch_unlikely(&wdm_images_key) &&			\
	    WDM_IS_IMAGE_ENTRY(__wdm_from))				\
		__wdm_from = wdm_image_caller(__builtin_dwarf_cfa() +	\
					      (more) * sizeof(long));	\
	(void *)__wdm_from;						\
})

/* Is it an image that has called this DDI? */
#define WDM_CALLED_BY_IMAGE()						\
	(static_branch_unlikely(&wdm_images_key) && wdm_is_image_code(WDM_CALLER()))

#endif /* _WDM_INTERNAL_CALL_H */
