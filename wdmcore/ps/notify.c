// SPDX-License-Identifier: GPL-2.0
/*
 * Ps: drivers' routines for processes, threads and images that come and go.
 *
 * They run at PASSIVE_LEVEL in the thread that does what they are told of. Linux'
 * tracepoints are there at the right moment, but nothing may sleep in them. So they
 * only queue work to the task: it does that on its way back to user mode, or before it
 * is gone. The work for a new task is queued to it and to its creator; the one that
 * gets there first calls the routines while the other waits. So the routines are
 * through before either runs another instruction of a program, and nobody waits for a
 * task that may be held up elsewhere, by vfork() or a debugger.
 *
 * fork() makes a process, with its parent's program; exec() loads another image into
 * the same process.
 */
#include <linux/completion.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/pid.h>
#include <linux/refcount.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/srcu.h>
#include <linux/task_work.h>
#include <linux/uaccess.h>

#include <ntddk.h>

#include "call.h"
#include "compat.h"
#include "dbg.h"
#include "ke.h"
#include "ob.h"
#include "ps.h"
#include "rtl.h"

#define DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS 0xce

#define ROUTINES	64

enum kind {
	PROCESS,
	PROCESS_EX,
	THREAD,
	IMAGE,
	NR_KINDS
};

/* Changed under the mutex, read under SRCU: removal waits for calls under way. */
static const void *routines[NR_KINDS][ROUTINES];
static atomic_t counts[NR_KINDS];
static DEFINE_MUTEX(routines_mutex);
DEFINE_STATIC_SRCU(routines_srcu);

enum what {
	CREATED,
	ENDED,
	LOADED
};

/**
 * struct event - something that routines are to be told of
 * @head: queued to the task; for a new task the second one is its own
 * @references: one per @head that is queued
 * @claimed: one of the tasks has begun to call the routines
 * @done: and has called them all
 * @what: what happened
 * @of_process: to the process as well as to its thread
 * @process_id: the process
 * @thread_id: the thread
 * @parent_id: its parent
 * @creator: who made it
 * @process: the object, reference; or NULL
 * @pid: of the new process; reference
 * @file: the image, reference
 */
struct event {
	struct callback_head head[2];
	refcount_t references;
	atomic_t claimed;
	struct completion done;
	enum what what;
	bool of_process;
	HANDLE process_id;
	HANDLE thread_id;
	HANDLE parent_id;
	CLIENT_ID creator;
	struct wdm_process *process;
	struct pid *pid;
	struct file *file;
};

static bool wants(enum kind kind)
{
	return atomic_read(&counts[kind]);
}

static bool wants_processes(void)
{
	return wants(PROCESS) || wants(PROCESS_EX);
}

/* The first routine from *@i on, which becomes the place behind it; NULL: none. */
static void *next_routine(enum kind kind, int *i)
{
	while (*i < ROUTINES) {
		const void *routine = READ_ONCE(routines[kind][(*i)++]);

		if (routine)
			return (void *)routine;
	}
	return NULL;
}

static void tell_threads(HANDLE process_id, HANDLE thread_id, BOOLEAN create)
{
	PCREATE_THREAD_NOTIFY_ROUTINE routine;
	int i = 0;

	while ((routine = next_routine(THREAD, &i)))
		WDM_CALL(routine, process_id, thread_id, create);
}

/* The file of the program that the current process runs, with a reference. */
static struct file *program_file(void)
{
	struct mm_struct *mm = current->mm;
	struct vm_area_struct *vma;
	struct file *file = NULL;

	if (!mm)
		return NULL;
	mmap_read_lock(mm);
	vma = find_vma(mm, mm->start_code);
	if (vma && vma->vm_file)
		file = get_file(vma->vm_file);
	mmap_read_unlock(mm);
	return file;
}

/* False: no name. Else @name->Buffer is to be kfree()d. */
static bool name_of(struct file *file, UNICODE_STRING *name)
{
	ULONG bytes = 0;
	char *buffer, *path;
	bool ok = false;

	memset(name, 0, sizeof(*name));
	if (!file)
		return false;
	buffer = kmalloc(PATH_MAX, GFP_KERNEL);
	name->Buffer = kmalloc_array(PATH_MAX, sizeof(WCHAR), GFP_KERNEL);
	if (buffer && name->Buffer) {
		path = file_path(file, buffer, PATH_MAX);
		ok = !IS_ERR(path) &&
		     NT_SUCCESS(RtlUTF8ToUnicodeN(name->Buffer, PATH_MAX * sizeof(WCHAR), &bytes,
						  path, strlen(path)));
	}
	kfree(buffer);
	name->Length = bytes;
	name->MaximumLength = PATH_MAX * sizeof(WCHAR);
	return ok;
}

/* The current program's arguments, each with a NUL, to be kfree()d; NULL: none. */
static char *get_arguments(size_t *length)
{
	unsigned long start, end;
	char *text;

	if (!current->mm)
		return NULL;
	spin_lock(&current->mm->arg_lock);
	start = current->mm->arg_start;
	end = current->mm->arg_end;
	spin_unlock(&current->mm->arg_lock);
	*length = min(end - start, (unsigned long)PATH_MAX);
	text = start < end ? kmalloc(*length, GFP_KERNEL) : NULL;
	if (text && copy_from_user(text, (const char __user *)start, *length)) {
		kfree(text);
		return NULL;
	}
	return text;
}

/* One string of all arguments; at most twice as long and two units for each. */
static size_t join_arguments(char *to, const char *text, size_t length)
{
	const char *end = text + length, *from;
	char *p = to;

	for (from = text; from < end; from += strnlen(from, end - from) + 1) {
		size_t size = strnlen(from, end - from);
		bool quote = !size || memchr(from, ' ', size) || memchr(from, '\t', size);

		if (p != to)
			*p++ = ' ';
		if (quote)
			*p++ = '"';
		memcpy(p, from, size);
		p += size;
		if (quote)
			*p++ = '"';
	}
	return p - to;
}

/* False: there is none. Else @line->Buffer is to be kfree()d. */
static bool get_command_line(UNICODE_STRING *line)
{
	size_t length = 0;
	char *arguments = get_arguments(&length), *joined;
	ULONG bytes = 0;
	bool ok = false;

	memset(line, 0, sizeof(*line));
	if (!arguments)
		return false;
	/* An argument is a byte at least: its NUL. */
	joined = kmalloc(4 * length, GFP_KERNEL);
	line->Buffer = kmalloc_array(4 * length, sizeof(WCHAR), GFP_KERNEL);
	if (joined && line->Buffer) {
		/* A status of success has it that some bytes were no UTF-8. */
		ok = NT_SUCCESS(RtlUTF8ToUnicodeN(line->Buffer, 4 * length * sizeof(WCHAR),
						  &bytes, joined,
						  join_arguments(joined, arguments, length)));
	}
	kfree(joined);
	kfree(arguments);
	line->Length = bytes;
	line->MaximumLength = 4 * length * sizeof(WCHAR);
	return ok;
}

static void kill(struct pid *pid)
{
	struct task_struct *task = get_pid_task(pid, PIDTYPE_TGID);

	if (!task)
		return;
	send_sig(SIGKILL, task, 1);
	put_task_struct(task);
}

static void tell_created_ex(struct event *e)
{
	PCREATE_PROCESS_NOTIFY_ROUTINE_EX routine;
	PS_CREATE_NOTIFY_INFO info = {
		.Size = sizeof(info),
		.ParentProcessId = e->parent_id,
		.CreatingThreadId = e->creator,
	};
	struct file *file = program_file();
	UNICODE_STRING name, command;
	int i = 0;

	if (get_command_line(&command))
		info.CommandLine = &command;
	if (name_of(file, &name)) {
		info.FileOpenNameAvailable = TRUE;
		info.ImageFileName = &name;
	}
	while ((routine = next_routine(PROCESS_EX, &i))) {
		WDM_CALL(routine, (PEPROCESS)e->process, e->process_id, &info);
		if (!NT_SUCCESS(info.CreationStatus)) {
			kill(e->pid);
			break;
		}
	}
	kfree(name.Buffer);
	kfree(command.Buffer);
	if (file)
		fput(file);
}

static void tell_created(struct event *e)
{
	PCREATE_PROCESS_NOTIFY_ROUTINE routine;
	int i = 0;

	if (e->of_process) {
		while ((routine = next_routine(PROCESS, &i)))
			WDM_CALL(routine, e->parent_id, e->process_id, TRUE);
		if (e->process && wants(PROCESS_EX))
			tell_created_ex(e);
	}
	tell_threads(e->process_id, e->thread_id, TRUE);
}

static void tell_ended(struct event *e)
{
	PCREATE_PROCESS_NOTIFY_ROUTINE_EX routine_ex;
	PCREATE_PROCESS_NOTIFY_ROUTINE routine;
	int i = 0;

	tell_threads(e->process_id, e->thread_id, FALSE);
	if (!e->of_process)
		return;
	while ((routine = next_routine(PROCESS, &i)))
		WDM_CALL(routine, e->parent_id, e->process_id, FALSE);
	i = 0;
	while ((routine_ex = next_routine(PROCESS_EX, &i)))
		WDM_CALL(routine_ex, (PEPROCESS)e->process, e->process_id, NULL);
}

/* Where the file's first byte is mapped, or would be, and how far the image reaches. */
static void find_image(IMAGE_INFO *info)
{
	struct mm_struct *mm = current->mm;
	struct vm_area_struct *vma;
	unsigned long base, end;

	mmap_read_lock(mm);
	vma = find_vma(mm, mm->start_code);
	if (vma) {
		base = vma->vm_start - (vma->vm_pgoff << PAGE_SHIFT);
		end = PAGE_ALIGN(max(mm->end_code, mm->end_data));
		info->ImageBase = (PVOID)base;
		info->ImageSize = end - base;
	}
	mmap_read_unlock(mm);
}

static void tell_loaded(struct event *e)
{
	IMAGE_INFO info = { .ImageAddressingMode = IMAGE_ADDRESSING_MODE_32BIT };
	PLOAD_IMAGE_NOTIFY_ROUTINE routine;
	UNICODE_STRING name;
	bool has_name;
	int i = 0;

	if (!current->mm)
		return;
	find_image(&info);
	has_name = name_of(e->file, &name);
	while ((routine = next_routine(IMAGE, &i)))
		WDM_CALL(routine, has_name ? &name : NULL, e->process_id, &info);
	kfree(name.Buffer);
}

static void tell(struct event *e)
{
	int index;

	KeEnterCriticalRegion();
	index = srcu_read_lock(&routines_srcu);
	switch (e->what) {
	case CREATED:
		tell_created(e);
		break;
	case ENDED:
		tell_ended(e);
		break;
	case LOADED:
		tell_loaded(e);
		break;
	}
	srcu_read_unlock(&routines_srcu, index);
	KeLeaveCriticalRegion();
}

static void put_event(struct event *e)
{
	if (!refcount_dec_and_test(&e->references))
		return;
	if (e->process)
		wdm_ob_put(e->process);
	put_pid(e->pid);
	if (e->file)
		fput(e->file);
	kfree(e);
	module_put(THIS_MODULE);
}

static void tell_once(struct event *e)
{
	if (!atomic_xchg(&e->claimed, 1)) {
		tell(e);
		complete_all(&e->done);
	} else {
		wait_for_completion(&e->done);
	}
}

/* A program that the kernel starts gets an image before it is in user mode at all. */
static void tell_of_creation_first(void)
{
	struct event *creation = NULL;
	struct wdm_process *p;

	rcu_read_lock();
	p = wdm_process_find(current);
	if (p)
		creation = xchg(&p->creation, NULL);
	rcu_read_unlock();
	if (!creation)
		return;
	tell_once(creation);
	put_event(creation);
}

static void at_work(struct event *e)
{
	if (e->what != CREATED)
		tell_of_creation_first();
	tell_once(e);
	if (e->what == CREATED && e->process && cmpxchg(&e->process->creation, e, NULL) == e)
		put_event(e);
	put_event(e);
}

static void at_work_first(struct callback_head *head)
{
	at_work(container_of(head, struct event, head[0]));
}

static void at_work_second(struct callback_head *head)
{
	at_work(container_of(head, struct event, head[1]));
}

/* In a tracepoint. */
static struct event *make_event(enum what what, struct task_struct *task)
{
	struct event *e;

	if (!try_module_get(THIS_MODULE))
		return NULL;
	e = kzalloc(sizeof(*e), GFP_ATOMIC | __GFP_NOWARN);
	if (!e) {
		pr_warn_ratelimited("wdmcore: no memory to tell drivers of thread %d\n",
				    task_pid_nr(task));
		module_put(THIS_MODULE);
		return NULL;
	}
	init_task_work(&e->head[0], at_work_first);
	init_task_work(&e->head[1], at_work_second);
	refcount_set(&e->references, 1);
	init_completion(&e->done);
	e->what = what;
	e->process_id = wdm_task_process_id(task);
	e->thread_id = ULongToHandle(task_pid_nr(task));
	rcu_read_lock();
	e->parent_id = wdm_task_process_id(rcu_dereference(task->real_parent));
	rcu_read_unlock();
	return e;
}

static void queue_event(struct event *e, int which, struct task_struct *task,
			enum task_work_notify_mode mode)
{
	refcount_inc(&e->references);
	if (task_work_add(task, &e->head[which], mode))
		put_event(e);
}

/* The object of @task's process, with a reference; NULL without memory. */
static struct wdm_process *get_process(struct task_struct *task)
{
	struct wdm_process *p, *bound;

	rcu_read_lock();
	p = wdm_process_find(task);
	if (p)
		wdm_ob_get(p);
	rcu_read_unlock();
	if (p)
		return p;
	p = wdm_process_alloc(GFP_ATOMIC | __GFP_NOWARN);
	if (!p)
		return NULL;
	bound = wdm_process_bind(p, task);
	wdm_ob_get(bound);
	if (bound != p)
		wdm_ob_put(p);
	return bound;
}

/* The kernel's own threads, and what it makes of a program's for itself. */
static bool is_kernels(const struct task_struct *task)
{
	return task->flags & (PF_KTHREAD | PF_IO_WORKER | WDM_PF_USER_WORKER);
}

void wdm_notify_fork(struct task_struct *parent, struct task_struct *child)
{
	bool of_process = child->pid == child->tgid;
	struct event *e;

	if (likely(!wants(THREAD) && !(of_process && wants_processes())))
		return;
	if (is_kernels(child))
		return;
	e = make_event(CREATED, child);
	if (!e)
		return;
	e->of_process = of_process;
	e->creator.UniqueProcess = wdm_task_process_id(parent);
	e->creator.UniqueThread = ULongToHandle(task_pid_nr(parent));
	if (of_process && wants_processes()) {
		e->process = get_process(child);
		e->pid = get_pid(task_pid(child));
	}
	if (e->process) {
		refcount_inc(&e->references);
		e->process->creation = e;
	}
	queue_event(e, 1, child, TWA_RESUME);
	if (!(parent->flags & PF_KTHREAD))
		queue_event(e, 0, parent, TWA_RESUME);
	put_event(e);
}

void wdm_notify_exec(struct task_struct *task, struct file *file)
{
	struct event *e;

	if (likely(!wants(IMAGE)) || !file)
		return;
	e = make_event(LOADED, task);
	if (!e)
		return;
	e->file = get_file(file);
	queue_event(e, 0, task, TWA_RESUME);
	put_event(e);
}

/* Of several threads that end at once, each may find that it is the last. */
static bool is_end_of_process(struct event *e, struct task_struct *task)
{
	if (atomic_read(&task->signal->live))
		return false;
	e->process = get_process(task);
	return e->process && !xchg(&e->process->end_told, true);
}

void wdm_notify_task_exit(struct task_struct *task)
{
	struct event *e;

	if (likely(!wants(THREAD) && !wants_processes()) || is_kernels(task))
		return;
	e = make_event(ENDED, task);
	if (!e)
		return;
	e->of_process = wants_processes() && is_end_of_process(e, task);
	queue_event(e, 0, task, TWA_NONE);
	put_event(e);
}

void wdm_notify_driver_image(const char *name, const void *base, size_t size)
{
	IMAGE_INFO info = {
		.ImageAddressingMode = IMAGE_ADDRESSING_MODE_32BIT,
		.SystemModeImage = 1,
		.ImageBase = (PVOID)base,
		.ImageSize = size,
	};
	PLOAD_IMAGE_NOTIFY_ROUTINE routine;
	WCHAR units[MODULE_NAME_LEN + 4];
	UNICODE_STRING path = { .Buffer = units };
	int index, i = 0;

	if (likely(!wants(IMAGE)))
		return;
	path.Length = min(wdm_utf8_to_utf16(units, ARRAY_SIZE(units), name, strlen(name)),
			  ARRAY_SIZE(units)) * sizeof(WCHAR);
	path.MaximumLength = sizeof(units);
	KeEnterCriticalRegion();
	index = srcu_read_lock(&routines_srcu);
	while ((routine = next_routine(IMAGE, &i)))
		WDM_CALL(routine, &path, NULL, &info);
	srcu_read_unlock(&routines_srcu, index);
	KeLeaveCriticalRegion();
}
EXPORT_SYMBOL_GPL(wdm_notify_driver_image);

void wdm_notify_system_thread(HANDLE process_id, HANDLE thread_id, BOOLEAN create)
{
	int index;

	if (likely(!wants(THREAD)))
		return;
	KeEnterCriticalRegion();
	index = srcu_read_lock(&routines_srcu);
	tell_threads(process_id, thread_id, create);
	srcu_read_unlock(&routines_srcu, index);
	KeLeaveCriticalRegion();
}

static int find_routine(enum kind kind, const void *routine)
{
	int i;

	lockdep_assert_held(&routines_mutex);
	for (i = 0; i < ROUTINES; i++)
		if (routines[kind][i] == routine)
			return i;
	return -1;
}

static NTSTATUS add(enum kind kind, const void *routine, bool once, NTSTATUS failure)
{
	NTSTATUS status = failure;
	int i;

	mutex_lock(&routines_mutex);
	i = find_routine(kind, NULL);
	if (i >= 0 && !(once && find_routine(kind, routine) >= 0)) {
		WRITE_ONCE(routines[kind][i], routine);
		atomic_inc(&counts[kind]);
		status = STATUS_SUCCESS;
	}
	mutex_unlock(&routines_mutex);
	return status;
}

static NTSTATUS remove(enum kind kind, const void *routine)
{
	int i;

	mutex_lock(&routines_mutex);
	i = find_routine(kind, routine);
	if (i >= 0) {
		WRITE_ONCE(routines[kind][i], NULL);
		atomic_dec(&counts[kind]);
	}
	mutex_unlock(&routines_mutex);
	if (i < 0)
		return STATUS_PROCEDURE_NOT_FOUND;
	synchronize_srcu(&routines_srcu);
	return STATUS_SUCCESS;
}

/**
 * PsSetCreateProcessNotifyRoutine - be told of processes that begin and end
 * @NotifyRoutine: called at PASSIVE_LEVEL in a critical region
 * @Remove: TRUE: don't tell it any more; waits for calls under way
 *
 * Differs from Windows: a new process is one made by fork(), and the routine runs
 * before it or its creator goes on in user mode, in the thread of either. A process'
 * end is told in a thread of it that ends.
 *
 * Context: IRQL == PASSIVE_LEVEL, not in such a routine.
 * Return: STATUS_SUCCESS; STATUS_INVALID_PARAMETER if the routine is registered already,
 * or 64 are; STATUS_PROCEDURE_NOT_FOUND if one that isn't is to be removed.
 */
NTSTATUS NTAPI PsSetCreateProcessNotifyRoutine(PCREATE_PROCESS_NOTIFY_ROUTINE NotifyRoutine,
					       BOOLEAN Remove)
{
	if (Remove)
		return remove(PROCESS, NotifyRoutine);
	return add(PROCESS, NotifyRoutine, true, STATUS_INVALID_PARAMETER);
}
WDM_EXPORT(PsSetCreateProcessNotifyRoutine);

/**
 * PsSetCreateProcessNotifyRoutineEx - the same, with more to be told
 * @NotifyRoutine: called at PASSIVE_LEVEL in a critical region
 * @Remove: TRUE: don't tell it any more; waits for calls under way
 *
 * An error in CreationStatus kills the new process before its first instruction; the
 * routines after that one aren't called. ImageFileName is the path of the program that
 * the process begins with, which is its parent's, as is the command line: the arguments
 * with blanks between them, in quotation marks if there are blanks in one. An image needs
 * no certificate.
 *
 * Differs from Windows: see PsSetCreateProcessNotifyRoutine(); a process that is killed
 * has been made all the same, for its parent.
 *
 * Partial: FileObject is NULL.
 *
 * Context: IRQL == PASSIVE_LEVEL, not in such a routine.
 * Return: as PsSetCreateProcessNotifyRoutine().
 */
NTSTATUS NTAPI PsSetCreateProcessNotifyRoutineEx(PCREATE_PROCESS_NOTIFY_ROUTINE_EX NotifyRoutine,
						 BOOLEAN Remove)
{
	if (Remove)
		return remove(PROCESS_EX, NotifyRoutine);
	return add(PROCESS_EX, NotifyRoutine, true, STATUS_INVALID_PARAMETER);
}
WDM_EXPORT(PsSetCreateProcessNotifyRoutineEx);

/**
 * PsSetCreateThreadNotifyRoutine - be told of threads that begin and end
 * @NotifyRoutine: called at PASSIVE_LEVEL in a critical region
 *
 * Of programs' threads and of those of PsCreateSystemThread(); other threads of the
 * kernel are Linux' own.
 *
 * Differs from Windows: a program's new thread is told of in itself or in its creator,
 * before either goes on in user mode.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_INSUFFICIENT_RESOURCES if 64 are registered already.
 */
NTSTATUS NTAPI PsSetCreateThreadNotifyRoutine(PCREATE_THREAD_NOTIFY_ROUTINE NotifyRoutine)
{
	return add(THREAD, NotifyRoutine, false, STATUS_INSUFFICIENT_RESOURCES);
}
WDM_EXPORT(PsSetCreateThreadNotifyRoutine);

/**
 * PsRemoveCreateThreadNotifyRoutine - undo PsSetCreateThreadNotifyRoutine()
 * @NotifyRoutine: the routine; its calls have returned when this call does
 *
 * Context: IRQL == PASSIVE_LEVEL, not in such a routine.
 * Return: STATUS_SUCCESS, STATUS_PROCEDURE_NOT_FOUND.
 */
NTSTATUS NTAPI PsRemoveCreateThreadNotifyRoutine(PCREATE_THREAD_NOTIFY_ROUTINE NotifyRoutine)
{
	return remove(THREAD, NotifyRoutine);
}
WDM_EXPORT(PsRemoveCreateThreadNotifyRoutine);

/**
 * PsSetLoadImageNotifyRoutine - be told of images that are loaded
 * @NotifyRoutine: called at PASSIVE_LEVEL in a critical region
 *
 * In the process that has loaded the image, before the first instruction of that. A
 * program's name is a path of the host. A driver is told of with the process id NULL, as
 * NAME.ko, before its DriverEntry; its image is its code.
 *
 * Partial: of programs the executable (exec()), not its shared objects.
 *
 * Context: IRQL == PASSIVE_LEVEL.
 * Return: STATUS_SUCCESS; STATUS_INSUFFICIENT_RESOURCES if 64 are registered already.
 */
NTSTATUS NTAPI PsSetLoadImageNotifyRoutine(PLOAD_IMAGE_NOTIFY_ROUTINE NotifyRoutine)
{
	return add(IMAGE, NotifyRoutine, false, STATUS_INSUFFICIENT_RESOURCES);
}
WDM_EXPORT(PsSetLoadImageNotifyRoutine);

/**
 * PsRemoveLoadImageNotifyRoutine - undo PsSetLoadImageNotifyRoutine()
 * @NotifyRoutine: the routine; its calls have returned when this call does
 *
 * Context: IRQL == PASSIVE_LEVEL, not in such a routine.
 * Return: STATUS_SUCCESS, STATUS_PROCEDURE_NOT_FOUND.
 */
NTSTATUS NTAPI PsRemoveLoadImageNotifyRoutine(PLOAD_IMAGE_NOTIFY_ROUTINE NotifyRoutine)
{
	return remove(IMAGE, NotifyRoutine);
}
WDM_EXPORT(PsRemoveLoadImageNotifyRoutine);

void wdm_notify_driver_gone(const void *start, size_t size)
{
	int kind, i, removed = 0;

	mutex_lock(&routines_mutex);
	for (kind = 0; kind < NR_KINDS; kind++) {
		for (i = 0; i < ROUTINES; i++) {
			const void *routine = routines[kind][i];

			if (!routine || routine < start || routine >= start + size)
				continue;
			wdm_bug_report(DRIVER_UNLOADED_WITHOUT_CANCELLING_PENDING_OPERATIONS,
				       (uintptr_t)routine, 0, 0, 0, routine,
				       "its notify routine was registered when it was unloaded");
			WRITE_ONCE(routines[kind][i], NULL);
			atomic_dec(&counts[kind]);
			removed++;
		}
	}
	mutex_unlock(&routines_mutex);
	if (removed)
		synchronize_srcu(&routines_srcu);
}
