/* SPDX-License-Identifier: GPL-2.0 */
/* Pe: what a call into an image has on the stack (pe/enter.S), where it returns to. */
#ifndef _WDM_INTERNAL_PE_CALL_H
#define _WDM_INTERNAL_PE_CALL_H

/* Where the routine is from there; of a call with more than six arguments */
#define WDM_CALL_ROUTINE	48
#define WDM_CALL_MORE_ROUTINE	112

#ifndef __ASSEMBLY__

/* A call returns between the first and the last of these, one with more behind the second. */
extern const char wdm_call_any[];
extern const char wdm_call_any_more[];
extern const char wdm_call_returned_more[];

#endif /* __ASSEMBLY__ */

#endif /* _WDM_INTERNAL_PE_CALL_H */
