// SPDX-License-Identifier: GPL-2.0
/*
 * wdmcore_faults_rtl: strings, hash tables, security identifiers and descriptors with
 * each allocation failing in turn, see faults.h.
 */
#include <kunit/test.h>
#include <linux/slab.h>
#include <linux/string.h>

#include <ntddk.h>
#include <wdmsec.h>
#include "io_dev.h"
#include "se.h"
#include "se_fake.h"
#include "faults.h"

static void faults_exit(struct kunit *test)
{
	faults_set(false);
}

/* What a string was before, and has to be after a failure. */
#define UNTOUCHED	((void *)0x5a5a5a5a)

enum conversion {
	ANSI_TO_UNICODE, OEM_TO_UNICODE, UTF8_TO_UNICODE, UNICODE_TO_ANSI, UNICODE_TO_OEM,
	UNICODE_TO_UTF8, UPCASE, DOWNCASE,
};

static const char * const conversion_names[] = {
	[ANSI_TO_UNICODE] = "RtlAnsiStringToUnicodeString",
	[OEM_TO_UNICODE] = "RtlOemStringToUnicodeString",
	[UTF8_TO_UNICODE] = "RtlUTF8StringToUnicodeString",
	[UNICODE_TO_ANSI] = "RtlUnicodeStringToAnsiString",
	[UNICODE_TO_OEM] = "RtlUnicodeStringToOemString",
	[UNICODE_TO_UTF8] = "RtlUnicodeStringToUTF8String",
	[UPCASE] = "RtlUpcaseUnicodeString",
	[DOWNCASE] = "RtlDowncaseUnicodeString",
};

static bool convert(struct kunit *test, struct faults *f, void *context)
{
	UNICODE_STRING unicode = { 2, 2, UNTOUCHED }, wide;
	STRING narrow = { 2, 2, UNTOUCHED }, text;
	NTSTATUS status;

	RtlInitUnicodeString(&wide, L"failing");
	RtlInitString(&text, "failing");
	faults_begin(f);
	switch ((enum conversion)(long)context) {
	case ANSI_TO_UNICODE:
		status = RtlAnsiStringToUnicodeString(&unicode, &text, TRUE);
		break;
	case OEM_TO_UNICODE:
		status = RtlOemStringToUnicodeString(&unicode, &text, TRUE);
		break;
	case UTF8_TO_UNICODE:
		status = RtlUTF8StringToUnicodeString(&unicode, &text, TRUE);
		break;
	case UNICODE_TO_ANSI:
		status = RtlUnicodeStringToAnsiString(&narrow, &wide, TRUE);
		break;
	case UNICODE_TO_OEM:
		status = RtlUnicodeStringToOemString(&narrow, &wide, TRUE);
		break;
	case UNICODE_TO_UTF8:
		status = RtlUnicodeStringToUTF8String(&narrow, &wide, TRUE);
		break;
	case UPCASE:
		status = RtlUpcaseUnicodeString(&unicode, &wide, TRUE);
		break;
	default:
		status = RtlDowncaseUnicodeString(&unicode, &wide, TRUE);
	}
	faults_end(f);
	if (!faults_succeeded(test, status, STATUS_NO_MEMORY)) {
		KUNIT_EXPECT_PTR_EQ(test, (void *)unicode.Buffer, UNTOUCHED);
		KUNIT_EXPECT_PTR_EQ(test, (void *)narrow.Buffer, UNTOUCHED);
		KUNIT_EXPECT_EQ(test, unicode.Length, 2);
		KUNIT_EXPECT_EQ(test, narrow.MaximumLength, 2);
		return false;
	}
	if (unicode.Buffer == UNTOUCHED) {
		KUNIT_EXPECT_EQ(test, narrow.Length, 7);
		RtlFreeAnsiString(&narrow);
	} else {
		KUNIT_EXPECT_EQ(test, unicode.Length, 14);
		RtlFreeUnicodeString(&unicode);
	}
	return true;
}

static bool create_string(struct kunit *test, struct faults *f, void *context)
{
	UNICODE_STRING string = { 2, 2, UNTOUCHED };
	bool made;

	faults_begin(f);
	made = RtlCreateUnicodeString(&string, L"failing");
	faults_end(f);
	if (made)
		RtlFreeUnicodeString(&string);
	else
		KUNIT_EXPECT_PTR_EQ(test, (void *)string.Buffer, UNTOUCHED);
	return made;
}

static bool duplicate_string(struct kunit *test, struct faults *f, void *context)
{
	UNICODE_STRING string = {}, from;
	NTSTATUS status;

	RtlInitUnicodeString(&from, L"failing");
	faults_begin(f);
	status = RtlDuplicateUnicodeString(RTL_DUPLICATE_UNICODE_STRING_NULL_TERMINATE, &from,
					   &string);
	faults_end(f);
	if (!faults_succeeded(test, status, STATUS_NO_MEMORY)) {
		KUNIT_EXPECT_NULL(test, string.Buffer);
		return false;
	}
	RtlFreeUnicodeString(&string);
	return true;
}

static bool guid_string(struct kunit *test, struct faults *f, void *context)
{
	static const GUID guid = { 0x12345678, 1, 2, { 3, 4, 5, 6, 7, 8, 9, 10 } };
	UNICODE_STRING string = { 2, 2, UNTOUCHED };
	NTSTATUS status;

	faults_begin(f);
	status = RtlStringFromGUID(&guid, &string);
	faults_end(f);
	if (!faults_succeeded(test, status, STATUS_NO_MEMORY)) {
		KUNIT_EXPECT_PTR_EQ(test, (void *)string.Buffer, UNTOUCHED);
		return false;
	}
	RtlFreeUnicodeString(&string);
	return true;
}

static void strings(struct kunit *test)
{
	long i;

	for (i = 0; i < ARRAY_SIZE(conversion_names); i++)
		faults_run(test, conversion_names[i], convert, (void *)i, 1);
	faults_run(test, "RtlCreateUnicodeString", create_string, NULL, 1);
	faults_run(test, "RtlDuplicateUnicodeString", duplicate_string, NULL, 1);
	faults_run(test, "RtlStringFromGUID", guid_string, NULL, 1);
}

/* @context: the table's memory is the caller's. */
static bool create_table(struct kunit *test, struct faults *f, void *context)
{
	RTL_DYNAMIC_HASH_TABLE memory, *table = context ? &memory : NULL;
	bool made;

	faults_begin(f);
	if (context)
		made = RtlCreateHashTable(&table, 0, 0);
	else
		made = RtlCreateHashTableEx(&table, 512, 0, 0);
	faults_end(f);
	if (made)
		RtlDeleteHashTable(table);
	else
		KUNIT_EXPECT_PTR_EQ(test, table, context ? &memory : NULL);
	return made;
}

/* A table that can't grow is as good as before. */
static bool expand_table(struct kunit *test, struct faults *f, void *context)
{
	RTL_DYNAMIC_HASH_TABLE_ENTRY entry;
	PRTL_DYNAMIC_HASH_TABLE table = NULL;
	bool expanded;
	ULONG size;

	if (!RtlCreateHashTable(&table, 0, 0))
		return false;
	RtlInsertEntryHashTable(table, &entry, 7, NULL);
	size = table->TableSize;
	faults_begin(f);
	expanded = RtlExpandHashTable(table);
	faults_end(f);
	KUNIT_EXPECT_EQ(test, table->TableSize > size, expanded);
	KUNIT_EXPECT_PTR_EQ(test, RtlLookupEntryHashTable(table, 7, NULL), &entry);
	RtlRemoveEntryHashTable(table, &entry, NULL);
	RtlDeleteHashTable(table);
	return expanded;
}

static void hash_tables(struct kunit *test)
{
	faults_run(test, "RtlCreateHashTableEx", create_table, NULL, 2);
	faults_run(test, "RtlCreateHashTable", create_table, test, 2);
	faults_run(test, "RtlExpandHashTable", expand_table, NULL, 1);
}

static bool allocate_sid(struct kunit *test, struct faults *f, void *context)
{
	SID_IDENTIFIER_AUTHORITY nt = { SECURITY_NT_AUTHORITY };
	NTSTATUS status;
	PSID sid = UNTOUCHED;

	faults_begin(f);
	status = RtlAllocateAndInitializeSid(&nt, 2, 32, 544, 0, 0, 0, 0, 0, 0, &sid);
	faults_end(f);
	if (!faults_succeeded(test, status, STATUS_NO_MEMORY)) {
		KUNIT_EXPECT_PTR_EQ(test, sid, UNTOUCHED);
		return false;
	}
	RtlFreeSid(sid);
	return true;
}

static bool sid_string(struct kunit *test, struct faults *f, void *context)
{
	UNICODE_STRING string = { 2, 2, UNTOUCHED };
	union wdm_sid sid;
	NTSTATUS status;

	wdm_sid_make(&sid, 5, 1, SECURITY_LOCAL_SYSTEM_RID);
	faults_begin(f);
	status = RtlConvertSidToUnicodeString(&string, &sid, TRUE);
	faults_end(f);
	if (!faults_succeeded(test, status, STATUS_NO_MEMORY)) {
		KUNIT_EXPECT_PTR_EQ(test, (void *)string.Buffer, UNTOUCHED);
		return false;
	}
	RtlFreeUnicodeString(&string);
	return true;
}

static void sids(struct kunit *test)
{
	faults_run(test, "RtlAllocateAndInitializeSid", allocate_sid, NULL, 1);
	faults_run(test, "RtlConvertSidToUnicodeString", sid_string, NULL, 1);
}

static GENERIC_MAPPING mapping = { 0x1, 0x2, 0x4, 0xf };

/* A DACL that is inherited and a SACL that isn't. */
static bool assign_security(struct kunit *test, struct faults *f, void *context)
{
	PSECURITY_DESCRIPTOR parent = from_text(test, L"D:(A;OICI;GA;;;WD)");
	PSECURITY_DESCRIPTOR sd = UNTOUCHED;
	SECURITY_SUBJECT_CONTEXT subject;
	NTSTATUS status;

	SeCaptureSubjectContext(&subject);
	faults_begin(f);
	if (context)
		status = SeAssignSecurity(parent, NULL, &sd, TRUE, &subject, &mapping, PagedPool);
	else
		status = SeAssignSecurityEx(NULL, NULL, &sd, NULL, FALSE, 0, &subject, &mapping,
					    PagedPool);
	faults_end(f);
	if (faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES))
		SeDeassignSecurity(&sd);
	KUNIT_EXPECT_NULL(test, sd);
	SeReleaseSubjectContext(&subject);
	wdm_sd_free(parent);
	return NT_SUCCESS(status);
}

/* The privileges that were used can't be returned: then there is no access either. */
static bool access_check(struct kunit *test, struct faults *f, void *context)
{
	PSECURITY_DESCRIPTOR sd = from_text(test, L"D:(A;;GR;;;WD)");
	SECURITY_SUBJECT_CONTEXT subject;
	PPRIVILEGE_SET privileges = NULL;
	ACCESS_MASK granted = 77;
	NTSTATUS status = 77;
	bool allowed;

	SeCaptureSubjectContext(&subject);
	faults_begin(f);
	allowed = SeAccessCheck(sd, &subject, FALSE, ACCESS_SYSTEM_SECURITY | 1, 0, &privileges,
				&mapping, UserMode, &granted, &status);
	faults_end(f);
	KUNIT_EXPECT_EQ(test, status,
			allowed ? STATUS_SUCCESS : STATUS_INSUFFICIENT_RESOURCES);
	KUNIT_EXPECT_EQ(test, granted, allowed ? ACCESS_SYSTEM_SECURITY | 1 : 0);
	KUNIT_EXPECT_EQ(test, !!privileges, allowed);
	if (privileges)
		SeFreePrivileges(privileges);
	SeReleaseSubjectContext(&subject);
	wdm_sd_free(sd);
	return allowed;
}

static void security(struct kunit *test)
{
	faults_run(test, "SeAssignSecurity", assign_security, test, 2);
	faults_run(test, "SeAssignSecurityEx", assign_security, NULL, 2);
	faults_run(test, "SeAccessCheck", access_check, NULL, 1);
}

static bool secure_device(struct kunit *test, struct faults *f, void *context)
{
	struct wdm_driver *driver = context;
	PDEVICE_OBJECT device = UNTOUCHED;
	UNICODE_STRING name, sddl;
	NTSTATUS status;

	RtlInitUnicodeString(&name, L"\\Device\\KunitFaultsSecure");
	RtlInitUnicodeString(&sddl, L"D:P(A;;GA;;;SY)(A;;GRGW;;;WD)S:(AU;FA;GA;;;WD)");
	faults_begin(f);
	status = WdmlibIoCreateDeviceSecure(&driver->obj, 0, &name, FILE_DEVICE_UNKNOWN, 0, FALSE,
					    &sddl, NULL, &device);
	faults_end(f);
	if (!faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES)) {
		KUNIT_EXPECT_NULL(test, device);
		KUNIT_EXPECT_NULL(test, driver->obj.DeviceObject);
		return false;
	}
	IoDeleteDevice(device);
	return true;
}

static bool object_security(struct kunit *test, struct faults *f, void *context)
{
	struct wdm_driver *driver = context;
	PSECURITY_DESCRIPTOR sd = UNTOUCHED;
	BOOLEAN allocated = TRUE;
	NTSTATUS status;

	faults_begin(f);
	status = ObGetObjectSecurity(&driver->obj, &sd, &allocated);
	faults_end(f);
	if (!faults_succeeded(test, status, STATUS_INSUFFICIENT_RESOURCES)) {
		KUNIT_EXPECT_NULL(test, sd);
		KUNIT_EXPECT_FALSE(test, allocated);
		return false;
	}
	ObReleaseObjectSecurity(sd, allocated);
	return true;
}

static void secure_objects(struct kunit *test)
{
	struct wdm_driver *driver;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, wdm_driver_create("kunit_faults_5", NULL, &driver));
	faults_run(test, "WdmlibIoCreateDeviceSecure", secure_device, driver, 3);
	faults_run(test, "ObGetObjectSecurity", object_security, driver, 1);
	wdm_driver_destroy(driver);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(strings),
	KUNIT_CASE(hash_tables),
	KUNIT_CASE(sids),
	KUNIT_CASE(security),
	KUNIT_CASE(secure_objects),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_faults_rtl",
	.exit = faults_exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
