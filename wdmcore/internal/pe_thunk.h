/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the generated entries for images are made of (pe/export.c has the idea). They
 * see the DDK as a driver does, so nothing of Linux is here.
 */
#ifndef _WDM_INTERNAL_PE_THUNK_H
#define _WDM_INTERNAL_PE_THUNK_H

#include <wdm.h>

#include "pe_call.h"

/* One name that images import. */
struct wdm_pe_entry {
	const char *name;
	void *routine;		/* NULL: data */
	void *entry;		/* what calls the DDI; @routine, or behind it */
	void *const *data;	/* where the headers' pointer to the data is */
};

extern const struct wdm_pe_entry wdm_pe_entries[];
extern const __SIZE_TYPE__ wdm_pe_entry_count;

/* The routines of all tables below. */
extern void *const wdm_pe_table_entries[];
extern const __SIZE_TYPE__ wdm_pe_table_entry_count;

/* The name becomes text at once: some are macros. */
#define WDM_PE_ENTRY(text, routine, entry) \
	{ text, (void *)(routine), (void *)(entry), (void *const *)0 }
#define WDM_PE_ROUTINE(name, symbol)	WDM_PE_ENTRY(#name, thunk_##symbol, thunk_##symbol)
/* By way of pe/raising.S. */
#define WDM_PE_RAISING(name, symbol)	WDM_PE_ENTRY(#name, raising_##symbol, thunk_##symbol)
/* Assembler. */
#define WDM_PE_DIRECT(name, symbol)	WDM_PE_ENTRY(#name, symbol, 0)
#define WDM_PE_DATA(name)		{ #name, (void *)0, (void *)0, (void *const *)&(name) }
/* The headers have the data itself, and the table a pointer to it. */
#define WDM_PE_VARIABLE(name)		{ #name, (void *)0, (void *)0, &variable_##name }

/* Neither traced nor instrumented: they stand for the instruction that calls. */
#define WDM_THUNK_PLAIN							\
	__attribute__((__ms_abi__, __noinline__, __no_instrument_function__))

/* One that may raise an exception. */
#define WDM_THUNK_RAISING	WDM_THUNK_PLAIN __attribute__((__used__))

#define WDM_RAISING(symbol)						\
	void raising_##symbol(void);					\
	__asm__(".text\n"						\
		".type raising_" #symbol ", @function\n"		\
		"raising_" #symbol ":\n\tendbr64\n"			\
		"\tleaq thunk_" #symbol "(%rip), %rax\n"		\
		"\tjmp wdm_pe_raising\n"				\
		".size raising_" #symbol ", . - raising_" #symbol "\n")

/*
 * The way back into the image, for a DDI that asks WDM_CALLER(). The last that a routine does
 * may be a jump to the entry: it has left no address of its own, but is on the stack itself.
 */
#define WDM_IMAGE_CALLER ({						\
	const char *back_ = __builtin_return_address(0);		\
									\
	if (__builtin_expect(back_ > wdm_call_any && back_ <= wdm_call_returned_more, 0)) \
		back_ = *(const char **)((char *)__builtin_dwarf_cfa() +	\
					 (back_ > wdm_call_any_more ?	\
					  WDM_CALL_MORE_ROUTINE : WDM_CALL_ROUTINE)); \
	(const void *)back_;						\
})

/* A register argument whose value nobody looks at. */
#define WDM_UNUSED(name)	long name; __asm__("" : "=r" (name))

/*
 * Microsoft's va_list points at slots of eight bytes. That is the half of ours which
 * is used when no argument in a register is left.
 */
#define WDM_VA_LIST(to, from)						\
	va_list to;							\
	(to)->gp_offset = 6 * 8;					\
	(to)->fp_offset = 6 * 8 + 8 * 16;				\
	(to)->overflow_arg_area = (from);				\
	(to)->reg_save_area = (void *)0

/*
 * Tables of routines that drivers get, with the same routines as entries. The generator
 * finds them by their names.
 */
extern DMA_OPERATIONS wdm_dma_operations;
extern const DMA_OPERATIONS wdm_dma_operations_entries;
extern const BUS_INTERFACE_STANDARD wdm_bus_interface;
extern const BUS_INTERFACE_STANDARD wdm_bus_interface_entries;
extern const DMA_IOMMU_INTERFACE wdm_iommu_interface;
extern const DMA_IOMMU_INTERFACE wdm_iommu_interface_entries;

/* Of ex/fault_memory.c. */
void *wdm_driver_memcpy(void *to, const void *from, __SIZE_TYPE__ n);
void *wdm_driver_memmove(void *to, const void *from, __SIZE_TYPE__ n);
void *wdm_driver_memset(void *to, int byte, __SIZE_TYPE__ n);
int wdm_driver_memcmp(const void *one, const void *other, __SIZE_TYPE__ n);

/*
 * What headers make macros of, or what has no prototype for drivers: as functions, for
 * the table of exports (rtl/macros.c, rtl/scanf.c, dbg/print.c).
 */
void wdm_pe_RtlCopyMemory(void *d, const void *s, SIZE_T n);
void wdm_pe_RtlMoveMemory(void *d, const void *s, SIZE_T n);
void wdm_pe_RtlFillMemory(void *d, SIZE_T n, int fill);
void wdm_pe_RtlZeroMemory(void *d, SIZE_T n);
SIZE_T wdm_pe_strlen(const char *s);
void wdm_pe_RtlPrefetchMemoryNonTemporal(void *p, SIZE_T n);
BOOLEAN wdm_pe_RtlEqualLuid(PLUID a, PLUID b);
ULONG wdm_pe_RtlAnsiStringToUnicodeSize(PCANSI_STRING s);
ULONG wdm_pe_RtlOemStringToUnicodeSize(PCOEM_STRING s);
ULONG wdm_pe_RtlUnicodeStringToAnsiSize(PCUNICODE_STRING s);
ULONG wdm_pe_RtlUnicodeStringToOemSize(PCUNICODE_STRING s);
PKTHREAD wdm_pe_KeGetCurrentThread(void);

LONG wdm_pe___C_specific_handler(PEXCEPTION_RECORD ExceptionRecord, PVOID EstablisherFrame,
				 PCONTEXT ContextRecord, PVOID DispatcherContext);

PVOID wdm_pe__lookaside_allocate(POOL_TYPE type, SIZE_T size, ULONG tag, PLOOKASIDE_LIST_EX list);
VOID wdm_pe__lookaside_free(PVOID entry, PLOOKASIDE_LIST_EX list);

PVOID wdm_pe_HalAllocateCommonBuffer(PDMA_ADAPTER adapter, ULONG length,
				     PPHYSICAL_ADDRESS address, BOOLEAN cached);
VOID wdm_pe_HalFreeCommonBuffer(PDMA_ADAPTER adapter, ULONG length, PHYSICAL_ADDRESS address,
				PVOID va, BOOLEAN cached);
NTSTATUS wdm_pe_IoAllocateAdapterChannel(PDMA_ADAPTER adapter, PDEVICE_OBJECT device, ULONG count,
					 PDRIVER_CONTROL routine, PVOID context);
BOOLEAN wdm_pe_IoFlushAdapterBuffers(PDMA_ADAPTER adapter, PMDL mdl, PVOID base, PVOID va,
				     ULONG length, BOOLEAN write);
VOID wdm_pe_IoFreeAdapterChannel(PDMA_ADAPTER adapter);
VOID wdm_pe_IoFreeMapRegisters(PDMA_ADAPTER adapter, PVOID base, ULONG count);
PHYSICAL_ADDRESS wdm_pe_IoMapTransfer(PDMA_ADAPTER adapter, PMDL mdl, PVOID base, PVOID va,
				      PULONG length, BOOLEAN write);
ULONG wdm_pe_HalGetDmaAlignment(PDMA_ADAPTER adapter);
ULONG wdm_pe_HalReadDmaCounter(PDMA_ADAPTER adapter);

ULONG wdm_pe_vDbgPrint(PCSTR format, va_list ap);
int wdm_pe_vsscanf_s(const char *s, const char *format, va_list ap);
int wdm_pe_vsnscanf(const char *s, SIZE_T count, const char *format, va_list ap);
int wdm_pe_vsnscanf_s(const char *s, SIZE_T count, const char *format, va_list ap);
int wdm_pe_vswscanf(const WCHAR *s, const WCHAR *format, va_list ap);
int wdm_pe_vswscanf_s(const WCHAR *s, const WCHAR *format, va_list ap);
int wdm_pe_vsnwscanf(const WCHAR *s, SIZE_T count, const WCHAR *format, va_list ap);
int wdm_pe_vsnwscanf_s(const WCHAR *s, SIZE_T count, const WCHAR *format, va_list ap);

#endif /* _WDM_INTERNAL_PE_THUNK_H */
