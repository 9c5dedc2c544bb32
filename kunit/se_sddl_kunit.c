// SPDX-License-Identifier: GPL-2.0
/* The text form of security descriptors: se/sddl.c. */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "rtl.h"
#include "se.h"
#include "se_fake.h"
#include <wdmsec.h>

static void whole(struct kunit *test)
{
	PSECURITY_DESCRIPTOR sd = from_text(test, L"O:BAG:SYD:PAI(A;;GA;;;SY)(D;OICI;FRRC;;;WD)"
						  L"(A;;0x12345678;;;S-1-22-1-1000)"
						  L"S:AR(AU;SAFA;FA;;;WD)");
	PISECURITY_DESCRIPTOR_RELATIVE r = sd;
	PACCESS_ALLOWED_ACE ace;
	BOOLEAN present, defaulted;
	PACL acl;
	PSID sid;
	PVOID p;

	KUNIT_EXPECT_TRUE(test, SeValidSecurityDescriptor(RtlLengthSecurityDescriptor(sd), sd));
	KUNIT_EXPECT_EQ(test, r->Control, SE_SELF_RELATIVE | SE_DACL_PRESENT | SE_DACL_PROTECTED |
			SE_DACL_AUTO_INHERITED | SE_SACL_PRESENT | SE_SACL_AUTO_INHERIT_REQ);
	RtlGetOwnerSecurityDescriptor(sd, &sid, &defaulted);
	KUNIT_EXPECT_TRUE(test, wdm_sid_is(sid, 5, 2, 32, 544));
	RtlGetGroupSecurityDescriptor(sd, &sid, &defaulted);
	KUNIT_EXPECT_TRUE(test, wdm_sid_is(sid, 5, 1, 18));
	RtlGetDaclSecurityDescriptor(sd, &present, &acl, &defaulted);
	KUNIT_ASSERT_NOT_NULL(test, acl);
	KUNIT_EXPECT_EQ(test, acl->AceCount, 3);
	KUNIT_EXPECT_EQ(test, acl->AclSize, 8 + 20 + 20 + 24);
	KUNIT_ASSERT_EQ(test, RtlGetAce(acl, 1, &p), STATUS_SUCCESS);
	ace = p;
	KUNIT_EXPECT_EQ(test, ace->Header.AceType, ACCESS_DENIED_ACE_TYPE);
	KUNIT_EXPECT_EQ(test, ace->Header.AceFlags, OBJECT_INHERIT_ACE | CONTAINER_INHERIT_ACE);
	KUNIT_EXPECT_EQ(test, ace->Mask, (ACCESS_MASK)(FILE_GENERIC_READ | READ_CONTROL));
	KUNIT_ASSERT_EQ(test, RtlGetAce(acl, 2, &p), STATUS_SUCCESS);
	ace = p;
	KUNIT_EXPECT_EQ(test, ace->Mask, 0x12345678U);
	KUNIT_EXPECT_TRUE(test, wdm_sid_is(&ace->SidStart, 22, 2, 1, 1000));
	RtlGetSaclSecurityDescriptor(sd, &present, &acl, &defaulted);
	KUNIT_ASSERT_EQ(test, RtlGetAce(acl, 0, &p), STATUS_SUCCESS);
	ace = p;
	KUNIT_EXPECT_EQ(test, ace->Header.AceType, SYSTEM_AUDIT_ACE_TYPE);
	KUNIT_EXPECT_EQ(test, ace->Header.AceFlags,
			SUCCESSFUL_ACCESS_ACE_FLAG | FAILED_ACCESS_ACE_FLAG);
	wdm_sd_free(sd);
}

/* One entry: who, and what. */
static const struct entry {
	const WCHAR *text;
	ACCESS_MASK mask;
	u8 authority, count;
	u32 sub[2];
} entries[] = {
	{ L"D:(A;;GA;;;SY)", GENERIC_ALL, 5, 1, { 18 } },
	{ L"D:(A;;GR;;;BA)", GENERIC_READ, 5, 2, { 32, 544 } },
	{ L"D:(A;;GW;;;BU)", GENERIC_WRITE, 5, 2, { 32, 545 } },
	{ L"D:(A;;GX;;;WD)", GENERIC_EXECUTE, 1, 1, { 0 } },
	{ L"D:(A;;GRGWGX;;;AU)", GENERIC_READ | GENERIC_WRITE | GENERIC_EXECUTE, 5, 1, { 11 } },
	{ L"D:(A;;FA;;;LS)", FILE_ALL_ACCESS, 5, 1, { 19 } },
	{ L"D:(A;;FW;;;NS)", FILE_GENERIC_WRITE, 5, 1, { 20 } },
	{ L"D:(A;;FX;;;IU)", FILE_GENERIC_EXECUTE, 5, 1, { 4 } },
	{ L"D:(A;;SDWDWO;;;RC)", DELETE | WRITE_DAC | WRITE_OWNER, 5, 1, { 12 } },
	{ L"D:(A;;010;;;AN)", 8, 5, 1, { 7 } },
	{ L"D:(A;;4294967295;;;BG)", 0xffffffff, 5, 2, { 32, 546 } },
	{ L"D:(A;;0XfF;;;S-1-0x5-18)", 0xff, 5, 1, { 18 } },
	{ L"d:(a;;ga;;;sy)", GENERIC_ALL, 5, 1, { 18 } },
	{ L" D: P ( A ; OICI ; GA ; ; ; SY ) ", GENERIC_ALL, 5, 1, { 18 } },
};

static void one_entry(struct kunit *test)
{
	PISECURITY_DESCRIPTOR_RELATIVE sd;
	BOOLEAN present, defaulted;
	PACCESS_ALLOWED_ACE ace;
	PACL acl;
	size_t i;
	PVOID p;

	for (i = 0; i < ARRAY_SIZE(entries); i++) {
		sd = from_text(test, entries[i].text);
		RtlGetDaclSecurityDescriptor(sd, &present, &acl, &defaulted);
		KUNIT_ASSERT_TRUE(test, present);
		KUNIT_ASSERT_EQ(test, RtlGetAce(acl, 0, &p), STATUS_SUCCESS);
		ace = p;
		if (ace->Mask != entries[i].mask ||
		    !wdm_sid_is(&ace->SidStart, entries[i].authority, entries[i].count,
				entries[i].sub[0], entries[i].sub[1]))
			KUNIT_FAIL(test, "%zu: mask %x", i, ace->Mask);
		wdm_sd_free(sd);
	}
}

static void refused(struct kunit *test)
{
	static const WCHAR * const texts[] = {
		L"X", L"D", L"O:", L"O:XX", L"O:SYO:SY", L"D:D:", L"D:(", L"D:()", L"D:(A)",
		L"D:(A;;GA;;;SY", L"D:(A;;GA;;SY)", L"D:(A;;GA;;;)", L"D:(A;;GQ;;;SY)",
		L"D:(A;XX;GA;;;SY)", L"D:(Q;;GA;;;SY)", L"D:(AU;;GA;;;SY)", L"S:(A;;GA;;;SY)",
		L"D:(OA;;GA;;;SY)", L"D:(A;;GA;bf967aba-0de6-11d0-a285-00aa003049e2;;SY)",
		L"D:(A;;GA;;;S-1-)", L"D:(A;;GA;;;S-1-5)", L"D:(A;;GA;;;S-1-5-)",
		L"D:(A;;GA;;;S-2-5-18)", L"D:(A;;0x100000000;;;SY)", L"D:(A;;4294967296;;;SY)",
		L"D:(A;;0x;;;SY)", L"D:(A;;08;;;SY)", L"D:(A;;GA;;;S-1-5-4294967296)",
		L"D:(A;;GA;;;S-1-281474976710656-1)", L"D:(A;;GA;;;SY))", L"D:(A;;GA;;;SY)x",
		L"D:(A;;GA;;;S-1-5-1-2-3-4-5-6-7-8-9-10-11-12-13-14-15-16)",
	};
	PSECURITY_DESCRIPTOR sd;
	UNICODE_STRING u;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		sd = (PVOID)1;
		RtlInitUnicodeString(&u, texts[i]);
		if (wdm_sddl_parse(&u, &sd) != STATUS_INVALID_PARAMETER || sd)
			KUNIT_FAIL(test, "%zu was accepted", i);
	}
}

/* Every beginning of a text, in memory of just that size; and a long ACL. */
static void cut_off(struct kunit *test)
{
	static const WCHAR text[] =
		L"O:S-1-5-32-544G:SYD:PAI(A;OICI;0x1f01ff;;;S-1-22-1-1000)S:(ML;;NW;;;LW)";
	static const WCHAR ace[] = L"(A;;GA;;;SY)";
	PSECURITY_DESCRIPTOR sd;
	UNICODE_STRING u;
	size_t n, i;

	for (n = 0; n < ARRAY_SIZE(text); n++) {
		u.Length = n * sizeof(WCHAR);
		u.MaximumLength = u.Length;
		u.Buffer = kmemdup(text, max_t(size_t, u.Length, 1), GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, u.Buffer);
		if (NT_SUCCESS(wdm_sddl_parse(&u, &sd)))
			wdm_sd_free(sd);
		kfree(u.Buffer);
	}

	u.Buffer = kunit_kzalloc(test, 0xfffe, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, u.Buffer);
	memcpy(u.Buffer, L"D:", 4);
	for (i = 2; i < 2 + 1000 * (ARRAY_SIZE(ace) - 1); i += ARRAY_SIZE(ace) - 1)
		memcpy(u.Buffer + i, ace, sizeof(ace) - sizeof(WCHAR));
	u.Length = i * sizeof(WCHAR);
	u.MaximumLength = u.Length;
	KUNIT_EXPECT_EQ(test, wdm_sddl_parse(&u, &sd), STATUS_SUCCESS);
	KUNIT_EXPECT_TRUE(test, SeValidSecurityDescriptor(RtlLengthSecurityDescriptor(sd), sd) ||
			  RtlValidSecurityDescriptor(sd));
	wdm_sd_free(sd);
}

static void constants(struct kunit *test)
{
	const UNICODE_STRING *const all[] = {
		&SDDL_DEVOBJ_KERNEL_ONLY, &SDDL_DEVOBJ_SYS_ALL, &SDDL_DEVOBJ_INF_SUPPLIED,
		&SDDL_DEVOBJ_SYS_ALL_ADM_ALL, &SDDL_DEVOBJ_SYS_ALL_ADM_RX,
		&SDDL_DEVOBJ_SYS_ALL_ADM_RWX_WORLD_R, &SDDL_DEVOBJ_SYS_ALL_ADM_RWX_WORLD_R_RES_R,
		&SDDL_DEVOBJ_SYS_ALL_ADM_RWX_WORLD_RW_RES_R,
		&SDDL_DEVOBJ_SYS_ALL_ADM_RWX_WORLD_RWX_RES_RWX,
	};
	PSECURITY_DESCRIPTOR sd;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(all); i++) {
		KUNIT_EXPECT_EQ(test, wdm_sddl_parse(all[i], &sd), STATUS_SUCCESS);
		if (sd)
			wdm_sd_free(sd);
	}
}

static struct kunit_case cases[] = {
	KUNIT_CASE(whole),
	KUNIT_CASE(one_entry),
	KUNIT_CASE(refused),
	KUNIT_CASE(cut_off),
	KUNIT_CASE(constants),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_se_sddl",
	.test_cases = cases,
};
kunit_test_suite(suite);
