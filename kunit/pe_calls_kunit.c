// SPDX-License-Identifier: GPL-2.0
/*
 * KUnit: calls between wdmcore and images. Functions of Microsoft's convention stand for
 * an image's: they call DDIs through their entries, and are called by WDM_CALL().
 */
#include <kunit/test.h>
#include <linux/objtool.h>
#include <linux/string.h>

#include <ntddk.h>
#include "call.h"
#include "dbg.h"
#include "pe.h"
#include "pe_thunk.h"

#define MS	__attribute__((__ms_abi__))

#define ENTRY(type, name)	((type)wdm_pe_export("ntoskrnl.exe", name))

/* One function that pretends to be an image's. */
static void pretend(struct wdm_image_code *code, const void *function, size_t size)
{
	*code = (struct wdm_image_code){ .base = function, .size = size };
	wdm_image_pretend(code);
}

static void imports_are_found_by_name(struct kunit *test)
{
	static const char *const names[] = {
		"DbgPrint", "ExAllocatePoolWithTag", "ExFreePoolWithTag",
		"IoAttachDeviceToDeviceStack",
		"IoConnectInterruptEx", "IoCreateDevice", "IoGetDmaAdapter", "IofCallDriver",
		"IofCompleteRequest", "KeInitializeDpc", "KeSetEvent", "KeWaitForSingleObject",
		"MmMapIoSpace", "PoStartNextPowerIrp", "RtlCopyMemory", "RtlInitUnicodeString",
		"WmiSystemControl", "ZwCreateKey", "_snwprintf", "_vsnwprintf", "memcpy", "memset",
		"strlen", "strncpy", "swprintf", "vDbgPrintEx", "vswprintf", "wcslen",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		KUNIT_EXPECT_NOT_NULL_MSG(test, wdm_pe_export("NTOSKRNL.exe", names[i]), "%s",
					  names[i]);
	KUNIT_EXPECT_NOT_NULL(test, wdm_pe_export("HAL.dll", "KeQueryPerformanceCounter"));
	KUNIT_EXPECT_NULL(test, wdm_pe_export("ntoskrnl.exe", "NoSuchRoutine"));
	KUNIT_EXPECT_NULL(test, wdm_pe_export("ntoskrnl.exe", ""));
	KUNIT_EXPECT_NULL(test, wdm_pe_export("ntoskrnl.exe", "wdm_pe_strlen"));
	KUNIT_EXPECT_NULL(test, wdm_pe_export("ndis.sys", "KeSetEvent"));
}

static void data_is_the_address_of_the_data(struct kunit *test)
{
	KUNIT_EXPECT_PTR_EQ(test, wdm_pe_export("ntoskrnl.exe", "IoFileObjectType"),
			    (void *)IoFileObjectType);
	KUNIT_EXPECT_PTR_EQ(test, wdm_pe_export("ntoskrnl.exe", "KdDebuggerEnabled"),
			    (void *)KdDebuggerEnabled);
	KUNIT_EXPECT_PTR_EQ(test, wdm_pe_export("ntoskrnl.exe", "NlsMbCodePageTag"),
			    (void *)&NlsMbCodePageTag);
	KUNIT_EXPECT_PTR_EQ(test, wdm_pe_export("ntoskrnl.exe", "NlsMbOemCodePageTag"),
			    (void *)&NlsMbOemCodePageTag);
	KUNIT_EXPECT_FALSE(test, NlsMbCodePageTag || NlsMbOemCodePageTag);
}

/* What is above a small argument is rubbish. */
static void entries_look_at_the_bits_of_the_type(struct kunit *test)
{
	KIRQL MS (*irql)(void) = ENTRY(void *, "KeGetCurrentIrql");
	LONG MS (*set)(PKEVENT, long long, long long) = ENTRY(void *, "KeSetEvent");
	WCHAR MS (*upcase)(long long) = ENTRY(void *, "RtlUpcaseUnicodeChar");
	KEVENT e;

	KeInitializeEvent(&e, NotificationEvent, FALSE);
	KUNIT_EXPECT_EQ(test, set(&e, 0x7777777700000000, 0x7777777777777700), 0);
	KUNIT_EXPECT_EQ(test, set(&e, 0x7777777700000000, 0x7777777777777700), 1);
	KUNIT_EXPECT_EQ(test, upcase(0x5555555555550061), 'A');
	KUNIT_EXPECT_EQ(test, irql(), PASSIVE_LEVEL);
}

static noinline __noclone int MS format(char *d, size_t n, const char *f, ...)
{
	int MS (*vsnprintf_entry)(char *, size_t, const char *, __builtin_ms_va_list) =
		ENTRY(void *, "_vsnprintf");
	__builtin_ms_va_list ap;
	int ret;

	__builtin_ms_va_start(ap, f);
	ret = vsnprintf_entry(d, n, f, ap);
	__builtin_ms_va_end(ap);
	return ret;
}

static void arguments_without_a_type_are_walked(struct kunit *test)
{
	int MS (*snprintf_entry)(char *, size_t, const char *, ...) = ENTRY(void *, "_snprintf");
	int MS (*swprintf_entry)(WCHAR *, const WCHAR *, ...) = ENTRY(void *, "swprintf");
	int MS (*sscanf_entry)(const char *, const char *, ...) = ENTRY(void *, "sscanf_s");
	ULONG MS (*print)(PCSTR, ...) = ENTRY(void *, "DbgPrint");
	UNICODE_STRING u = RTL_CONSTANT_STRING(L"wide");
	char text[100], word[8];
	WCHAR wide[40];
	int a = 0, b = 0;

	snprintf_entry(text, sizeof(text), "%d %s %I64x %u %d %c %wZ %hd", -1, "two",
		       0x123456789abcdefull, 4u, -5, '6', &u, 7);
	KUNIT_EXPECT_STREQ(test, text, "-1 two 123456789abcdef 4 -5 6 wide 7");
	KUNIT_EXPECT_EQ(test, snprintf_entry(text, sizeof(text), "plain"), 5);
	KUNIT_EXPECT_STREQ(test, text, "plain");
	format(text, sizeof(text), "%d,%d,%d,%d,%d,%d,%d,%d", 1, 2, 3, 4, 5, 6, 7, 8);
	KUNIT_EXPECT_STREQ(test, text, "1,2,3,4,5,6,7,8");
	KUNIT_EXPECT_EQ(test, swprintf_entry(wide, L"%d-%s-%S", 12, L"a", "b"), 6);
	KUNIT_EXPECT_EQ(test, memcmp(wide, L"12-a-b", 14), 0);
	KUNIT_ASSERT_NOT_NULL(test, sscanf_entry);
	KUNIT_EXPECT_EQ(test, sscanf_entry("12 word 34", "%d %s %d", &a, word, 8u, &b), 3);
	KUNIT_EXPECT_EQ(test, a, 12);
	KUNIT_EXPECT_EQ(test, b, 34);
	KUNIT_EXPECT_STREQ(test, word, "word");
	KUNIT_EXPECT_EQ(test, print("%s %d %d %d %d\n", "entries for images:", 1, 2, 3, 4), 0);
}

/*
 * rbx, rdi, rsi, r12 to r15. What looks at the stack of this kernel takes rbp for a frame's;
 * that one is preserved in either convention.
 */
static const unsigned long kept[] = { 11, 33, 44, 55, 66, 77, 88 };
static unsigned long found[7];

/* All of Microsoft's preserved registers get a value, and must have it afterwards. */
static noinline __noclone long call_with_registers(void *entry, void *argument)
{
	long ret;

	asm volatile("pushq %%rbx; subq $32, %%rsp\n\t"
		     "movq $11, %%rbx; movq $33, %%rdi; movq $44, %%rsi\n\t"
		     "movq $55, %%r12; movq $66, %%r13; movq $77, %%r14; movq $88, %%r15\n\t"
		     "call *%%rax\n\t"
		     "movq %%rbx, found(%%rip); movq %%rdi, 8+found(%%rip)\n\t"
		     "movq %%rsi, 16+found(%%rip); movq %%r12, 24+found(%%rip)\n\t"
		     "movq %%r13, 32+found(%%rip); movq %%r14, 40+found(%%rip)\n\t"
		     "movq %%r15, 48+found(%%rip)\n\t"
		     "addq $32, %%rsp; popq %%rbx"
		     : "=a" (ret), "+c" (argument)
		     : "0" (entry)
		     : "rdx", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15",
		       "memory", "cc");
	return ret;
}
STACK_FRAME_NON_STANDARD(call_with_registers);

static void entries_preserve_registers(struct kunit *test)
{
	static const char *const names[] = { "strlen", "atoi", "DbgPrint", "KeQueryTimeIncrement" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++) {
		memset(found, 0, sizeof(found));
		call_with_registers(wdm_pe_export("ntoskrnl.exe", names[i]), "four");
		KUNIT_EXPECT_EQ_MSG(test, memcmp(kept, found, sizeof(kept)), 0, "%s", names[i]);
	}
	KUNIT_EXPECT_EQ(test, call_with_registers(wdm_pe_export("ntoskrnl.exe", "strlen"),
						  "four"), 4);
}

static noinline __noclone long MS one(signed char a)
{
	return a;
}

static noinline __noclone u64 MS many(u8 a, short b, int c, u64 d, u8 e, short f, int g, u64 h,
				      void *i, u16 j, bool k, s64 l)
{
	return a == 1 && b == -2 && c == -3 && d == 4ull << 40 && e == 5 && f == -6 && g == -7 &&
	       h == 8ull << 40 && i == &found && j == 10 && k && l == -12;
}

static noinline __noclone LARGE_INTEGER MS by_value(LARGE_INTEGER a, LARGE_INTEGER b, NTSTATUS c)
{
	a.QuadPart += b.QuadPart + c;
	return a;
}

static int noted;

static noinline __noclone void MS note(int a, int b)
{
	noted = a * 100 + b;
}

static void callbacks_of_images_get_their_arguments(struct kunit *test)
{
	/* As a driver's header has them: without a word of a convention. */
	typedef u64 many_t(u8, short, int, u64, u8, short, int, u64, void *, u16, bool, s64);
	long (*plain_one)(signed char) = (void *)one;
	LARGE_INTEGER (*plain_value)(LARGE_INTEGER, LARGE_INTEGER, NTSTATUS) = (void *)by_value;
	void (*plain_note)(int, int) = (void *)note;
	many_t *plain_many = (void *)many;
	struct wdm_image_code code[4];
	LARGE_INTEGER u = { .QuadPart = 20 };
	int evaluated = 0;

	pretend(&code[0], one, 1);
	pretend(&code[1], many, 1);
	pretend(&code[2], by_value, 1);
	pretend(&code[3], note, 1);
	KUNIT_EXPECT_EQ(test, WDM_CALL(plain_one, (evaluated++, -7)), -7);
	KUNIT_EXPECT_EQ(test, evaluated, 1);
	KUNIT_EXPECT_EQ(test, WDM_CALL(plain_many, 1, -2, -3, 4ull << 40, 5, -6, -7, 8ull << 40,
				       &found, 10, true, -12), 1);
	KUNIT_EXPECT_EQ(test, WDM_CALL(plain_value, (LARGE_INTEGER){ .QuadPart = 1ll << 33 }, u,
				       -5).QuadPart, (1ll << 33) + 15);
	WDM_CALL(plain_note, 12, 34);
	KUNIT_EXPECT_EQ(test, noted, 1234);
	wdm_image_pretend_end(&code[3]);
	wdm_image_pretend_end(&code[2]);
	wdm_image_pretend_end(&code[1]);
	wdm_image_pretend_end(&code[0]);
}

static noinline __noclone long plain(long a, long b)
{
	return a * 10 + b;
}

static void others_are_called_as_ever(struct kunit *test)
{
	struct wdm_image_code code;

	KUNIT_EXPECT_EQ(test, WDM_CALL(plain, 1, 2), 12);
	pretend(&code, one, 1);
	KUNIT_EXPECT_EQ(test, WDM_CALL(plain, 1, 2), 12);
	KUNIT_EXPECT_EQ(test, WDM_CALL(&plain, 3, 4), 34);
	wdm_image_pretend_end(&code);
}

/* Tables of routines have entries in them, which are the image's kind of routine. */
static void tables_are_for_images(struct kunit *test)
{
	const DMA_OPERATIONS *operations = &wdm_dma_operations_entries;
	ULONG MS (*alignment)(PDMA_ADAPTER) = (void *)operations->GetDmaAlignment;
	void *const *routine = (void *)&operations->PutDmaAdapter;
	struct wdm_image_code code;

	for (; (void *)routine < (void *)(operations + 1); routine++)
		KUNIT_EXPECT_TRUE_MSG(test, wdm_is_image_code(*routine), "at %zu",
				      (void *)routine - (void *)operations);
	KUNIT_EXPECT_TRUE(test, wdm_is_image_code(wdm_bus_interface_entries.GetBusData));
	KUNIT_EXPECT_FALSE(test, wdm_is_image_code(KeSetEvent));
	KUNIT_EXPECT_EQ(test, alignment(NULL), 1);
	/* Called by wdmcore, if an image gives one back to it. */
	pretend(&code, one, 1);
	KUNIT_EXPECT_EQ(test, WDM_CALL(operations->GetDmaAlignment, NULL), 1);
	wdm_image_pretend_end(&code);
}

static noinline __noclone void MS make_lists(NPAGED_LOOKASIDE_LIST *plain, LOOKASIDE_LIST_EX *ex)
{
	VOID MS (*init)(PNPAGED_LOOKASIDE_LIST, PVOID, PVOID, ULONG, SIZE_T, ULONG, USHORT) =
		ENTRY(void *, "ExInitializeNPagedLookasideList");
	NTSTATUS MS (*init_ex)(PLOOKASIDE_LIST_EX, PVOID, PVOID, POOL_TYPE, ULONG, SIZE_T, ULONG,
			       USHORT) = ENTRY(void *, "ExInitializeLookasideListEx");

	init(plain, NULL, NULL, 0, 64, 'TseT', 0);
	init_ex(ex, NULL, NULL, NonPagedPoolNx, 0, 64, 'TseT', 0);
}

/* The code that calls an allocation routine is the image's own. */
static void lists_of_images_have_routines(struct kunit *test)
{
	static NPAGED_LOOKASIDE_LIST plain;
	static LOOKASIDE_LIST_EX ex;
	PVOID MS (*allocate)(POOL_TYPE, SIZE_T, ULONG);
	PVOID MS (*allocate_ex)(POOL_TYPE, SIZE_T, ULONG, PLOOKASIDE_LIST_EX);
	struct wdm_image_code code;
	void *p;

	pretend(&code, make_lists, 512);
	make_lists(&plain, &ex);
	allocate = (void *)plain.L.Allocate;
	allocate_ex = (void *)ex.L.AllocateEx;
	KUNIT_EXPECT_NOT_NULL(test, allocate);
	KUNIT_EXPECT_NOT_NULL(test, allocate_ex);
	if (!allocate || !allocate_ex)
		goto out;
	p = allocate(plain.L.Type, plain.L.Size, plain.L.Tag);
	KUNIT_EXPECT_NOT_NULL(test, p);
	ExFreeToNPagedLookasideList(&plain, p);
	p = allocate_ex(ex.L.Type, ex.L.Size, ex.L.Tag, &ex);
	KUNIT_EXPECT_NOT_NULL(test, p);
	ExFreeToLookasideListEx(&ex, p);
	ExDeleteNPagedLookasideList(&plain);
	ExDeleteLookasideListEx(&ex);
out:
	wdm_image_pretend_end(&code);
}

static const void *reported;

static bool hook(const struct wdm_bug_report *report, void *context)
{
	reported = report->driver_address;
	return true;
}

static noinline __noclone void MS lower_to_a_higher_level(void)
{
	void MS (*lower)(KIRQL) = ENTRY(void *, "KeLowerIrql");

	lower(DISPATCH_LEVEL);
	barrier();
}

/* A report is about the image's code, not about the entry that it came through. */
static void the_caller_is_the_image(struct kunit *test)
{
	struct wdm_image_code code;

	pretend(&code, lower_to_a_higher_level, 256);
	reported = NULL;
	wdm_set_bug_report_hook(hook, NULL);
	lower_to_a_higher_level();
	wdm_set_bug_report_hook(NULL, NULL);
	wdm_image_pretend_end(&code);
	KUNIT_EXPECT_GE(test, (u64)reported, (u64)lower_to_a_higher_level);
	KUNIT_EXPECT_LT(test, (u64)reported, (u64)lower_to_a_higher_level + 256);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(imports_are_found_by_name),
	KUNIT_CASE(data_is_the_address_of_the_data),
	KUNIT_CASE(entries_look_at_the_bits_of_the_type),
	KUNIT_CASE(arguments_without_a_type_are_walked),
	KUNIT_CASE(entries_preserve_registers),
	KUNIT_CASE(callbacks_of_images_get_their_arguments),
	KUNIT_CASE(others_are_called_as_ever),
	KUNIT_CASE(tables_are_for_images),
	KUNIT_CASE(lists_of_images_have_routines),
	KUNIT_CASE(the_caller_is_the_image),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_pe_calls",
	.test_cases = cases,
};
kunit_test_suite(suite);
