// SPDX-License-Identifier: GPL-2.0
/* Security descriptors of new objects: se/assign.c. */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/cred.h>
#include <linux/string.h>

#include "se.h"
#include "se_fake.h"

static GENERIC_MAPPING mapping = { 0x1, 0x2, 0x4, 0xf };

struct subject {
	struct cred *cred;
	SECURITY_SUBJECT_CONTEXT context;
};

static struct subject user(struct kunit *test)
{
	struct subject s;

	s.cred = fake_user(test);
	s.context = fake_subject(s.cred);
	return s;
}

static NTSTATUS assign(struct subject *s, PSECURITY_DESCRIPTOR parent,
		       PSECURITY_DESCRIPTOR explicit, bool container, PSECURITY_DESCRIPTOR *out)
{
	return SeAssignSecurity(parent, explicit, out, container, &s->context, &mapping, PagedPool);
}

/* Is the descriptor that of the text? */
static void expect_sd(struct kunit *test, PSECURITY_DESCRIPTOR sd, const WCHAR *text)
{
	PSECURITY_DESCRIPTOR expected = from_text(test, text);
	ULONG length = RtlLengthSecurityDescriptor(expected);

	KUNIT_ASSERT_NOT_NULL(test, sd);
	KUNIT_EXPECT_EQ(test, RtlLengthSecurityDescriptor(sd), length);
	KUNIT_EXPECT_TRUE(test, SeValidSecurityDescriptor(length, sd));
	/* The text can't say that a DACL is a default. */
	((PISECURITY_DESCRIPTOR)expected)->Control |=
		((PISECURITY_DESCRIPTOR)sd)->Control & (SE_DACL_DEFAULTED | SE_SACL_DEFAULTED);
	if (RtlLengthSecurityDescriptor(sd) == length)
		KUNIT_EXPECT_MEMEQ(test, sd, expected, length);
	wdm_sd_free(expected);
}

static void defaults(struct kunit *test)
{
	struct subject s = user(test);
	PSECURITY_DESCRIPTOR sd;

	KUNIT_ASSERT_EQ(test, assign(&s, NULL, NULL, false, &sd), STATUS_SUCCESS);
	expect_sd(test, sd, L"O:S-1-22-1-4242G:S-1-22-2-4343D:(A;;0xf;;;SY)"
			    L"(A;;0xf;;;S-1-22-1-4242)");
	KUNIT_EXPECT_TRUE(test, ((PISECURITY_DESCRIPTOR)sd)->Control & SE_DACL_DEFAULTED);
	KUNIT_EXPECT_EQ(test, SeDeassignSecurity(&sd), STATUS_SUCCESS);
	KUNIT_EXPECT_NULL(test, sd);
	KUNIT_EXPECT_EQ(test, SeDeassignSecurity(&sd), STATUS_SUCCESS);
	abort_creds(s.cred);
}

static const struct inheritance {
	const WCHAR *parent;
	const WCHAR *explicit;
	bool container;
	const WCHAR *result;
} inheritances[] = {
	/* Handed down to objects; generic rights become specific. */
	{ L"O:SYD:(A;OI;GR;;;WD)(A;;GA;;;BA)", NULL, false, L"D:(A;;0x1;;;WD)" },
	/* To containers, once for themselves and once for what will be in them. */
	{ L"O:SYD:(A;OICI;0x3;;;WD)", NULL, true, L"D:(A;OICI;0x3;;;WD)" },
	{ L"O:SYD:(A;OICI;GA;;;WD)", NULL, true, L"D:(A;;0xf;;;WD)(A;OICIIO;GA;;;WD)" },
	{ L"O:SYD:(A;OICINP;GA;;;WD)", NULL, true, L"D:(A;;0xf;;;WD)" },
	{ L"O:SYD:(A;OI;0x3;;;WD)", NULL, true, L"D:(A;OIIO;0x3;;;WD)" },
	{ L"O:SYD:(A;CIIO;0x3;;;WD)", NULL, true, L"D:(A;CI;0x3;;;WD)" },
	/* The creator is put in. */
	{ L"O:SYD:(A;OICI;0x3;;;CO)(A;OICI;0x1;;;CG)", NULL, true,
	  L"D:(A;;0x3;;;S-1-22-1-4242)(A;OICIIO;0x3;;;CO)(A;;0x1;;;S-1-22-2-4343)"
	  L"(A;OICIIO;0x1;;;CG)" },
	{ L"O:SYD:(A;OI;GA;;;CO)", NULL, false, L"D:(A;;0xf;;;S-1-22-1-4242)" },
	/* What is asked for comes first, */
	{ L"O:SYD:(A;OI;GR;;;WD)", L"D:(A;;GW;;;AU)", false, L"D:(A;;0x2;;;AU)" },
	{ L"O:SYD:(A;OI;GR;;;WD)", L"D:", false, L"D:" },
	{ L"O:SYD:(A;OI;GR;;;WD)", L"D:NO_ACCESS_CONTROL", false, L"D:NO_ACCESS_CONTROL" },
	/* and the default last. */
	{ L"O:SYD:(A;;GA;;;WD)", NULL, false, L"D:(A;;0xf;;;SY)(A;;0xf;;;S-1-22-1-4242)" },
	{ L"O:SYD:(A;CI;GA;;;WD)", NULL, false, L"D:(A;;0xf;;;SY)(A;;0xf;;;S-1-22-1-4242)" },
};

static void inherit(struct kunit *test)
{
	PSECURITY_DESCRIPTOR parent, explicit, expected, sd;
	struct subject s = user(test);
	PACL acl, other;
	BOOLEAN b;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(inheritances); i++) {
		const struct inheritance *h = &inheritances[i];

		parent = from_text(test, h->parent);
		explicit = h->explicit ? from_text(test, h->explicit) : NULL;
		expected = from_text(test, h->result);
		KUNIT_ASSERT_EQ(test, assign(&s, parent, explicit, h->container, &sd),
				STATUS_SUCCESS);
		acl = NULL;
		other = NULL;
		RtlGetDaclSecurityDescriptor(sd, &b, &acl, &b);
		RtlGetDaclSecurityDescriptor(expected, &b, &other, &b);
		if (!acl != !other || (acl && (acl->AclSize != other->AclSize ||
					       memcmp(acl, other, acl->AclSize))))
			KUNIT_FAIL(test, "case %zu: size %u, entries %u", i,
				   acl ? acl->AclSize : 0, acl ? acl->AceCount : 0);
		SeDeassignSecurity(&sd);
		wdm_sd_free(expected);
		if (explicit)
			wdm_sd_free(explicit);
		wdm_sd_free(parent);
	}
	abort_creds(s.cred);
}

static void owners(struct kunit *test)
{
	PSECURITY_DESCRIPTOR parent = from_text(test, L"O:SYG:BAD:"), sd;
	PSECURITY_DESCRIPTOR mine = from_text(test, L"O:S-1-22-1-4242G:BUD:");
	PSECURITY_DESCRIPTOR his = from_text(test, L"O:S-1-22-1-1D:");
	PSECURITY_DESCRIPTOR admins = from_text(test, L"O:BAD:");
	struct subject s = user(test);

	KUNIT_EXPECT_EQ(test, assign(&s, NULL, mine, false, &sd), STATUS_SUCCESS);
	expect_sd(test, sd, L"O:S-1-22-1-4242G:BUD:");
	SeDeassignSecurity(&sd);
	KUNIT_EXPECT_EQ(test, assign(&s, NULL, his, false, &sd), STATUS_INVALID_OWNER);
	KUNIT_EXPECT_NULL(test, sd);
	KUNIT_EXPECT_EQ(test, assign(&s, NULL, admins, false, &sd), STATUS_INVALID_OWNER);
	KUNIT_EXPECT_EQ(test, SeAssignSecurityEx(parent, his, &sd, NULL, FALSE,
						 SEF_AVOID_OWNER_CHECK |
						 SEF_DEFAULT_GROUP_FROM_PARENT, &s.context,
						 &mapping, PagedPool), STATUS_SUCCESS);
	expect_sd(test, sd, L"O:S-1-22-1-1G:BAD:");
	SeDeassignSecurity(&sd);
	KUNIT_EXPECT_EQ(test, SeAssignSecurityEx(parent, NULL, &sd, NULL, FALSE,
						 SEF_DEFAULT_OWNER_FROM_PARENT, &s.context,
						 &mapping, PagedPool), STATUS_SUCCESS);
	expect_sd(test, sd, L"O:SYG:S-1-22-2-4343D:(A;;0xf;;;SY)");
	SeDeassignSecurity(&sd);
	cap_raise(s.cred->cap_effective, CAP_SYS_ADMIN);
	KUNIT_EXPECT_EQ(test, assign(&s, NULL, admins, false, &sd), STATUS_SUCCESS);
	SeDeassignSecurity(&sd);
	KUNIT_EXPECT_EQ(test, assign(&s, NULL, his, false, &sd), STATUS_INVALID_OWNER);
	cap_raise(s.cred->cap_effective, CAP_DAC_OVERRIDE);
	KUNIT_EXPECT_EQ(test, assign(&s, NULL, his, false, &sd), STATUS_SUCCESS);
	SeDeassignSecurity(&sd);
	wdm_sd_free(parent);
	wdm_sd_free(mine);
	wdm_sd_free(his);
	wdm_sd_free(admins);
	abort_creds(s.cred);
}

static void sacls(struct kunit *test)
{
	PSECURITY_DESCRIPTOR audited = from_text(test, L"D:S:(AU;SA;GA;;;WD)"), sd;
	PSECURITY_DESCRIPTOR parent = from_text(test, L"O:SYS:(AU;OISA;GA;;;WD)");
	struct subject s = user(test);

	KUNIT_EXPECT_EQ(test, assign(&s, NULL, audited, false, &sd), STATUS_PRIVILEGE_NOT_HELD);
	KUNIT_EXPECT_NULL(test, sd);
	cap_raise(s.cred->cap_effective, CAP_AUDIT_CONTROL);
	KUNIT_EXPECT_EQ(test, assign(&s, NULL, audited, false, &sd), STATUS_SUCCESS);
	expect_sd(test, sd, L"O:S-1-22-1-4242G:S-1-22-2-4343D:S:(AU;SA;0xf;;;WD)");
	SeDeassignSecurity(&sd);
	cap_clear(s.cred->cap_effective);
	/* One that the container hands down takes no privilege. */
	KUNIT_EXPECT_EQ(test, SeAssignSecurityEx(parent, NULL, &sd, NULL, FALSE,
						 SEF_SACL_AUTO_INHERIT, &s.context, &mapping,
						 PagedPool), STATUS_SUCCESS);
	expect_sd(test, sd, L"O:S-1-22-1-4242G:S-1-22-2-4343D:(A;;0xf;;;SY)"
			    L"(A;;0xf;;;S-1-22-1-4242)S:AI(AU;IDSA;0xf;;;WD)");
	SeDeassignSecurity(&sd);
	wdm_sd_free(audited);
	wdm_sd_free(parent);
	abort_creds(s.cred);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(defaults),
	KUNIT_CASE(inherit),
	KUNIT_CASE(owners),
	KUNIT_CASE(sacls),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_se_assign",
	.test_cases = cases,
};
kunit_test_suite(suite);
