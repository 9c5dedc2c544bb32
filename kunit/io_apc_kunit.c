// SPDX-License-Identifier: GPL-2.0
/*
 * APCs that tell of the end of a request (ZwReadFile and its like) and of a timer
 * (ZwSetTimer).
 */
#include "ke_waiter.h"

#include <linux/slab.h>

#include <ntddk.h>
#include "io.h"
#include "io_dev.h"
#include "ob.h"
#include "ps.h"

#define READ_CODE CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, METHOD_BUFFERED, FILE_ANY_ACCESS)

static struct {
	struct wdm_driver *driver;
	PDEVICE_OBJECT device;
	PIRP kept;
	NTSTATUS status;
} fake;

/* What the APC found. */
static struct {
	atomic_t calls;
	PVOID context;
	PIO_STATUS_BLOCK iosb;
	ULONG_PTR information;
	ULONG reserved;
	KIRQL irql;
	PETHREAD thread;
} seen;

static VOID NTAPI on_end(PVOID context, PIO_STATUS_BLOCK iosb, ULONG reserved)
{
	seen.context = context;
	seen.iosb = iosb;
	seen.information = iosb->Information;
	seen.reserved = reserved;
	seen.irql = KeGetCurrentIrql();
	seen.thread = PsGetCurrentThread();
	atomic_inc(&seen.calls);
}

static NTSTATUS finish(PIRP irp, NTSTATUS status)
{
	irp->IoStatus.Status = status;
	irp->IoStatus.Information = NT_SUCCESS(status) ? 4 : 0;
	if (NT_SUCCESS(status) && irp->AssociatedIrp.SystemBuffer)
		memcpy(irp->AssociatedIrp.SystemBuffer, "data", 4);
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return status;
}

static NTSTATUS NTAPI dispatch(PDEVICE_OBJECT device, PIRP irp)
{
	UCHAR major = IoGetCurrentIrpStackLocation(irp)->MajorFunction;

	if (major == IRP_MJ_CREATE || major == IRP_MJ_CLEANUP || major == IRP_MJ_CLOSE)
		return finish(irp, STATUS_SUCCESS);
	if (fake.status != STATUS_PENDING)
		return finish(irp, fake.status);
	IoMarkIrpPending(irp);
	fake.kept = irp;
	return STATUS_PENDING;
}

static int apc_init(struct kunit *test)
{
	UNICODE_STRING name;
	int i;

	memset(&fake, 0, sizeof(fake));
	memset(&seen, 0, sizeof(seen));
	if (!NT_SUCCESS(wdm_driver_create("kunit_apc", NULL, &fake.driver)))
		return -ENOMEM;
	for (i = 0; i <= IRP_MJ_MAXIMUM_FUNCTION; i++)
		fake.driver->obj.MajorFunction[i] = dispatch;
	RtlInitUnicodeString(&name, L"\\Device\\KUnitApc");
	if (!NT_SUCCESS(IoCreateDevice(&fake.driver->obj, 0, &name, FILE_DEVICE_UNKNOWN, 0, FALSE,
				       &fake.device))) {
		wdm_driver_destroy(fake.driver);
		return -ENOMEM;
	}
	fake.device->Flags |= DO_BUFFERED_IO;
	fake.device->Flags &= ~DO_DEVICE_INITIALIZING;
	return 0;
}

static void apc_exit(struct kunit *test)
{
	IoDeleteDevice(fake.device);
	wdm_driver_destroy(fake.driver);
	wdm_ob_flush();
}

static NTSTATUS open(u32 options, HANDLE *h)
{
	OBJECT_ATTRIBUTES oa;
	IO_STATUS_BLOCK iosb;
	UNICODE_STRING name;

	RtlInitUnicodeString(&name, L"\\Device\\KUnitApc");
	InitializeObjectAttributes(&oa, &name, OBJ_KERNEL_HANDLE, NULL, NULL);
	return ZwOpenFile(h, GENERIC_READ | GENERIC_WRITE | SYNCHRONIZE, &oa, &iosb, 0, options);
}

static void expect_call(struct kunit *test, int calls, PVOID context, PIO_STATUS_BLOCK iosb)
{
	KUNIT_EXPECT_EQ(test, calls, atomic_read(&seen.calls));
	KUNIT_EXPECT_PTR_EQ(test, context, seen.context);
	KUNIT_EXPECT_PTR_EQ(test, iosb, seen.iosb);
	KUNIT_EXPECT_EQ(test, 0U, seen.reserved);
	KUNIT_EXPECT_EQ(test, PASSIVE_LEVEL, (int)seen.irql);
	KUNIT_EXPECT_PTR_EQ(test, PsGetCurrentThread(), seen.thread);
}

static void a_pending_requests_end(struct kunit *test)
{
	IO_STATUS_BLOCK iosb = {};
	LARGE_INTEGER zero = {};
	char buffer[8] = {};
	KIRQL irql;
	HANDLE h;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, open(0, &h));
	fake.status = STATUS_PENDING;
	KUNIT_ASSERT_EQ(test, STATUS_PENDING,
			ZwReadFile(h, NULL, on_end, buffer, &iosb, buffer, 8, &zero, NULL));
	KUNIT_EXPECT_EQ(test, 0, atomic_read(&seen.calls));
	KeRaiseIrql(DISPATCH_LEVEL, &irql);
	finish(fake.kept, STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, 0, atomic_read(&seen.calls));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, iosb.Status);
	KeLowerIrql(irql);
	expect_call(test, 1, buffer, &iosb);
	KUNIT_EXPECT_EQ(test, 4, seen.information);
	KUNIT_EXPECT_STREQ(test, "data", buffer);

	/* A failure that comes later is told of as well. */
	KUNIT_ASSERT_EQ(test, STATUS_PENDING,
			ZwWriteFile(h, NULL, on_end, &h, &iosb, buffer, 4, &zero, NULL));
	finish(fake.kept, STATUS_IO_TIMEOUT);
	expect_call(test, 2, &h, &iosb);
	KUNIT_EXPECT_EQ(test, STATUS_IO_TIMEOUT, iosb.Status);

	/* One at once is what the call returns. */
	fake.status = STATUS_DEVICE_NOT_READY;
	KUNIT_EXPECT_EQ(test, STATUS_DEVICE_NOT_READY,
			ZwDeviceIoControlFile(h, NULL, on_end, NULL, &iosb, READ_CODE, NULL, 0,
					      buffer, 8));
	KUNIT_EXPECT_EQ(test, 2, atomic_read(&seen.calls));
	ZwClose(h);
}

static void at_once(struct kunit *test)
{
	IO_STATUS_BLOCK iosb;
	LARGE_INTEGER zero = {};
	char buffer[8] = {};
	HANDLE h;
	int i;

	fake.status = STATUS_SUCCESS;
	for (i = 0; i < 2; i++) {
		KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
				open(i ? FILE_SYNCHRONOUS_IO_NONALERT : 0, &h));
		KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
				ZwReadFile(h, NULL, on_end, &h, &iosb, buffer, 8, &zero, NULL));
		expect_call(test, i + 1, &h, &iosb);
		ZwClose(h);
	}
}

static void a_critical_region_keeps_it_off(struct kunit *test)
{
	IO_STATUS_BLOCK iosb;
	LARGE_INTEGER zero = {};
	char buffer[8];
	HANDLE h;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, open(0, &h));
	fake.status = STATUS_SUCCESS;
	KeEnterCriticalRegion();
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			ZwReadFile(h, NULL, on_end, &h, &iosb, buffer, 8, &zero, NULL));
	KUNIT_EXPECT_EQ(test, 0, atomic_read(&seen.calls));
	KeLeaveCriticalRegion();
	expect_call(test, 1, &h, &iosb);
	ZwClose(h);
}

/* A bad handle, or a bad offset: there is no request, and no APC of it. */
static void without_a_request(struct kunit *test)
{
	LARGE_INTEGER bad = { .QuadPart = -5 };
	IO_STATUS_BLOCK iosb;
	char buffer[8];
	HANDLE h;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, open(0, &h));
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_PARAMETER,
			ZwReadFile(h, NULL, on_end, NULL, &iosb, buffer, 8, &bad, NULL));
	ZwClose(h);
	KUNIT_EXPECT_EQ(test, STATUS_INVALID_HANDLE,
			ZwReadFile(h, NULL, on_end, NULL, &iosb, buffer, 8, &bad, NULL));
	KUNIT_EXPECT_EQ(test, 0, atomic_read(&seen.calls));
}

static IO_STATUS_BLOCK left_iosb;
static char left_buffer[8];

static NTSTATUS ask_and_go(void *context)
{
	LARGE_INTEGER zero = {};

	return ZwReadFile(context, NULL, on_end, NULL, &left_iosb, left_buffer, 8, &zero, NULL);
}

static void who_asked_has_ended(struct kunit *test)
{
	struct ke_waiter w;
	HANDLE h;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, open(0, &h));
	fake.status = STATUS_PENDING;
	ke_waiter_start(test, &w, ask_and_go, h, -1);
	KUNIT_ASSERT_TRUE(test, ke_waiter_finish(&w));
	KUNIT_EXPECT_EQ(test, STATUS_PENDING, w.status);
	msleep(20);
	finish(fake.kept, STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, 0, atomic_read(&seen.calls));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, left_iosb.Status);
	ZwClose(h);
}

static struct kunit_case apc_cases[] = {
	KUNIT_CASE(a_pending_requests_end),
	KUNIT_CASE(at_once),
	KUNIT_CASE(a_critical_region_keeps_it_off),
	KUNIT_CASE(without_a_request),
	KUNIT_CASE(who_asked_has_ended),
	{}
};

static struct kunit_suite apc_suite = {
	.name = "wdmcore_io_apc",
	.init = apc_init,
	.exit = apc_exit,
	.test_cases = apc_cases,
};

/* Timers */

static struct {
	atomic_t calls;
	PVOID context;
	LARGE_INTEGER time;
	KIRQL irql;
	PETHREAD thread;
} struck;

static VOID NTAPI on_time(PVOID context, ULONG low, LONG high)
{
	struck.context = context;
	struck.time.LowPart = low;
	struck.time.HighPart = high;
	struck.irql = KeGetCurrentIrql();
	struck.thread = PsGetCurrentThread();
	atomic_inc(&struck.calls);
}

static int timer_init(struct kunit *test)
{
	memset(&struck, 0, sizeof(struck));
	return 0;
}

/* Waits as a thread does that gets APCs meanwhile. */
static void wait_ms(int ms)
{
	LARGE_INTEGER interval = { .QuadPart = -10000LL * ms };

	KeDelayExecutionThread(KernelMode, FALSE, &interval);
}

static bool await_strikes(int n)
{
	int ms;

	for (ms = 0; ms < PATIENCE_MS && atomic_read(&struck.calls) < n; ms++)
		wait_ms(1);
	return atomic_read(&struck.calls) >= n;
}

static const LARGE_INTEGER soon = { .QuadPart = -5 * 10000LL };
static const LARGE_INTEGER late = { .QuadPart = -3600 * 10000000LL };

static NTSTATUS set(HANDLE h, const LARGE_INTEGER *due, PTIMER_APC_ROUTINE routine, LONG period)
{
	return ZwSetTimer(h, (PLARGE_INTEGER)due, routine, &struck, FALSE, period, NULL);
}

static void it_strikes_once(struct kunit *test)
{
	LARGE_INTEGER before, after;
	HANDLE h;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ZwCreateTimer(&h, TIMER_ALL_ACCESS, NULL, NotificationTimer));
	KeQuerySystemTime(&before);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, set(h, &soon, on_time, 0));
	KUNIT_EXPECT_TRUE(test, await_strikes(1));
	KeQuerySystemTime(&after);
	KUNIT_EXPECT_PTR_EQ(test, (PVOID)&struck, struck.context);
	KUNIT_EXPECT_EQ(test, PASSIVE_LEVEL, (int)struck.irql);
	KUNIT_EXPECT_PTR_EQ(test, PsGetCurrentThread(), struck.thread);
	KUNIT_EXPECT_GE(test, struck.time.QuadPart, before.QuadPart);
	KUNIT_EXPECT_LE(test, struck.time.QuadPart, after.QuadPart);
	wait_ms(20);
	KUNIT_EXPECT_EQ(test, 1, atomic_read(&struck.calls));
	ZwClose(h);
}

static void it_strikes_each_period(struct kunit *test)
{
	int calls;
	HANDLE h;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ZwCreateTimer(&h, TIMER_ALL_ACCESS, NULL, SynchronizationTimer));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, set(h, &soon, on_time, 5));
	KUNIT_EXPECT_TRUE(test, await_strikes(3));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwCancelTimer(h, NULL));
	calls = atomic_read(&struck.calls);
	wait_ms(30);
	KUNIT_EXPECT_EQ(test, calls, atomic_read(&struck.calls));
	ZwClose(h);
}

static void cancelled_in_time(struct kunit *test)
{
	HANDLE h;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ZwCreateTimer(&h, TIMER_ALL_ACCESS, NULL, NotificationTimer));
	/* It strikes while APCs are off: that one is taken back. */
	KeEnterCriticalRegion();
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, set(h, &soon, on_time, 0));
	msleep(50);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwCancelTimer(h, NULL));
	KeLeaveCriticalRegion();
	wait_ms(5);
	KUNIT_EXPECT_EQ(test, 0, atomic_read(&struck.calls));
	/* Set anew, with an APC and without. */
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, set(h, &late, on_time, 0));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, set(h, &soon, NULL, 0));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwWaitForSingleObject(h, FALSE, NULL));
	wait_ms(5);
	KUNIT_EXPECT_EQ(test, 0, atomic_read(&struck.calls));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, set(h, &late, on_time, 0));
	ZwClose(h);
}

static void closed_with_an_apc_queued(struct kunit *test)
{
	HANDLE h;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ZwCreateTimer(&h, TIMER_ALL_ACCESS, NULL, NotificationTimer));
	KeEnterCriticalRegion();
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, set(h, &soon, on_time, 1));
	msleep(50);
	ZwClose(h);
	KeLeaveCriticalRegion();
	wait_ms(5);
	KUNIT_EXPECT_EQ(test, 0, atomic_read(&struck.calls));
}

static NTSTATUS set_and_go(void *context)
{
	return set(context, &soon, on_time, 1);
}

static void who_set_it_has_ended(struct kunit *test)
{
	struct ke_waiter w;
	HANDLE h;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ZwCreateTimer(&h, TIMER_ALL_ACCESS, NULL, NotificationTimer));
	ke_waiter_start(test, &w, set_and_go, h, -1);
	KUNIT_ASSERT_TRUE(test, ke_waiter_finish(&w));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, w.status);
	wait_ms(30);
	ZwClose(h);
	KUNIT_EXPECT_EQ(test, 0, atomic_read(&struck.calls));
}

/* One thread takes APCs while another sets the timer again and again. */
static NTSTATUS set_again(void *context)
{
	static const LARGE_INTEGER at_once = { .QuadPart = -1 };
	int i;

	for (i = 0; i < 500; i++)
		if (!NT_SUCCESS(set(context, &at_once, on_time, 1)))
			return STATUS_UNSUCCESSFUL;
	return STATUS_SUCCESS;
}

static void set_from_two_threads(struct kunit *test)
{
	struct ke_waiter w[2];
	HANDLE h;
	int i;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			ZwCreateTimer(&h, TIMER_ALL_ACCESS, NULL, NotificationTimer));
	for (i = 0; i < 2; i++)
		ke_waiter_start(test, &w[i], set_again, h, i);
	for (i = 0; i < 2; i++) {
		KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&w[i]));
		KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, w[i].status);
	}
	ZwClose(h);
}

static struct kunit_case timer_cases[] = {
	KUNIT_CASE(it_strikes_once),
	KUNIT_CASE(it_strikes_each_period),
	KUNIT_CASE(cancelled_in_time),
	KUNIT_CASE(closed_with_an_apc_queued),
	KUNIT_CASE(who_set_it_has_ended),
	KUNIT_CASE(set_from_two_threads),
	{}
};

static struct kunit_suite timer_suite = {
	.name = "wdmcore_ex_zw_timer",
	.init = timer_init,
	.test_cases = timer_cases,
};
kunit_test_suites(&apc_suite, &timer_suite);
