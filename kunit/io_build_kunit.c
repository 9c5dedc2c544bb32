// SPDX-License-Identifier: GPL-2.0
/*
 * Tests for the requests that the I/O manager builds, and for their end:
 * wdmcore/io/{build,finish}.c.
 */
#include "io_fake.h"

#define CODE(method)	CTL_CODE(FILE_DEVICE_UNKNOWN, 0x800, method, FILE_ANY_ACCESS)

/* What the lower driver finds, and how it is to end the request. */
struct seen {
	NTSTATUS status;
	ULONG_PTR information;
	bool pending;
	const char *fill;

	UCHAR major;
	ULONG in_len, out_len, code, length;
	LONGLONG offset;
	PVOID type3, user_buffer, system_buffer;
	bool has_mdl;
	PVOID mdl_va;
	ULONG mdl_len;
	char in[16];
	KPROCESSOR_MODE mode;
	bool has_thread;
};

static NTSTATUS NTAPI look(PDEVICE_OBJECT device, PIRP irp)
{
	PIO_STACK_LOCATION location = IoGetCurrentIrpStackLocation(irp);
	struct seen *seen = fake_of(device)->context;
	char *buffer = irp->AssociatedIrp.SystemBuffer;

	seen->major = location->MajorFunction;
	seen->mode = irp->RequestorMode;
	seen->has_thread = irp->Tail.Overlay.Thread == PsGetCurrentThread();
	seen->user_buffer = irp->UserBuffer;
	seen->system_buffer = buffer;
	if (seen->major == IRP_MJ_READ || seen->major == IRP_MJ_WRITE) {
		seen->length = location->Parameters.Read.Length;
		seen->offset = location->Parameters.Read.ByteOffset.QuadPart;
		if (buffer && seen->major == IRP_MJ_WRITE)
			memcpy(seen->in, buffer, min_t(ULONG, seen->length, 16));
	} else {
		seen->in_len = location->Parameters.DeviceIoControl.InputBufferLength;
		seen->out_len = location->Parameters.DeviceIoControl.OutputBufferLength;
		seen->code = location->Parameters.DeviceIoControl.IoControlCode;
		seen->type3 = location->Parameters.DeviceIoControl.Type3InputBuffer;
		if (buffer && seen->in_len)
			memcpy(seen->in, buffer, min_t(ULONG, seen->in_len, 16));
	}
	if (irp->MdlAddress) {
		seen->has_mdl = true;
		seen->mdl_va = MmGetMdlVirtualAddress(irp->MdlAddress);
		seen->mdl_len = MmGetMdlByteCount(irp->MdlAddress);
		buffer = MmGetSystemAddressForMdlSafe(irp->MdlAddress, NormalPagePriority);
	}
	if (seen->fill && buffer)
		memcpy(buffer, seen->fill, strlen(seen->fill));

	if (seen->pending)
		IoMarkIrpPending(irp);
	irp->IoStatus.Status = seen->status;
	irp->IoStatus.Information = seen->information;
	IoCompleteRequest(irp, IO_NO_INCREMENT);
	return seen->pending ? STATUS_PENDING : seen->status;
}

struct request {
	KEVENT event;
	IO_STATUS_BLOCK iosb;
	char *in, *out;
};

static void new_request(struct kunit *test, struct request *r)
{
	KeInitializeEvent(&r->event, NotificationEvent, FALSE);
	memset(&r->iosb, 0xcc, sizeof(r->iosb));
	r->in = kunit_kzalloc(test, 32, GFP_KERNEL);
	r->out = kunit_kzalloc(test, 32, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, r->in);
	KUNIT_ASSERT_NOT_NULL(test, r->out);
	strscpy(r->in, "input", 32);
	memset(r->out, '.', 31);
}

static bool untouched(struct request *r)
{
	return !memchr_inv(&r->iosb, 0xcc, sizeof(r->iosb)) && !KeReadStateEvent(&r->event);
}

static NTSTATUS control(struct kunit *test, struct fake_device *fake, struct request *r,
			ULONG code, ULONG in_len, ULONG out_len, bool internal)
{
	PIRP irp = IoBuildDeviceIoControlRequest(code, &fake->device, in_len ? r->in : NULL,
						 in_len, out_len ? r->out : NULL, out_len,
						 internal, &r->event, &r->iosb);

	KUNIT_ASSERT_NOT_NULL(test, irp);
	return IoCallDriver(&fake->device, irp);
}

static void buffered_control_copies_both_ways(struct kunit *test)
{
	struct fake_device *fake = fake_device(test, look, 1);
	struct seen seen = { .information = 4, .fill = "RESULT" };
	struct request r;

	fake->context = &seen;
	new_request(test, &r);
	KUNIT_EXPECT_EQ(test, control(test, fake, &r, CODE(METHOD_BUFFERED), 6, 16, false),
			STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, seen.major, IRP_MJ_DEVICE_CONTROL);
	KUNIT_EXPECT_EQ(test, seen.code, CODE(METHOD_BUFFERED));
	KUNIT_EXPECT_EQ(test, seen.in_len, 6);
	KUNIT_EXPECT_EQ(test, seen.out_len, 16);
	KUNIT_EXPECT_STREQ(test, seen.in, "input");
	KUNIT_EXPECT_EQ(test, seen.mode, KernelMode);
	KUNIT_EXPECT_TRUE(test, seen.has_thread);
	KUNIT_EXPECT_FALSE(test, seen.has_mdl);
	KUNIT_EXPECT_NULL(test, seen.type3);
	/* Information bytes, and no more. */
	KUNIT_EXPECT_EQ(test, memcmp(r.out, "RESU....", 8), 0);
	KUNIT_EXPECT_EQ(test, r.iosb.Status, STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, r.iosb.Information, 4);
	KUNIT_EXPECT_NE(test, KeReadStateEvent(&r.event), 0);
}

static void copy_stays_within_the_output(struct kunit *test)
{
	struct fake_device *fake = fake_device(test, look, 1);
	struct seen seen = { .information = 1000, .fill = "RESULT" };
	struct request r;

	fake->context = &seen;
	new_request(test, &r);
	control(test, fake, &r, CODE(METHOD_BUFFERED), 16, 3, true);
	KUNIT_EXPECT_EQ(test, seen.major, IRP_MJ_INTERNAL_DEVICE_CONTROL);
	KUNIT_EXPECT_EQ(test, memcmp(r.out, "RES.....", 8), 0);
	/* As the driver said it, wrong or not. */
	KUNIT_EXPECT_EQ(test, r.iosb.Information, 1000);
}

static const struct {
	const char *name;
	NTSTATUS status;
	bool pending, copied, told;
} ends[] = {
	{ "success at once", STATUS_SUCCESS, false, true, true },
	{ "success, pending", STATUS_SUCCESS, true, true, true },
	{ "warning at once", STATUS_BUFFER_OVERFLOW, false, true, true },
	{ "warning, pending", STATUS_BUFFER_OVERFLOW, true, true, true },
	{ "error at once", STATUS_DEVICE_DATA_ERROR, false, false, false },
	{ "error, pending", STATUS_DEVICE_DATA_ERROR, true, false, true },
};

static void requester_learns_by_the_rules(struct kunit *test)
{
	struct fake_device *fake = fake_device(test, look, 1);
	struct request r;
	int i;

	for (i = 0; i < ARRAY_SIZE(ends); i++) {
		struct seen seen = {
			.status = ends[i].status,
			.pending = ends[i].pending,
			.information = 3,
			.fill = "RESULT",
		};

		fake->context = &seen;
		new_request(test, &r);
		control(test, fake, &r, CODE(METHOD_BUFFERED), 4, 8, false);
		KUNIT_EXPECT_EQ_MSG(test, !memcmp(r.out, "RES", 3), ends[i].copied, "%s",
				    ends[i].name);
		KUNIT_EXPECT_EQ_MSG(test, untouched(&r), !ends[i].told, "%s", ends[i].name);
		if (ends[i].told) {
			KUNIT_EXPECT_EQ(test, r.iosb.Status, ends[i].status);
			KUNIT_EXPECT_EQ(test, r.iosb.Information, 3);
			KUNIT_EXPECT_NE(test, KeReadStateEvent(&r.event), 0);
		}
	}
}

static void direct_control_describes_the_output(struct kunit *test)
{
	static const ULONG methods[] = { METHOD_IN_DIRECT, METHOD_OUT_DIRECT };
	struct fake_device *fake = fake_device(test, look, 1);
	struct request r;
	int i;

	for (i = 0; i < ARRAY_SIZE(methods); i++) {
		struct seen seen = { .information = 6, .fill = "RESULT" };

		fake->context = &seen;
		new_request(test, &r);
		control(test, fake, &r, CODE(methods[i]), 6, 12, false);
		KUNIT_EXPECT_STREQ(test, seen.in, "input");
		KUNIT_EXPECT_TRUE(test, seen.has_mdl);
		KUNIT_EXPECT_PTR_EQ(test, seen.mdl_va, (PVOID)r.out);
		KUNIT_EXPECT_EQ(test, seen.mdl_len, 12);
		KUNIT_EXPECT_EQ(test, memcmp(r.out, "RESULT..", 8), 0);
	}
}

static void neither_control_passes_pointers(struct kunit *test)
{
	struct fake_device *fake = fake_device(test, look, 1);
	struct seen seen = { .information = 6 };
	struct request r;

	fake->context = &seen;
	new_request(test, &r);
	control(test, fake, &r, CODE(METHOD_NEITHER), 6, 12, false);
	KUNIT_EXPECT_PTR_EQ(test, seen.type3, (PVOID)r.in);
	KUNIT_EXPECT_PTR_EQ(test, seen.user_buffer, (PVOID)r.out);
	KUNIT_EXPECT_NULL(test, seen.system_buffer);
	KUNIT_EXPECT_FALSE(test, seen.has_mdl);
	KUNIT_EXPECT_EQ(test, memcmp(r.out, "........", 8), 0);
}

static void empty_controls_have_no_buffers(struct kunit *test)
{
	struct fake_device *fake = fake_device(test, look, 1);
	struct request r;
	ULONG method;

	for (method = 0; method < 4; method++) {
		struct seen seen = { .information = 10 };

		fake->context = &seen;
		new_request(test, &r);
		KUNIT_EXPECT_EQ(test, control(test, fake, &r, CODE(method), 0, 0, false),
				STATUS_SUCCESS);
		KUNIT_EXPECT_NULL(test, seen.system_buffer);
		KUNIT_EXPECT_FALSE(test, seen.has_mdl);
	}
}

static const struct {
	const char *name;
	ULONG flags;
	UCHAR major;
	bool buffered, mdl, user;
} transfers[] = {
	{ "buffered read", DO_BUFFERED_IO, IRP_MJ_READ, true, false, true },
	{ "buffered write", DO_BUFFERED_IO, IRP_MJ_WRITE, true, false, false },
	{ "direct read", DO_DIRECT_IO, IRP_MJ_READ, false, true, false },
	{ "direct write", DO_DIRECT_IO, IRP_MJ_WRITE, false, true, false },
	{ "neither read", 0, IRP_MJ_READ, false, false, true },
	{ "neither write", 0, IRP_MJ_WRITE, false, false, true },
};

static void transfer_is_described_by_the_device(struct kunit *test)
{
	struct fake_device *fake = fake_device(test, look, 1);
	LARGE_INTEGER offset = { .QuadPart = 0x123456789LL };
	struct request r;
	PIRP irp;
	int i;

	for (i = 0; i < ARRAY_SIZE(transfers); i++) {
		bool read = transfers[i].major == IRP_MJ_READ;
		struct seen seen = { .information = 6, .fill = read ? "RESULT" : NULL };

		fake->context = &seen;
		fake->device.Flags = transfers[i].flags;
		new_request(test, &r);
		irp = IoBuildSynchronousFsdRequest(transfers[i].major, &fake->device,
						   read ? r.out : r.in, 6, &offset, &r.event,
						   &r.iosb);
		KUNIT_ASSERT_NOT_NULL(test, irp);
		KUNIT_EXPECT_EQ(test, IoCallDriver(&fake->device, irp), STATUS_SUCCESS);
		KUNIT_EXPECT_EQ(test, seen.major, transfers[i].major);
		KUNIT_EXPECT_EQ(test, seen.length, 6);
		KUNIT_EXPECT_EQ(test, seen.offset, offset.QuadPart);
		KUNIT_EXPECT_EQ_MSG(test, !!seen.system_buffer, transfers[i].buffered, "%s",
				    transfers[i].name);
		KUNIT_EXPECT_EQ_MSG(test, seen.has_mdl, transfers[i].mdl, "%s",
				    transfers[i].name);
		KUNIT_EXPECT_EQ_MSG(test, !!seen.user_buffer, transfers[i].user, "%s",
				    transfers[i].name);
		if (read && transfers[i].flags)
			KUNIT_EXPECT_EQ_MSG(test, memcmp(r.out, "RESULT..", 8), 0, "%s",
					    transfers[i].name);
		if (!read && transfers[i].buffered)
			KUNIT_EXPECT_STREQ(test, seen.in, "input");
		KUNIT_EXPECT_EQ(test, r.iosb.Information, 6);
	}
}

/* The documented way to end an asynchronous request. */
static NTSTATUS NTAPI free_asynchronous(PDEVICE_OBJECT device, PIRP irp, PVOID context)
{
	if (irp->Flags & IRP_DEALLOCATE_BUFFER)
		ExFreePool(irp->AssociatedIrp.SystemBuffer);
	if (irp->MdlAddress) {
		MmUnlockPages(irp->MdlAddress);
		IoFreeMdl(irp->MdlAddress);
	}
	IoFreeIrp(irp);
	atomic_inc(context);
	return STATUS_MORE_PROCESSING_REQUIRED;
}

static void asynchronous_request_is_its_drivers(struct kunit *test)
{
	struct fake_device *fake = fake_device(test, look, 1);
	atomic_t taken = ATOMIC_INIT(0);
	struct request r;
	PIRP irp;
	int i;

	for (i = 0; i < ARRAY_SIZE(transfers); i++) {
		struct seen seen = { .information = 6 };

		fake->context = &seen;
		fake->device.Flags = transfers[i].flags;
		new_request(test, &r);
		irp = IoBuildAsynchronousFsdRequest(transfers[i].major, &fake->device, r.out, 6,
						    NULL, &r.iosb);
		KUNIT_ASSERT_NOT_NULL(test, irp);
		IoSetCompletionRoutine(irp, free_asynchronous, &taken, TRUE, TRUE, TRUE);
		IoCallDriver(&fake->device, irp);
		KUNIT_EXPECT_EQ(test, atomic_read(&taken), i + 1);
		KUNIT_EXPECT_EQ(test, seen.offset, 0);
		KUNIT_EXPECT_TRUE(test, untouched(&r));
	}
}

static void other_requests_have_no_buffer(struct kunit *test)
{
	static const UCHAR majors[] = {
		IRP_MJ_FLUSH_BUFFERS, IRP_MJ_SHUTDOWN, IRP_MJ_PNP,
	};
	struct fake_device *fake = fake_device(test, look, 1);
	struct request r;
	PIRP irp;
	int i;

	fake->device.Flags = DO_BUFFERED_IO;
	for (i = 0; i < ARRAY_SIZE(majors); i++) {
		struct seen seen = { };

		fake->context = &seen;
		new_request(test, &r);
		irp = IoBuildSynchronousFsdRequest(majors[i], &fake->device, NULL, 0, NULL,
						   &r.event, &r.iosb);
		KUNIT_ASSERT_NOT_NULL(test, irp);
		KUNIT_EXPECT_EQ(test, IoCallDriver(&fake->device, irp), STATUS_SUCCESS);
		KUNIT_EXPECT_EQ(test, seen.major, majors[i]);
		KUNIT_EXPECT_NULL(test, seen.system_buffer);
		KUNIT_EXPECT_NE(test, KeReadStateEvent(&r.event), 0);
	}
}

static void freeing_a_threaded_request_is_reported(struct kunit *test)
{
	struct fake_device *fake = fake_device(test, look, 1);
	struct fake_reports reports;
	struct request r;
	PIRP irp;

	new_request(test, &r);
	irp = IoBuildDeviceIoControlRequest(CODE(METHOD_NEITHER), &fake->device, NULL, 0, NULL,
					    0, FALSE, &r.event, &r.iosb);
	KUNIT_ASSERT_NOT_NULL(test, irp);
	expect_reports(&reports, 0xc9);
	IoFreeIrp(irp);
	KUNIT_EXPECT_EQ(test, end_of_reports(&reports), 1);
	KUNIT_EXPECT_EQ(test, reports.parameter[0], 2);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(buffered_control_copies_both_ways),
	KUNIT_CASE(copy_stays_within_the_output),
	KUNIT_CASE(requester_learns_by_the_rules),
	KUNIT_CASE(direct_control_describes_the_output),
	KUNIT_CASE(neither_control_passes_pointers),
	KUNIT_CASE(empty_controls_have_no_buffers),
	KUNIT_CASE(transfer_is_described_by_the_device),
	KUNIT_CASE(asynchronous_request_is_its_drivers),
	KUNIT_CASE(other_requests_have_no_buffer),
	KUNIT_CASE(freeing_a_threaded_request_is_reported),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_io_build",
	.test_cases = cases,
};

kunit_test_suite(suite);
