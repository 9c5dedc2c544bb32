// SPDX-License-Identifier: GPL-2.0
/* Subjects, privileges and access checks: se/subject.c, privilege.c, access.c. */
#include <kunit/test.h>
#include <linux/mm.h>
#include <linux/cred.h>
#include <linux/string.h>

#include "se.h"
#include "se_fake.h"

static GENERIC_MAPPING mapping = { FILE_GENERIC_READ, FILE_GENERIC_WRITE, FILE_GENERIC_EXECUTE,
				   FILE_ALL_ACCESS };

static void capture(struct kunit *test)
{
	int before = atomic_read((atomic_t *)&current_cred()->usage);
	struct cred *user = fake_user(test);
	SECURITY_SUBJECT_CONTEXT c;
	const struct cred *old;

	memset(&c, 0xcc, sizeof(c));
	SeCaptureSubjectContext(&c);
	KUNIT_EXPECT_PTR_EQ(test, c.PrimaryToken, (PVOID)current_cred());
	KUNIT_EXPECT_NULL(test, c.ClientToken);
	KUNIT_EXPECT_PTR_EQ(test, SeQuerySubjectContextToken(&c), c.PrimaryToken);
	SeLockSubjectContext(&c);
	/* KUnit's thread is the kernel's. */
	KUNIT_EXPECT_TRUE(test, SeTokenIsAdmin(c.PrimaryToken));
	SeUnlockSubjectContext(&c);
	SeReleaseSubjectContext(&c);
	KUNIT_EXPECT_NULL(test, c.PrimaryToken);
	KUNIT_EXPECT_EQ(test, atomic_read((atomic_t *)&current_cred()->usage), before);

	/* Credentials taken on for a while are the client's. */
	old = override_creds(user);
	SeCaptureSubjectContext(&c);
	revert_creds(old);
	KUNIT_EXPECT_PTR_EQ(test, c.ClientToken, (PVOID)user);
	KUNIT_EXPECT_EQ(test, c.ImpersonationLevel, SecurityImpersonation);
	KUNIT_EXPECT_PTR_EQ(test, SeQuerySubjectContextToken(&c), (PVOID)user);
	KUNIT_EXPECT_FALSE(test, SeTokenIsAdmin(c.ClientToken));
	SeReleaseSubjectContext(&c);
	abort_creds(user);
}

static bool has(const struct cred *cred, u8 authority, u8 count, u32 a, u32 b)
{
	union wdm_sid sid;

	wdm_sid_make(&sid, authority, count, a, b);
	return wdm_se_has_sid(cred, &sid);
}

static void sids_of_credentials(struct kunit *test)
{
	struct cred *user = fake_user(test);
	union wdm_sid sid;

	KUNIT_EXPECT_TRUE(test, has(user, 22, 2, 1, FAKE_UID));
	KUNIT_EXPECT_FALSE(test, has(user, 22, 2, 1, 0));
	KUNIT_EXPECT_TRUE(test, has(user, 22, 2, 2, FAKE_GID));
	KUNIT_EXPECT_FALSE(test, has(user, 22, 2, 2, FAKE_UID));
	KUNIT_EXPECT_FALSE(test, has(user, 22, 1, 1, 0));
	KUNIT_EXPECT_FALSE(test, has(user, 22, 0, 0, 0));
	KUNIT_EXPECT_TRUE(test, has(user, 1, 1, 0, 0));
	KUNIT_EXPECT_FALSE(test, has(user, 1, 2, 0, 0));
	KUNIT_EXPECT_TRUE(test, has(user, 5, 1, SECURITY_AUTHENTICATED_USER_RID, 0));
	KUNIT_EXPECT_TRUE(test, has(user, 5, 2, 32, DOMAIN_ALIAS_RID_USERS));
	KUNIT_EXPECT_FALSE(test, has(user, 5, 2, 32, DOMAIN_ALIAS_RID_ADMINS));
	KUNIT_EXPECT_FALSE(test, has(user, 5, 1, SECURITY_LOCAL_SYSTEM_RID, 0));
	KUNIT_EXPECT_FALSE(test, has(user, 5, 1, SECURITY_NETWORK_SERVICE_RID, 0));
	/* The high bytes of the authority count. */
	wdm_sid_make(&sid, 1, 1, 0);
	sid.sid.IdentifierAuthority.Value[0] = 1;
	KUNIT_EXPECT_FALSE(test, wdm_se_has_sid(user, &sid));

	wdm_se_user(user, &sid);
	KUNIT_EXPECT_TRUE(test, wdm_sid_is(&sid, 22, 2, 1, FAKE_UID));
	wdm_se_group(user, &sid);
	KUNIT_EXPECT_TRUE(test, wdm_sid_is(&sid, 22, 2, 2, FAKE_GID));

	/* A capable user is an administrator; root, and only it, is the system as well. */
	cap_raise(user->cap_effective, CAP_SYS_ADMIN);
	KUNIT_EXPECT_TRUE(test, has(user, 5, 2, 32, DOMAIN_ALIAS_RID_ADMINS));
	KUNIT_EXPECT_TRUE(test, has(user, 5, 1, SECURITY_LOCAL_SYSTEM_RID, 0));
	wdm_se_user(user, &sid);
	KUNIT_EXPECT_TRUE(test, wdm_sid_is(&sid, 22, 2, 1, FAKE_UID));
	user->euid = GLOBAL_ROOT_UID;
	wdm_se_user(user, &sid);
	KUNIT_EXPECT_TRUE(test, wdm_sid_is(&sid, 5, 1, SECURITY_LOCAL_SYSTEM_RID));
	cap_clear(user->cap_effective);
	wdm_se_user(user, &sid);
	KUNIT_EXPECT_TRUE(test, wdm_sid_is(&sid, 22, 2, 1, 0));
	KUNIT_EXPECT_FALSE(test, SeTokenIsAdmin(user));
	abort_creds(user);
}

static void privileges(struct kunit *test)
{
	struct { PRIVILEGE_SET set; LUID_AND_ATTRIBUTES more; } p = {};
	struct cred *user = fake_user(test);
	SECURITY_SUBJECT_CONTEXT c = fake_subject(user);
	LUID load = RtlConvertLongToLuid(SE_LOAD_DRIVER_PRIVILEGE);
	LUID none = RtlConvertLongToLuid(1), high = load;
	LUID notify = RtlConvertLongToLuid(SE_CHANGE_NOTIFY_PRIVILEGE);
	const struct cred *old;
	u32 i;

	high.HighPart = 1;
	old = override_creds(user);
	KUNIT_EXPECT_FALSE(test, SeSinglePrivilegeCheck(load, UserMode));
	KUNIT_EXPECT_TRUE(test, SeSinglePrivilegeCheck(load, KernelMode));
	KUNIT_EXPECT_TRUE(test, SeSinglePrivilegeCheck(notify, UserMode));
	cap_raise(user->cap_effective, CAP_SYS_MODULE);
	KUNIT_EXPECT_TRUE(test, SeSinglePrivilegeCheck(load, UserMode));
	KUNIT_EXPECT_FALSE(test, SeSinglePrivilegeCheck(none, UserMode));
	KUNIT_EXPECT_FALSE(test, SeSinglePrivilegeCheck(high, UserMode));
	KUNIT_EXPECT_FALSE(test, SeSinglePrivilegeCheck(RtlConvertLongToLuid(37), UserMode));
	revert_creds(old);
	/* The kernel's own thread has all of them. */
	for (i = SE_MIN_WELL_KNOWN_PRIVILEGE; i <= SE_MAX_WELL_KNOWN_PRIVILEGE; i++)
		KUNIT_EXPECT_TRUE(test, SeSinglePrivilegeCheck(RtlConvertUlongToLuid(i), UserMode));

	KUNIT_EXPECT_EQ(test, sizeof(p), 32UL);
	p.set.PrivilegeCount = 2;
	p.set.Control = PRIVILEGE_SET_ALL_NECESSARY;
	p.set.Privilege[0].Luid = load;
	p.more.Luid = RtlConvertLongToLuid(SE_DEBUG_PRIVILEGE);
	KUNIT_EXPECT_FALSE(test, SePrivilegeCheck(&p.set, &c, UserMode));
	KUNIT_EXPECT_EQ(test, p.set.Privilege[0].Attributes, (ULONG)SE_PRIVILEGE_USED_FOR_ACCESS);
	KUNIT_EXPECT_EQ(test, p.more.Attributes, 0U);
	KUNIT_EXPECT_TRUE(test, SePrivilegeCheck(&p.set, &c, KernelMode));
	p.set.Control = 0;
	KUNIT_EXPECT_TRUE(test, SePrivilegeCheck(&p.set, &c, UserMode));
	c.ClientToken = (PACCESS_TOKEN)user;
	c.ImpersonationLevel = SecurityIdentification;
	KUNIT_EXPECT_FALSE(test, SePrivilegeCheck(&p.set, &c, UserMode));
	abort_creds(user);
}

/* What a DACL grants to uid 4242, gid 4343. */
static const struct grant {
	const char *name;
	const WCHAR *sddl;
	ACCESS_MASK desired;
	NTSTATUS status;
	ACCESS_MASK granted;
} grants[] = {
	{ "everyone may read", L"D:(A;;GR;;;WD)", GENERIC_READ, STATUS_SUCCESS,
	  FILE_GENERIC_READ },
	{ "and nothing else", L"D:(A;;GR;;;WD)", FILE_READ_DATA | FILE_WRITE_DATA,
	  STATUS_ACCESS_DENIED },
	{ "the system alone", L"D:P(A;;GA;;;SY)(A;;GA;;;BA)", FILE_READ_DATA,
	  STATUS_ACCESS_DENIED },
	{ "empty DACL", L"D:", FILE_READ_DATA, STATUS_ACCESS_DENIED },
	{ "no DACL", L"O:SY", FILE_WRITE_DATA, STATUS_SUCCESS, FILE_WRITE_DATA },
	{ "NULL DACL", L"D:NO_ACCESS_CONTROL", GENERIC_ALL, STATUS_SUCCESS, FILE_ALL_ACCESS },
	{ "his uid", L"D:(A;;GW;;;S-1-22-1-4242)", FILE_WRITE_DATA, STATUS_SUCCESS,
	  FILE_WRITE_DATA },
	{ "another uid", L"D:(A;;GW;;;S-1-22-1-4243)", FILE_WRITE_DATA, STATUS_ACCESS_DENIED },
	{ "his gid", L"D:(A;;GW;;;S-1-22-2-4343)", FILE_WRITE_DATA, STATUS_SUCCESS,
	  FILE_WRITE_DATA },
	{ "denied first", L"D:(D;;FR;;;AU)(A;;FA;;;WD)", FILE_READ_DATA, STATUS_ACCESS_DENIED },
	{ "allowed first", L"D:(A;;FA;;;WD)(D;;FR;;;AU)", FILE_READ_DATA, STATUS_SUCCESS,
	  FILE_READ_DATA },
	{ "others are denied", L"D:(D;;FA;;;BA)(A;;FR;;;WD)", FILE_READ_DATA, STATUS_SUCCESS,
	  FILE_READ_DATA },
	{ "added up", L"D:(A;;0x1;;;WD)(A;;0x2;;;AU)", 3, STATUS_SUCCESS, 3 },
	{ "for children only", L"D:(A;OICIIO;FA;;;WD)", FILE_READ_DATA, STATUS_ACCESS_DENIED },
	{ "owner", L"O:S-1-22-1-4242D:", READ_CONTROL | WRITE_DAC, STATUS_SUCCESS,
	  READ_CONTROL | WRITE_DAC },
	{ "owner has no more", L"O:S-1-22-1-4242D:", FILE_READ_DATA, STATUS_ACCESS_DENIED },
	{ "owner rights", L"O:S-1-22-1-4242D:(A;;RC;;;OW)", WRITE_DAC, STATUS_ACCESS_DENIED },
	{ "owner rights of others", L"O:SYD:(A;;GA;;;OW)", FILE_READ_DATA, STATUS_ACCESS_DENIED },
	{ "all that there is", L"D:(A;;FR;;;WD)(D;;FA;;;BA)", MAXIMUM_ALLOWED, STATUS_SUCCESS,
	  FILE_GENERIC_READ },
	{ "all without a DACL", L"O:SY", MAXIMUM_ALLOWED, STATUS_SUCCESS, FILE_ALL_ACCESS },
	{ "all, and too much", L"D:(A;;FR;;;WD)", MAXIMUM_ALLOWED | DELETE,
	  STATUS_ACCESS_DENIED },
	{ "all is nothing", L"D:(A;;FR;;;BA)", MAXIMUM_ALLOWED, STATUS_ACCESS_DENIED },
	{ "the SACL", L"D:(A;;GA;;;WD)", ACCESS_SYSTEM_SECURITY, STATUS_PRIVILEGE_NOT_HELD },
	{ "nothing asked", L"D:(A;;GA;;;WD)", 0, STATUS_ACCESS_DENIED },
};

static void grant_name(const struct grant *g, char *desc)
{
	strscpy(desc, g->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(grant, grants, grant_name);

static void check(struct kunit *test)
{
	const struct grant *g = test->param_value;
	struct cred *user = fake_user(test);
	SECURITY_SUBJECT_CONTEXT c = fake_subject(user);
	PSECURITY_DESCRIPTOR sd = from_text(test, g->sddl);
	PPRIVILEGE_SET set = (PVOID)1;
	ACCESS_MASK granted = 0xcccccccc;
	NTSTATUS status = 0xcc;

	KUNIT_EXPECT_EQ(test, SeAccessCheck(sd, &c, FALSE, g->desired, 0, &set, &mapping, UserMode,
					    &granted, &status), NT_SUCCESS(g->status));
	KUNIT_EXPECT_EQ(test, status, g->status);
	KUNIT_EXPECT_EQ(test, granted, g->granted);
	KUNIT_EXPECT_NULL(test, set);
	/* The kernel may. */
	KUNIT_EXPECT_TRUE(test, SeAccessCheck(sd, &c, FALSE, g->desired, 0, NULL, &mapping,
					      KernelMode, &granted, &status));
	wdm_sd_free(sd);
	abort_creds(user);
}

static void by_privilege(struct kunit *test)
{
	struct cred *user = fake_user(test);
	SECURITY_SUBJECT_CONTEXT c = fake_subject(user);
	PSECURITY_DESCRIPTOR sd = from_text(test, L"O:SYD:(A;;GR;;;WD)");
	ACCESS_MASK granted;
	PPRIVILEGE_SET set;
	NTSTATUS status;

	KUNIT_EXPECT_FALSE(test, SeAccessCheck(sd, &c, FALSE, WRITE_OWNER, 0, &set, &mapping,
					       UserMode, &granted, &status));
	cap_raise(user->cap_effective, CAP_CHOWN);
	cap_raise(user->cap_effective, CAP_AUDIT_CONTROL);
	KUNIT_EXPECT_TRUE(test, SeAccessCheck(sd, &c, FALSE, WRITE_OWNER | ACCESS_SYSTEM_SECURITY |
					      FILE_READ_DATA, 0, &set, &mapping, UserMode, &granted,
					      &status));
	KUNIT_EXPECT_EQ(test, granted,
			(ACCESS_MASK)(WRITE_OWNER | ACCESS_SYSTEM_SECURITY | FILE_READ_DATA));
	KUNIT_ASSERT_NOT_NULL(test, set);
	KUNIT_EXPECT_EQ(test, set->PrivilegeCount, 2U);
	KUNIT_EXPECT_EQ(test, set->Privilege[0].Luid.LowPart, (ULONG)SE_SECURITY_PRIVILEGE);
	SeFreePrivileges(set);
	KUNIT_EXPECT_FALSE(test, SeAccessCheck(sd, &c, FALSE, WRITE_OWNER | WRITE_DAC, 0, &set,
					       &mapping, UserMode, &granted, &status));
	KUNIT_EXPECT_NULL(test, set);

	/* What it has anyway isn't asked for again, and is in the result. */
	KUNIT_EXPECT_TRUE(test, SeAccessCheck(sd, &c, FALSE, FILE_WRITE_DATA, FILE_WRITE_DATA, NULL,
					      &mapping, UserMode, &granted, &status));
	KUNIT_EXPECT_EQ(test, granted, (ACCESS_MASK)FILE_WRITE_DATA);
	KUNIT_EXPECT_FALSE(test, SeAccessCheck(NULL, &c, FALSE, FILE_READ_DATA, 0, NULL, &mapping,
					       UserMode, &granted, &status));
	KUNIT_EXPECT_EQ(test, status, STATUS_ACCESS_DENIED);
	KUNIT_EXPECT_TRUE(test, SeAccessCheck(NULL, &c, FALSE, MAXIMUM_ALLOWED, 0, NULL, &mapping,
					      KernelMode, &granted, &status));
	KUNIT_EXPECT_EQ(test, granted, (ACCESS_MASK)FILE_ALL_ACCESS);
	c.ClientToken = (PACCESS_TOKEN)user;
	c.ImpersonationLevel = SecurityIdentification;
	KUNIT_EXPECT_FALSE(test, SeAccessCheck(sd, &c, FALSE, FILE_READ_DATA, 0, NULL, &mapping,
					       UserMode, &granted, &status));
	KUNIT_EXPECT_EQ(test, status, STATUS_BAD_IMPERSONATION_LEVEL);
	wdm_sd_free(sd);
	abort_creds(user);
}

static void sacl_access_bits(struct kunit *test)
{
	static const struct { const WCHAR *text; ULONG bits; } sacls[] = {
		{ L"D:", 0 }, { L"S:", 0 }, { L"S:(ML;;NW;;;LW)", 0 },
		{ L"S:(AU;SA;FA;;;WD)", ACCESS_SYSTEM_SECURITY },
		{ L"S:(ML;;NW;;;LW)(AU;SA;FA;;;WD)", ACCESS_SYSTEM_SECURITY },
	};
	PSECURITY_DESCRIPTOR sd;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sacls); i++) {
		sd = from_text(test, sacls[i].text);
		KUNIT_EXPECT_EQ(test, SeObjectCreateSaclAccessBits(sd), sacls[i].bits);
		wdm_sd_free(sd);
	}
}

static struct kunit_case cases[] = {
	KUNIT_CASE(capture),
	KUNIT_CASE(sids_of_credentials),
	KUNIT_CASE(privileges),
	KUNIT_CASE_PARAM(check, grant_gen_params),
	KUNIT_CASE(by_privilege),
	KUNIT_CASE(sacl_access_bits),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_se_access",
	.test_cases = cases,
};
kunit_test_suite(suite);
