/* SPDX-License-Identifier: GPL-2.0 */
/* Subjects for tests of Se: credentials made up for the purpose. */
#ifndef _WDM_KUNIT_SE_FAKE_H
#define _WDM_KUNIT_SE_FAKE_H

#include <kunit/test.h>
#include <linux/cred.h>
#include <linux/mm.h>

#include "se.h"

#define FAKE_UID	4242
#define FAKE_GID	4343

/* A program of uid 4242 and gid 4343 without any capability; for abort_creds(). */
static inline struct cred *fake_user(struct kunit *test)
{
	struct cred *cred = prepare_creds();

	KUNIT_ASSERT_NOT_NULL(test, cred);
	cred->euid = KUIDT_INIT(FAKE_UID);
	cred->egid = KGIDT_INIT(FAKE_GID);
	cap_clear(cred->cap_effective);
	return cred;
}

static inline SECURITY_SUBJECT_CONTEXT fake_subject(const struct cred *cred)
{
	SECURITY_SUBJECT_CONTEXT context = { .PrimaryToken = (PACCESS_TOKEN)cred };

	return context;
}

/* The descriptor of a text, for wdm_sd_free(). */
static inline PSECURITY_DESCRIPTOR from_text(struct kunit *test, const WCHAR *text)
{
	PSECURITY_DESCRIPTOR sd = NULL;
	UNICODE_STRING u;

	RtlInitUnicodeString(&u, text);
	KUNIT_ASSERT_EQ(test, wdm_sddl_parse(&u, &sd), STATUS_SUCCESS);
	KUNIT_ASSERT_NOT_NULL(test, sd);
	return sd;
}

#endif
