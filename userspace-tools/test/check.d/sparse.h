/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Forced in front of what sparse reads. After an error it says nothing more about
 * a file, so what it doesn't know has to be told or taken away.
 */

/* It ignores #pragma pack: assertions about packed structures would fail. */
#define _Static_assert(...)	extern int sparse_asserts_nothing

/* Here __try comes down to these. */
int __builtin_setjmp(void **where);
void __builtin_longjmp(void **where, int value);

/* Unknown to sparse: a call, and what goes with it in a register. */
#define __builtin_call_with_static_chain(call, chain)	(call)
#define __builtin_dwarf_cfa()				((void *)0)
