// SPDX-License-Identifier: GPL-2.0
/* SIDs, ACLs, security descriptors: rtl/sid.c, acl.c, descriptor.c. */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "ex.h"
#include "rtl.h"
#include "se.h"

/* S-1-5-32-544 */
static const struct {
	SID sid;
	ULONG more;
} admins = { { SID_REVISION, 2, { SECURITY_NT_AUTHORITY }, { 32 } }, 544 };

static const SID world = { SID_REVISION, 1, { SECURITY_WORLD_SID_AUTHORITY }, { 0 } };

#define ADMINS	((PSID)&admins)
#define WORLD	((PSID)&world)

static void sids(struct kunit *test)
{
	SID_IDENTIFIER_AUTHORITY nt = { SECURITY_NT_AUTHORITY };
	union { SID sid; char room[SECURITY_MAX_SID_SIZE]; } s, t;
	PSID p = NULL;

	KUNIT_EXPECT_EQ(test, RtlLengthRequiredSid(0), 8U);
	KUNIT_EXPECT_EQ(test, RtlLengthRequiredSid(15), (ULONG)SECURITY_MAX_SID_SIZE);
	memset(&s, 0xcc, sizeof(s));
	KUNIT_EXPECT_EQ(test, RtlInitializeSid(&s, &nt, 16), STATUS_INVALID_PARAMETER);
	KUNIT_EXPECT_EQ(test, s.sid.Revision, 0xcc);
	KUNIT_EXPECT_EQ(test, RtlInitializeSid(&s, &nt, 2), STATUS_SUCCESS);
	*RtlSubAuthoritySid(&s, 0) = 32;
	*RtlSubAuthoritySid(&s, 1) = 544;
	KUNIT_EXPECT_EQ(test, *RtlSubAuthorityCountSid(&s), 2);
	KUNIT_EXPECT_EQ(test, RtlIdentifierAuthoritySid(&s)->Value[5], 5);
	KUNIT_EXPECT_EQ(test, RtlLengthSid(&s), 16U);
	KUNIT_EXPECT_TRUE(test, RtlValidSid(&s));
	KUNIT_EXPECT_TRUE(test, RtlEqualSid(&s, ADMINS));
	KUNIT_EXPECT_FALSE(test, RtlEqualSid(&s, WORLD));
	*RtlSubAuthoritySid(&s, 1) = 545;
	KUNIT_EXPECT_FALSE(test, RtlEqualSid(&s, ADMINS));
	KUNIT_EXPECT_TRUE(test, RtlEqualPrefixSid(&s, ADMINS));
	*RtlSubAuthoritySid(&s, 0) = 33;
	KUNIT_EXPECT_FALSE(test, RtlEqualPrefixSid(&s, ADMINS));
	KUNIT_EXPECT_FALSE(test, RtlEqualPrefixSid(&s, WORLD));

	memset(&t, 0xcc, sizeof(t));
	KUNIT_EXPECT_EQ(test, RtlCopySid(15, &t, &s), STATUS_BUFFER_TOO_SMALL);
	KUNIT_EXPECT_EQ(test, t.sid.Revision, 0xcc);
	KUNIT_EXPECT_EQ(test, RtlCopySid(16, &t, &s), STATUS_SUCCESS);
	KUNIT_EXPECT_TRUE(test, RtlEqualSid(&s, &t));
	KUNIT_EXPECT_EQ(test, t.room[16], (char)0xcc);

	KUNIT_EXPECT_FALSE(test, RtlValidSid(NULL));
	t.sid.SubAuthorityCount = 16;
	KUNIT_EXPECT_FALSE(test, RtlValidSid(&t));
	t.sid.SubAuthorityCount = 15;
	KUNIT_EXPECT_TRUE(test, RtlValidSid(&t));
	t.sid.Revision = 2;
	KUNIT_EXPECT_FALSE(test, RtlValidSid(&t));

	KUNIT_EXPECT_EQ(test, RtlAllocateAndInitializeSid(&nt, 9, 1, 2, 3, 4, 5, 6, 7, 8, &p),
			STATUS_INVALID_SID);
	KUNIT_EXPECT_EQ(test, RtlAllocateAndInitializeSid(&nt, 2, 32, 544, 0, 0, 0, 0, 0, 0, &p),
			STATUS_SUCCESS);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_TRUE(test, RtlEqualSid(p, ADMINS));
	KUNIT_EXPECT_NULL(test, RtlFreeSid(p));
}

static void sid_text(struct kunit *test)
{
	UNICODE_STRING u, expected = RTL_CONSTANT_STRING(L"S-1-5-32-544");
	UNICODE_STRING wide = RTL_CONSTANT_STRING(L"S-1-0x010000000005-32");
	union { SID sid; char room[SECURITY_MAX_SID_SIZE]; } s;
	WCHAR small[12];
	int i;

	KUNIT_ASSERT_EQ(test, RtlConvertSidToUnicodeString(&u, ADMINS, TRUE), STATUS_SUCCESS);
	KUNIT_EXPECT_TRUE(test, RtlEqualUnicodeString(&u, &expected, FALSE));
	RtlFreeUnicodeString(&u);
	RtlInitEmptyUnicodeString(&u, small, sizeof(small));
	KUNIT_EXPECT_EQ(test, RtlConvertSidToUnicodeString(&u, ADMINS, FALSE),
			STATUS_BUFFER_OVERFLOW);

	memset(&s, 0xff, sizeof(s));
	KUNIT_EXPECT_EQ(test, RtlConvertSidToUnicodeString(&u, &s, TRUE), STATUS_INVALID_SID);
	/* The longest text that there is. */
	s.sid.Revision = 1;
	s.sid.SubAuthorityCount = 15;
	KUNIT_ASSERT_EQ(test, RtlConvertSidToUnicodeString(&u, &s, TRUE), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, u.Length, (18 + 15 * 11) * sizeof(WCHAR));
	for (i = 0; i < 10; i++)
		KUNIT_EXPECT_EQ(test, u.Buffer[u.Length / 2 - 10 + i], L"4294967295"[i]);
	RtlFreeUnicodeString(&u);

	s.sid = admins.sid;
	s.sid.SubAuthorityCount = 1;
	s.sid.IdentifierAuthority.Value[0] = 1;
	KUNIT_ASSERT_EQ(test, RtlConvertSidToUnicodeString(&u, &s, TRUE), STATUS_SUCCESS);
	KUNIT_EXPECT_TRUE(test, RtlEqualUnicodeString(&u, &wide, FALSE));
	RtlFreeUnicodeString(&u);
}

static void acls(struct kunit *test)
{
	union { ACL acl; char room[80]; } a;
	PACCESS_ALLOWED_ACE ace;
	PVOID p, first;

	KUNIT_EXPECT_EQ(test, RtlCreateAcl(&a.acl, 7, ACL_REVISION), STATUS_BUFFER_TOO_SMALL);
	KUNIT_EXPECT_EQ(test, RtlCreateAcl(&a.acl, 80, 1), STATUS_INVALID_PARAMETER);
	KUNIT_EXPECT_EQ(test, RtlCreateAcl(&a.acl, 80, 5), STATUS_INVALID_PARAMETER);
	KUNIT_EXPECT_EQ(test, RtlCreateAcl(&a.acl, 0x10000, ACL_REVISION),
			STATUS_INVALID_PARAMETER);
	memset(&a, 0xcc, sizeof(a));
	KUNIT_EXPECT_FALSE(test, RtlValidAcl(&a.acl));
	KUNIT_EXPECT_EQ(test, RtlCreateAcl(&a.acl, 79, ACL_REVISION), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, a.acl.AclSize, 76);
	KUNIT_EXPECT_TRUE(test, RtlValidAcl(&a.acl));
	KUNIT_EXPECT_FALSE(test, RtlValidAcl(NULL));
	KUNIT_EXPECT_EQ(test, RtlGetAce(&a.acl, 0, &p), STATUS_INVALID_PARAMETER);

	KUNIT_EXPECT_EQ(test, RtlAddAccessAllowedAce(&a.acl, ACL_REVISION, GENERIC_ALL, ADMINS),
			STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, RtlAddAccessDeniedAceEx(&a.acl, ACL_REVISION_DS,
						      CONTAINER_INHERIT_ACE, DELETE, WORLD),
			STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, a.acl.AceCount, 2);
	KUNIT_EXPECT_EQ(test, a.acl.AclRevision, ACL_REVISION_DS);
	KUNIT_ASSERT_EQ(test, RtlGetAce(&a.acl, 1, &p), STATUS_SUCCESS);
	ace = p;
	KUNIT_EXPECT_EQ(test, ace->Header.AceType, ACCESS_DENIED_ACE_TYPE);
	KUNIT_EXPECT_EQ(test, ace->Header.AceFlags, CONTAINER_INHERIT_ACE);
	KUNIT_EXPECT_EQ(test, ace->Header.AceSize, 20);
	KUNIT_EXPECT_EQ(test, ace->Mask, (ACCESS_MASK)DELETE);
	KUNIT_EXPECT_TRUE(test, RtlEqualSid(&ace->SidStart, WORLD));
	/* 76 - 8 - 24 - 20 = 24: one more of 24, none of 20 after it. */
	KUNIT_EXPECT_EQ(test, RtlAddAccessAllowedAceEx(&a.acl, ACL_REVISION, 0, 1, ADMINS),
			STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, RtlAddAccessDeniedAce(&a.acl, ACL_REVISION, 1, WORLD),
			STATUS_ALLOTTED_SPACE_EXCEEDED);
	KUNIT_EXPECT_EQ(test, RtlAddAccessAllowedAce(&a.acl, 9, 1, WORLD),
			STATUS_REVISION_MISMATCH);
	KUNIT_EXPECT_EQ(test, RtlAddAccessAllowedAceEx(&a.acl, ACL_REVISION, 0x40, 1, WORLD),
			STATUS_INVALID_PARAMETER);
	KUNIT_EXPECT_EQ(test, RtlAddAccessAllowedAce(&a.acl, ACL_REVISION, 1, NULL),
			STATUS_INVALID_SID);
	KUNIT_EXPECT_EQ(test, a.acl.AceCount, 3);

	/* The second goes; then it comes back, in front. */
	KUNIT_EXPECT_EQ(test, RtlDeleteAce(&a.acl, 1), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, RtlDeleteAce(&a.acl, 2), STATUS_INVALID_PARAMETER);
	KUNIT_EXPECT_EQ(test, RtlGetAce(&a.acl, 1, &p), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, ((PACCESS_ALLOWED_ACE)p)->Mask, 1U);
	KUNIT_EXPECT_EQ(test, RtlAddAce(&a.acl, ACL_REVISION, 0, p, 24), STATUS_BUFFER_TOO_SMALL);
	KUNIT_EXPECT_EQ(test, RtlDeleteAce(&a.acl, 1), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, RtlGetAce(&a.acl, 0, &first), STATUS_SUCCESS);
	{
		struct { ACCESS_ALLOWED_ACE one, two; } list = {};
		int i;

		for (i = 0; i < 2; i++) {
			ace = i ? &list.two : &list.one;
			ace->Header.AceSize = sizeof(*ace);
			ace->Mask = i + 10;
			/* A SID without subauthorities needs 8 bytes: this has 4. */
			ace->SidStart = SID_REVISION;
		}
		KUNIT_EXPECT_EQ(test, RtlAddAce(&a.acl, ACL_REVISION, 0, &list, sizeof(list)),
				STATUS_INVALID_PARAMETER);
		for (i = 0; i < 2; i++)
			(i ? &list.two : &list.one)->Header.AceType = 0x20;
		KUNIT_EXPECT_EQ(test, RtlAddAce(&a.acl, ACL_REVISION, 0, &list, sizeof(list)),
				STATUS_SUCCESS);
	}
	KUNIT_EXPECT_EQ(test, a.acl.AceCount, 3);
	KUNIT_EXPECT_EQ(test, RtlGetAce(&a.acl, 1, &p), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, ((PACCESS_ALLOWED_ACE)p)->Mask, 11U);
	KUNIT_EXPECT_EQ(test, RtlGetAce(&a.acl, 2, &p), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, ((PACCESS_ALLOWED_ACE)p)->Mask, (ACCESS_MASK)GENERIC_ALL);
}

static void descriptor(struct kunit *test)
{
	union { ACL acl; char room[64]; } a;
	SECURITY_DESCRIPTOR sd;
	SECURITY_DESCRIPTOR_CONTROL control;
	BOOLEAN present, defaulted;
	PISECURITY_DESCRIPTOR_RELATIVE r;
	ULONG length = 0, revision;
	char *room;
	PACL acl;
	PSID sid;

	memset(&sd, 0xcc, sizeof(sd));
	KUNIT_EXPECT_EQ(test, RtlCreateSecurityDescriptor(&sd, 2), STATUS_UNKNOWN_REVISION);
	KUNIT_EXPECT_FALSE(test, RtlValidSecurityDescriptor(&sd));
	KUNIT_EXPECT_FALSE(test, RtlValidSecurityDescriptor(NULL));
	KUNIT_EXPECT_EQ(test, RtlSetDaclSecurityDescriptor(&sd, TRUE, NULL, FALSE),
			STATUS_UNKNOWN_REVISION);
	KUNIT_EXPECT_EQ(test, RtlCreateSecurityDescriptor(&sd, SECURITY_DESCRIPTOR_REVISION),
			STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, RtlLengthSecurityDescriptor(&sd), 40U);
	KUNIT_EXPECT_TRUE(test, RtlValidSecurityDescriptor(&sd));

	RtlCreateAcl(&a.acl, 8 + 24, ACL_REVISION);
	RtlAddAccessAllowedAce(&a.acl, ACL_REVISION, GENERIC_READ, ADMINS);
	present = TRUE;
	KUNIT_EXPECT_EQ(test, RtlGetDaclSecurityDescriptor(&sd, &present, &acl, &defaulted),
			STATUS_SUCCESS);
	KUNIT_EXPECT_FALSE(test, present);
	KUNIT_EXPECT_EQ(test, RtlSetDaclSecurityDescriptor(&sd, TRUE, &a.acl, TRUE),
			STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, sd.Control, SE_DACL_PRESENT | SE_DACL_DEFAULTED);
	KUNIT_EXPECT_EQ(test, RtlGetDaclSecurityDescriptor(&sd, &present, &acl, &defaulted),
			STATUS_SUCCESS);
	KUNIT_EXPECT_TRUE(test, present && defaulted);
	KUNIT_EXPECT_PTR_EQ(test, acl, &a.acl);
	KUNIT_EXPECT_EQ(test, RtlSetOwnerSecurityDescriptor(&sd, ADMINS, FALSE), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, RtlSetGroupSecurityDescriptor(&sd, WORLD, TRUE), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, RtlGetGroupSecurityDescriptor(&sd, &sid, &defaulted), STATUS_SUCCESS);
	KUNIT_EXPECT_PTR_EQ(test, sid, WORLD);
	KUNIT_EXPECT_TRUE(test, defaulted);
	KUNIT_EXPECT_EQ(test, RtlSetSaclSecurityDescriptor(&sd, TRUE, NULL, FALSE), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, RtlGetControlSecurityDescriptor(&sd, &control, &revision),
			STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, control, SE_DACL_PRESENT | SE_DACL_DEFAULTED | SE_GROUP_DEFAULTED |
			SE_SACL_PRESENT);
	KUNIT_EXPECT_EQ(test, revision, 1U);
	KUNIT_EXPECT_EQ(test, RtlLengthSecurityDescriptor(&sd), 40U + 16 + 12 + 32);
	KUNIT_EXPECT_TRUE(test, RtlValidSecurityDescriptor(&sd));

	KUNIT_EXPECT_EQ(test, RtlAbsoluteToSelfRelativeSD(&sd, NULL, &length),
			STATUS_BUFFER_TOO_SMALL);
	KUNIT_EXPECT_EQ(test, length, 20U + 16 + 12 + 32);
	/* Of exactly that size: KASAN looks after its end. */
	room = kunit_kmalloc(test, length, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, room);
	KUNIT_EXPECT_EQ(test, RtlAbsoluteToSelfRelativeSD(&sd, room, &length), STATUS_SUCCESS);
	r = (PISECURITY_DESCRIPTOR_RELATIVE)room;
	KUNIT_EXPECT_EQ(test, r->Control, control | SE_SELF_RELATIVE);
	KUNIT_EXPECT_EQ(test, RtlLengthSecurityDescriptor(room), length);
	KUNIT_EXPECT_TRUE(test, RtlValidSecurityDescriptor(room));
	KUNIT_EXPECT_TRUE(test, SeValidSecurityDescriptor(length, room));
	KUNIT_EXPECT_EQ(test, RtlGetOwnerSecurityDescriptor(room, &sid, &defaulted),
			STATUS_SUCCESS);
	KUNIT_EXPECT_TRUE(test, RtlEqualSid(sid, ADMINS));
	KUNIT_EXPECT_FALSE(test, defaulted);
	KUNIT_EXPECT_EQ(test, RtlGetSaclSecurityDescriptor(room, &present, &acl, &defaulted),
			STATUS_SUCCESS);
	KUNIT_EXPECT_TRUE(test, present);
	KUNIT_EXPECT_NULL(test, acl);
	KUNIT_EXPECT_EQ(test, RtlSetDaclSecurityDescriptor(room, FALSE, NULL, FALSE),
			STATUS_INVALID_SECURITY_DESCR);
	KUNIT_EXPECT_EQ(test, RtlAbsoluteToSelfRelativeSD(room, NULL, &length),
			STATUS_BAD_DESCRIPTOR_FORMAT);
	KUNIT_EXPECT_EQ(test, RtlSetDaclSecurityDescriptor(&sd, FALSE, NULL, TRUE), STATUS_SUCCESS);
	KUNIT_EXPECT_FALSE(test, sd.Control & SE_DACL_PRESENT);
}

/* What a program may send: every byte, of every value that matters, at every length. */
static void hostile_descriptor(struct kunit *test)
{
	static const u8 values[] = { 0, 1, 2, 0x10, 0x7f, 0x80, 0xfe, 0xff };
	union { ACL acl; char room[32]; } a;
	SECURITY_DESCRIPTOR sd;
	ULONG length = 200, i, valid = 0, required;
	char good[200], *room;
	size_t v;

	RtlCreateSecurityDescriptor(&sd, SECURITY_DESCRIPTOR_REVISION);
	RtlCreateAcl(&a.acl, sizeof(a), ACL_REVISION);
	RtlAddAccessAllowedAce(&a.acl, ACL_REVISION, GENERIC_READ, ADMINS);
	RtlSetDaclSecurityDescriptor(&sd, TRUE, &a.acl, FALSE);
	RtlSetOwnerSecurityDescriptor(&sd, ADMINS, FALSE);
	KUNIT_ASSERT_EQ(test, RtlAbsoluteToSelfRelativeSD(&sd, good, &length), STATUS_SUCCESS);
	required = OWNER_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION;
	KUNIT_EXPECT_TRUE(test, RtlValidRelativeSecurityDescriptor(good, length, required));
	required = GROUP_SECURITY_INFORMATION;
	KUNIT_EXPECT_FALSE(test, RtlValidRelativeSecurityDescriptor(good, length, required));
	required = SACL_SECURITY_INFORMATION;
	KUNIT_EXPECT_FALSE(test, RtlValidRelativeSecurityDescriptor(good, length, required));
	KUNIT_EXPECT_FALSE(test, RtlValidRelativeSecurityDescriptor(NULL, length, 0));
	KUNIT_EXPECT_FALSE(test, RtlValidRelativeSecurityDescriptor(&sd, sizeof(sd), 0));
	for (i = 0; i < length; i++) {
		room = kmemdup(good, max(i, 1U), GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, room);
		KUNIT_EXPECT_FALSE(test, RtlValidRelativeSecurityDescriptor(room, i, 0));
		kfree(room);
	}
	for (i = 0; i < length; i++) {
		for (v = 0; v < ARRAY_SIZE(values); v++) {
			room = kmemdup(good, length, GFP_KERNEL);
			KUNIT_ASSERT_NOT_NULL(test, room);
			room[i] = values[v];
			/* Whoever believes the answer must not run over the end. */
			if (RtlValidRelativeSecurityDescriptor(room, length, 0)) {
				valid++;
				KUNIT_EXPECT_LE(test, RtlLengthSecurityDescriptor(room),
						2 * length);
				KUNIT_EXPECT_TRUE(test, RtlValidSecurityDescriptor(room));
			}
			kfree(room);
		}
	}
	KUNIT_EXPECT_GT(test, valid, 0U);
	/* An offset that isn't aligned, one into the header. */
	((PISECURITY_DESCRIPTOR_RELATIVE)good)->Owner += 2;
	KUNIT_EXPECT_FALSE(test, SeValidSecurityDescriptor(length, good));
	((PISECURITY_DESCRIPTOR_RELATIVE)good)->Owner = 4;
	KUNIT_EXPECT_FALSE(test, SeValidSecurityDescriptor(length, good));
	((PISECURITY_DESCRIPTOR_RELATIVE)good)->Owner = 0;
	KUNIT_EXPECT_FALSE(test, SeValidSecurityDescriptor(length, good));
}

static void generic_rights(struct kunit *test)
{
	const GENERIC_MAPPING map = { 0x1, 0x2, 0x4, 0xff };
	ACCESS_MASK m = GENERIC_READ | GENERIC_WRITE | DELETE;

	RtlMapGenericMask(&m, &map);
	KUNIT_EXPECT_EQ(test, m, (ACCESS_MASK)(3 | DELETE));
	m = GENERIC_EXECUTE;
	RtlMapGenericMask(&m, &map);
	KUNIT_EXPECT_EQ(test, m, 4U);
	m = GENERIC_ALL | MAXIMUM_ALLOWED;
	RtlMapGenericMask(&m, &map);
	KUNIT_EXPECT_EQ(test, m, (ACCESS_MASK)(0xff | MAXIMUM_ALLOWED));
}

static struct kunit_case cases[] = {
	KUNIT_CASE(sids),
	KUNIT_CASE(sid_text),
	KUNIT_CASE(acls),
	KUNIT_CASE(descriptor),
	KUNIT_CASE(hostile_descriptor),
	KUNIT_CASE(generic_rights),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_rtl_security",
	.test_cases = cases,
};
kunit_test_suite(suite);
