// SPDX-License-Identifier: GPL-2.0
/* KUnit: routines for processes, threads and images; processes and threads by id. */
#include "ke_waiter.h"

#include <linux/cred.h>
#include <linux/kmod.h>
#include <linux/mm.h>
#include <linux/pid.h>
#include <linux/random.h>
#include <linux/sched/mm.h>
#include <linux/sched/task.h>
#include <linux/uaccess.h>
#include <linux/umh.h>

#include <ntddk.h>
#include <wdm/ifs_ke.h>

#include "ob.h"
#include "ps.h"
#include "undeclared.h"

#define NOTES	32

/* What routines were told of the processes that begin under a test. */
struct note {
	char what;		/* P, X: process; T: thread; I: image */
	bool create;
	HANDLE parent, process, thread;
	PEPROCESS object;
	bool found;
};

static struct {
	struct note note[NOTES];
	atomic_t count;
	atomic_t wrong_level;
	NTSTATUS creation_status;
	WCHAR name[32];
	WCHAR command[64];
	USHORT command_length;
	IMAGE_INFO image;
} seen;

static struct note *add_note(char what, bool create, HANDLE process)
{
	int i = atomic_inc_return(&seen.count) - 1;
	struct note *n;

	if (KeGetCurrentIrql() != PASSIVE_LEVEL || !KeAreApcsDisabled())
		atomic_inc(&seen.wrong_level);
	if (i >= NOTES)
		return NULL;
	n = &seen.note[i];
	n->what = what;
	n->create = create;
	n->process = process;
	return n;
}

static VOID NTAPI on_process(HANDLE parent, HANDLE process, BOOLEAN create)
{
	struct note *n = add_note('P', create, process);
	PEPROCESS object;

	if (!n)
		return;
	n->parent = parent;
	/* A process can be looked up from its routine. */
	if (create && !PsLookupProcessByProcessId(process, &object)) {
		n->found = PsGetProcessId(object) == process;
		ObDereferenceObject(object);
	}
}

static VOID NTAPI on_process_ex(PEPROCESS object, HANDLE process, PPS_CREATE_NOTIFY_INFO info)
{
	struct note *n = add_note('X', info, process);

	if (!n)
		return;
	n->object = object;
	n->found = PsGetProcessId(object) == process;
	if (!info)
		return;
	n->parent = info->ParentProcessId;
	if (info->Size != sizeof(*info) || info->CreationStatus)
		n->found = false;
	info->CreationStatus = seen.creation_status;
	if (!info->CommandLine)
		return;
	seen.command_length = info->CommandLine->Length;
	memset(seen.command, 0, sizeof(seen.command));
	memcpy(seen.command, info->CommandLine->Buffer,
	       min_t(size_t, info->CommandLine->Length, sizeof(seen.command) - sizeof(WCHAR)));
}

static VOID NTAPI on_thread(HANDLE process, HANDLE thread, BOOLEAN create)
{
	struct note *n = add_note('T', create, process);

	if (n)
		n->thread = thread;
}

static VOID NTAPI on_image(PUNICODE_STRING name, HANDLE process, PIMAGE_INFO info)
{
	if (!add_note('I', true, process))
		return;
	seen.image = *info;
	if (name)
		memcpy(seen.name, name->Buffer,
		       min_t(size_t, name->Length, sizeof(seen.name) - sizeof(WCHAR)));
}

static void reset(void)
{
	memset(&seen, 0, sizeof(seen));
}

static int run_program(const char *script)
{
	char *argv[] = { "/bin/sh", "-c", (char *)script, NULL };
	char *envp[] = { "PATH=/bin:/sbin", NULL };

	return call_usermodehelper(argv[0], argv, envp, UMH_WAIT_PROC);
}

static int count(char what, bool create)
{
	int i, n = 0;

	for (i = 0; i < min(atomic_read(&seen.count), NOTES); i++)
		n += seen.note[i].what == what && seen.note[i].create == create;
	return n;
}

static struct note *find(char what, bool create, int nth)
{
	int i;

	for (i = 0; i < min(atomic_read(&seen.count), NOTES); i++)
		if (seen.note[i].what == what && seen.note[i].create == create && !nth--)
			return &seen.note[i];
	return NULL;
}

/* The last routines run after the process' parent has been woken. */
static bool await(char what, bool create, int n)
{
	int ms;

	for (ms = 0; ms < PATIENCE_MS && count(what, create) < n; ms++)
		msleep(1);
	return count(what, create) == n;
}

static void registration_has_its_rules(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, PsSetCreateProcessNotifyRoutine(on_process, TRUE),
			STATUS_PROCEDURE_NOT_FOUND);
	KUNIT_EXPECT_EQ(test, PsSetCreateProcessNotifyRoutine(on_process, FALSE), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, PsSetCreateProcessNotifyRoutine(on_process, FALSE),
			STATUS_INVALID_PARAMETER);
	KUNIT_EXPECT_EQ(test, PsSetCreateProcessNotifyRoutine(on_process, TRUE), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, PsSetCreateProcessNotifyRoutine(on_process, TRUE),
			STATUS_PROCEDURE_NOT_FOUND);
	KUNIT_EXPECT_EQ(test, PsRemoveCreateThreadNotifyRoutine(on_thread),
			STATUS_PROCEDURE_NOT_FOUND);
	KUNIT_EXPECT_EQ(test, PsRemoveLoadImageNotifyRoutine(on_image),
			STATUS_PROCEDURE_NOT_FOUND);
}

static void only_so_many_fit(struct kunit *test)
{
	int i;

	/* Other than of processes, one routine may be there several times. */
	for (i = 0; i < 64; i++)
		KUNIT_EXPECT_EQ(test, PsSetLoadImageNotifyRoutine(on_image), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, PsSetLoadImageNotifyRoutine(on_image),
			STATUS_INSUFFICIENT_RESOURCES);
	for (i = 0; i < 64; i++)
		KUNIT_EXPECT_EQ(test, PsRemoveLoadImageNotifyRoutine(on_image), STATUS_SUCCESS);
}

static void a_program_begins_and_ends(struct kunit *test)
{
	struct note *first, *second;
	int ret;

	reset();
	KUNIT_ASSERT_EQ(test, PsSetCreateProcessNotifyRoutine(on_process, FALSE), STATUS_SUCCESS);
	KUNIT_ASSERT_EQ(test, PsSetCreateProcessNotifyRoutineEx(on_process_ex, FALSE),
			STATUS_SUCCESS);
	KUNIT_ASSERT_EQ(test, PsSetCreateThreadNotifyRoutine(on_thread), STATUS_SUCCESS);
	KUNIT_ASSERT_EQ(test, PsSetLoadImageNotifyRoutine(on_image), STATUS_SUCCESS);
	/* A shell, and a subshell of it. */
	ret = run_program("(exit 3); exit $?");
	KUNIT_EXPECT_EQ(test, ret >> 8, 3);
	KUNIT_EXPECT_TRUE(test, await('X', false, 2));
	KUNIT_EXPECT_EQ(test, PsSetCreateProcessNotifyRoutine(on_process, TRUE), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, PsSetCreateProcessNotifyRoutineEx(on_process_ex, TRUE),
			STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, PsRemoveCreateThreadNotifyRoutine(on_thread), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, PsRemoveLoadImageNotifyRoutine(on_image), STATUS_SUCCESS);

	KUNIT_EXPECT_EQ(test, count('P', true), 2);
	KUNIT_EXPECT_EQ(test, count('X', true), 2);
	KUNIT_EXPECT_EQ(test, count('T', true), 2);
	KUNIT_EXPECT_EQ(test, count('I', true), 1);
	KUNIT_EXPECT_EQ(test, count('P', false), 2);
	KUNIT_EXPECT_EQ(test, count('X', false), 2);
	KUNIT_EXPECT_EQ(test, count('T', false), 2);
	KUNIT_EXPECT_EQ(test, atomic_read(&seen.wrong_level), 0);

	first = find('P', true, 0);
	second = find('P', true, 1);
	KUNIT_ASSERT_NOT_NULL(test, second);
	KUNIT_EXPECT_TRUE(test, first->found);
	KUNIT_EXPECT_TRUE(test, second->found);
	KUNIT_EXPECT_PTR_EQ(test, second->parent, first->process);
	KUNIT_EXPECT_PTR_EQ(test, first->parent, (HANDLE)4UL);
	KUNIT_EXPECT_TRUE(test, find('X', true, 0)->found);
	KUNIT_EXPECT_PTR_EQ(test, find('X', true, 1)->parent, first->process);
	/* The subshell ends first; the object is the same at both times. */
	KUNIT_EXPECT_PTR_EQ(test, find('P', false, 0)->process, second->process);
	KUNIT_EXPECT_PTR_EQ(test, find('P', false, 1)->process, first->process);
	KUNIT_EXPECT_PTR_EQ(test, find('X', false, 0)->object, find('X', true, 1)->object);
	KUNIT_EXPECT_PTR_EQ(test, find('T', true, 0)->thread, first->process);
	KUNIT_EXPECT_PTR_EQ(test, find('I', true, 0)->process, first->process);
	KUNIT_EXPECT_EQ(test, seen.name[0], '/');
	KUNIT_EXPECT_NOT_NULL(test, seen.image.ImageBase);
	KUNIT_EXPECT_GE(test, seen.image.ImageSize, PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, seen.image.Properties, IMAGE_ADDRESSING_MODE_32BIT);
}

static void a_new_process_has_its_parents_command_line(struct kunit *test)
{
	static const WCHAR wanted[] = L"/bin/sh -c \"(exit 0); exit 0\"";

	reset();
	KUNIT_ASSERT_EQ(test, PsSetCreateProcessNotifyRoutineEx(on_process_ex, FALSE),
			STATUS_SUCCESS);
	run_program("(exit 0); exit 0");
	KUNIT_EXPECT_TRUE(test, await('X', false, 2));
	KUNIT_EXPECT_EQ(test, PsSetCreateProcessNotifyRoutineEx(on_process_ex, TRUE),
			STATUS_SUCCESS);
	/* The subshell's, which was the last to be told of. */
	KUNIT_EXPECT_EQ(test, (int)seen.command_length, (int)(sizeof(wanted) - sizeof(WCHAR)));
	KUNIT_EXPECT_EQ(test, memcmp(seen.command, wanted, sizeof(wanted)), 0);
}

static void a_driver_is_an_image(struct kunit *test)
{
	static const WCHAR wanted[] = L"kunit_driver.ko";

	reset();
	KUNIT_ASSERT_EQ(test, PsSetLoadImageNotifyRoutine(on_image), STATUS_SUCCESS);
	wdm_notify_driver_image("kunit_driver.ko", on_image, 4096);
	KUNIT_EXPECT_EQ(test, PsRemoveLoadImageNotifyRoutine(on_image), STATUS_SUCCESS);
	KUNIT_ASSERT_EQ(test, count('I', true), 1);
	KUNIT_EXPECT_NULL(test, find('I', true, 0)->process);
	KUNIT_EXPECT_EQ(test, memcmp(seen.name, wanted, sizeof(wanted)), 0);
	KUNIT_EXPECT_EQ(test, (int)seen.image.SystemModeImage, 1);
	KUNIT_EXPECT_PTR_EQ(test, seen.image.ImageBase, (PVOID)on_image);
	KUNIT_EXPECT_EQ(test, seen.image.ImageSize, 4096);
	KUNIT_EXPECT_EQ(test, atomic_read(&seen.wrong_level), 0);
	/* Nobody is told any more. */
	wdm_notify_driver_image("kunit_driver.ko", on_image, 4096);
	KUNIT_EXPECT_EQ(test, count('I', true), 1);
}

/* What a thread finds that was made in the first program's process. */
static struct {
	HANDLE process_id;
	PEPROCESS process;
	BOOLEAN system;
	HANDLE by_thread;
	char elf[4];
	bool copied;
} inside;

static VOID look_around(PVOID start_code)
{
	inside.process_id = PsGetCurrentProcessId();
	inside.process = PsGetCurrentProcess();
	inside.system = PsIsSystemThread(PsGetCurrentThread());
	inside.by_thread = PsGetThreadProcessId(PsGetCurrentThread());
	inside.copied = current->mm && !copy_from_user(inside.elf, (void __user *)start_code, 4);
	PsTerminateSystemThread(STATUS_SUCCESS);
}

static unsigned long first_page_of_program(HANDLE id)
{
	unsigned long start = 0;
	struct task_struct *task;
	struct mm_struct *mm;
	struct vm_area_struct *vma;

	rcu_read_lock();
	task = get_pid_task(find_vpid(HandleToULong(id)), PIDTYPE_TGID);
	rcu_read_unlock();
	mm = task ? get_task_mm(task) : NULL;
	if (mm) {
		mmap_read_lock(mm);
		vma = find_vma(mm, mm->start_code);
		if (vma)
			start = vma->vm_start - (vma->vm_pgoff << PAGE_SHIFT);
		mmap_read_unlock(mm);
		mmput(mm);
	}
	if (task)
		put_task_struct(task);
	return start;
}

static void a_thread_runs_in_a_process(struct kunit *test)
{
	unsigned long start = first_page_of_program((HANDLE)1UL);
	HANDLE process, handle;
	CLIENT_ID client;
	PEPROCESS p;
	PVOID thread;

	memset(&inside, 0, sizeof(inside));
	KUNIT_ASSERT_EQ(test, PsLookupProcessByProcessId((HANDLE)1UL, &p), STATUS_SUCCESS);
	KUNIT_ASSERT_EQ(test, ObOpenObjectByPointer(p, OBJ_KERNEL_HANDLE, NULL, PROCESS_ALL_ACCESS,
						    *PsProcessType, KernelMode, &process),
			STATUS_SUCCESS);
	KUNIT_ASSERT_EQ(test, PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, process,
						   &client, look_around, (PVOID)start),
			STATUS_SUCCESS);
	KUNIT_ASSERT_EQ(test, ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType,
							KernelMode, &thread, NULL), STATUS_SUCCESS);
	ZwClose(handle);
	ZwClose(process);
	KUNIT_EXPECT_EQ(test, ke_wait_ms(thread, PATIENCE_MS), STATUS_SUCCESS);
	KUNIT_EXPECT_PTR_EQ(test, client.UniqueProcess, (HANDLE)1UL);
	KUNIT_EXPECT_PTR_EQ(test, inside.process_id, (HANDLE)1UL);
	KUNIT_EXPECT_PTR_EQ(test, inside.process, p);
	KUNIT_EXPECT_PTR_EQ(test, inside.by_thread, (HANDLE)1UL);
	KUNIT_EXPECT_TRUE(test, inside.system);
	KUNIT_EXPECT_TRUE(test, inside.copied);
	KUNIT_EXPECT_EQ(test, memcmp(inside.elf, "\177ELF", 4), 0);
	ObDereferenceObject(thread);
	ObDereferenceObject(p);
}

static void a_thread_in_what_is_no_process(struct kunit *test)
{
	HANDLE event, handle;

	KUNIT_EXPECT_EQ(test, PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL,
						   (HANDLE)0x1234567cUL, NULL, look_around, NULL),
			STATUS_INVALID_HANDLE);
	KUNIT_ASSERT_EQ(test, ZwCreateEvent(&event, EVENT_ALL_ACCESS, NULL, NotificationEvent,
					    FALSE), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, event, NULL,
						   look_around, NULL),
			STATUS_OBJECT_TYPE_MISMATCH);
	ZwClose(event);
}

static void a_process_can_be_refused(struct kunit *test)
{
	int ret;

	reset();
	seen.creation_status = STATUS_ACCESS_DENIED;
	KUNIT_ASSERT_EQ(test, PsSetCreateProcessNotifyRoutineEx(on_process_ex, FALSE),
			STATUS_SUCCESS);
	ret = run_program("exit 0");
	KUNIT_EXPECT_TRUE(test, await('X', false, 1));
	KUNIT_EXPECT_EQ(test, PsSetCreateProcessNotifyRoutineEx(on_process_ex, TRUE),
			STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, ret & 0x7f, SIGKILL);
}

static VOID do_nothing(PVOID context)
{
}

static void system_threads_are_told_of(struct kunit *test)
{
	struct note *begin, *end;
	CLIENT_ID client;
	HANDLE handle;
	PVOID thread;

	reset();
	KUNIT_ASSERT_EQ(test, PsSetCreateThreadNotifyRoutine(on_thread), STATUS_SUCCESS);
	KUNIT_ASSERT_EQ(test, PsCreateSystemThread(&handle, THREAD_ALL_ACCESS, NULL, NULL, &client,
						   do_nothing, NULL), STATUS_SUCCESS);
	KUNIT_ASSERT_EQ(test, ObReferenceObjectByHandle(handle, THREAD_ALL_ACCESS, *PsThreadType,
							KernelMode, &thread, NULL), STATUS_SUCCESS);
	ZwClose(handle);
	KUNIT_EXPECT_EQ(test, ke_wait_ms(thread, PATIENCE_MS), STATUS_SUCCESS);
	KUNIT_EXPECT_EQ(test, PsRemoveCreateThreadNotifyRoutine(on_thread), STATUS_SUCCESS);
	begin = find('T', true, 0);
	end = find('T', false, 0);
	KUNIT_ASSERT_NOT_NULL(test, begin);
	KUNIT_ASSERT_NOT_NULL(test, end);
	KUNIT_EXPECT_PTR_EQ(test, begin->thread, client.UniqueThread);
	KUNIT_EXPECT_PTR_EQ(test, end->thread, client.UniqueThread);
	KUNIT_EXPECT_PTR_EQ(test, end->process, (HANDLE)4UL);
	KUNIT_EXPECT_EQ(test, atomic_read(&seen.wrong_level), 0);
	ObDereferenceObject(thread);
}

static void what_a_driver_leaves_is_reported(struct kunit *test)
{
	struct ke_reports r;

	KUNIT_ASSERT_EQ(test, PsSetCreateThreadNotifyRoutine(on_thread), STATUS_SUCCESS);
	ke_expect_reports(&r, 0xce);
	wdm_ps_driver_gone(on_thread, 1);
	KUNIT_EXPECT_EQ(test, ke_reports_end(&r), 1);
	KUNIT_EXPECT_EQ(test, PsRemoveCreateThreadNotifyRoutine(on_thread),
			STATUS_PROCEDURE_NOT_FOUND);
}

static void processes_are_found(struct kunit *test)
{
	PEPROCESS p, again;

	KUNIT_EXPECT_EQ(test, PsLookupProcessByProcessId((HANDLE)4UL, &p), STATUS_SUCCESS);
	KUNIT_EXPECT_PTR_EQ(test, p, PsGetCurrentProcess());
	KUNIT_EXPECT_STREQ(test, (char *)PsGetProcessImageFileName(p), "System");
	ObDereferenceObject(p);

	/* The first program, which has never been near a driver. */
	KUNIT_ASSERT_EQ(test, PsLookupProcessByProcessId((HANDLE)1UL, &p), STATUS_SUCCESS);
	KUNIT_EXPECT_PTR_EQ(test, PsGetProcessId(p), (HANDLE)1UL);
	KUNIT_EXPECT_EQ(test, ke_poll(p), STATUS_TIMEOUT);
	KUNIT_EXPECT_GT(test, strlen((char *)PsGetProcessImageFileName(p)), 0);
	KUNIT_ASSERT_EQ(test, PsLookupProcessByProcessId((HANDLE)1UL, &again), STATUS_SUCCESS);
	KUNIT_EXPECT_PTR_EQ(test, p, again);
	ObDereferenceObject(again);
	ObDereferenceObject(p);

	KUNIT_EXPECT_EQ(test, PsLookupProcessByProcessId((HANDLE)0UL, &p), STATUS_INVALID_CID);
	KUNIT_EXPECT_EQ(test, PsLookupProcessByProcessId((HANDLE)2UL, &p), STATUS_INVALID_CID);
	KUNIT_EXPECT_EQ(test, PsLookupProcessByProcessId((HANDLE)0x7ffffff0UL, &p),
			STATUS_INVALID_CID);
	KUNIT_EXPECT_EQ(test, PsLookupProcessByProcessId((HANDLE)0x100000001UL, &p),
			STATUS_INVALID_CID);
}

static void threads_are_found(struct kunit *test)
{
	PETHREAD t;

	KUNIT_ASSERT_EQ(test, PsLookupThreadByThreadId(PsGetCurrentThreadId(), &t),
			STATUS_SUCCESS);
	KUNIT_EXPECT_PTR_EQ(test, t, PsGetCurrentThread());
	KUNIT_EXPECT_TRUE(test, PsIsSystemThread(t));
	KUNIT_EXPECT_PTR_EQ(test, PsGetThreadProcessId(t), (HANDLE)4UL);
	ObDereferenceObject(t);

	KUNIT_ASSERT_EQ(test, PsLookupThreadByThreadId((HANDLE)1UL, &t), STATUS_SUCCESS);
	KUNIT_EXPECT_FALSE(test, PsIsSystemThread(t));
	KUNIT_EXPECT_PTR_EQ(test, PsGetThreadProcessId(t), (HANDLE)1UL);
	KUNIT_EXPECT_PTR_EQ(test, PsGetThreadId(t), (HANDLE)1UL);
	KUNIT_EXPECT_EQ(test, ke_poll(t), STATUS_TIMEOUT);
	ObDereferenceObject(t);

	KUNIT_EXPECT_EQ(test, PsLookupThreadByThreadId((HANDLE)0UL, &t), STATUS_INVALID_CID);
	KUNIT_EXPECT_EQ(test, PsLookupThreadByThreadId((HANDLE)0x7ffffff0UL, &t),
			STATUS_INVALID_CID);
}

/* A thread asks for its own block while another looks it up. */
static struct {
	HANDLE id;
	PETHREAD found;
	bool stop;
} one;

static NTSTATUS look_up(void *context)
{
	while (!READ_ONCE(one.stop)) {
		HANDLE id = READ_ONCE(one.id);
		PETHREAD t;

		if (id && !PsLookupThreadByThreadId(id, &t)) {
			WRITE_ONCE(one.found, t);
			ObDereferenceObject(t);
		}
		cond_resched();
	}
	return STATUS_SUCCESS;
}

static NTSTATUS publish_oneself(void *context)
{
	PETHREAD own;
	int ms;

	WRITE_ONCE(one.id, PsGetCurrentThreadId());
	udelay(get_random_u8());
	own = PsGetCurrentThread();
	for (ms = 0; ms < PATIENCE_MS && !READ_ONCE(one.found); ms++)
		msleep(1);
	return READ_ONCE(one.found) == own ? STATUS_SUCCESS : STATUS_UNSUCCESSFUL;
}

static void a_thread_has_one_block(struct kunit *test)
{
	struct ke_waiter looker, owner;
	int i;

	for (i = 0; i < 50; i++) {
		memset(&one, 0, sizeof(one));
		ke_waiter_start(test, &looker, look_up, NULL, 0);
		ke_waiter_start(test, &owner, publish_oneself, NULL, 1);
		KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&owner));
		WRITE_ONCE(one.stop, true);
		KUNIT_EXPECT_TRUE(test, ke_waiter_finish(&looker));
		KUNIT_EXPECT_EQ(test, owner.status, STATUS_SUCCESS);
	}
}

static struct kunit_case notify_cases[] = {
	KUNIT_CASE(registration_has_its_rules),
	KUNIT_CASE(only_so_many_fit),
	KUNIT_CASE(a_program_begins_and_ends),
	KUNIT_CASE(a_new_process_has_its_parents_command_line),
	KUNIT_CASE(a_driver_is_an_image),
	KUNIT_CASE(a_thread_runs_in_a_process),
	KUNIT_CASE(a_thread_in_what_is_no_process),
	KUNIT_CASE(a_process_can_be_refused),
	KUNIT_CASE(system_threads_are_told_of),
	KUNIT_CASE(what_a_driver_leaves_is_reported),
	KUNIT_CASE(processes_are_found),
	KUNIT_CASE(threads_are_found),
	KUNIT_CASE(a_thread_has_one_block),
	{}
};

static struct kunit_suite notify_suite = {
	.name = "wdmcore_ps_notify",
	.test_cases = notify_cases,
};
kunit_test_suite(notify_suite);
