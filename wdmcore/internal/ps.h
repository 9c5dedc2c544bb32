/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Ps: what wdmcore knows about a thread and a process.
 *
 * A Linux task gets a block when somebody first asks for it. The block is what
 * drivers know as PKTHREAD/PETHREAD or PEPROCESS: the body of an object, which
 * starts with a dispatcher header and is signalled when the task ends. It can be
 * found until the task itself is freed, and lives as long as it is referenced.
 */
#ifndef _WDM_INTERNAL_PS_H
#define _WDM_INTERNAL_PS_H

#include <linux/init.h>
#include <linux/list.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <linux/workqueue.h>

#include <wdm.h>

struct wdm_seh_frame;
struct wdm_affinity;

/* Codes that GetExceptionCode() can still be asked for: one per function. */
#define WDM_SEH_CODES	4

struct wdm_seh_code {
	const void *function_frame;
	NTSTATUS code;
};

/* An instruction of an image that has faulted, on its way to pe/fault.c. */
struct wdm_image_fault {
	const void *instruction;
	int trap;
	unsigned long error;
	unsigned long address;
};

/**
 * struct wdm_seh_state - structured exceptions of one context of execution
 * @top: innermost frame of __try
 * @codes: exceptions caught last, by the stack frame of the function
 * @fault: between a fault and what becomes of it
 *
 * Used by its own context only.
 */
struct wdm_seh_state {
	struct wdm_seh_frame *top;
	struct wdm_seh_code codes[WDM_SEH_CODES];
	struct wdm_image_fault fault;
};

/**
 * struct wdm_process - the process object, a PEPROCESS
 * @header: signalled when the last thread of the process has ended
 * @id: the process id, 4 for kernel threads, as the system process on Windows
 * @key: what the table finds it by, NULL for the system process
 * @node: link in the table
 * @tgid: the process, NULL for the system process; reference
 * @image_name: name of the program, see PsGetProcessImageFileName()
 * @creation: what drivers haven't been told of its beginning (ps/notify.c), or NULL
 * @end_told: drivers have been told of its end
 * @rundown: closes the handles that the process left open
 */
struct wdm_process {
	DISPATCHER_HEADER header;
	HANDLE id;
	const void *key;
	struct hlist_node node;
	struct pid *tgid;
	char image_name[TASK_COMM_LEN];
	bool end_told;
	void *creation;
	struct work_struct rundown;
};

/**
 * struct wdm_thread - the thread object, a PKTHREAD or PETHREAD
 * @header: signalled when the thread has ended
 * @apc_disable: O: depth of critical regions; normal kernel APCs are off
 * @all_apc_disable: O: depth of guarded regions; all APCs are off
 * @irql_apc: O: KeRaiseIrql(APC_LEVEL) and the like; ke/irql.c
 * @terminated: the thread has ended
 * @system: made by PsCreateSystemThread()
 * @bound: the block belongs to a task (a new system thread's doesn't yet)
 * @priority: what KeSetPriorityThread() set last
 * @base_increment: what KeSetBasePriorityThread() set last
 * @exit_status: of a system thread
 * @task: the task, not referenced: valid for the thread itself, and for others
 *	under @task_lock until it is NULL
 * @task_lock: protects @task
 * @id: the thread id
 * @process_id: the id of its process
 * @seh: O: exception frames of the thread itself
 * @toplevel_irp: O: IoSetTopLevelIrp
 * @activity: O: EtwActivityIdControl
 * @user_access: O: depth of what may touch a program's memory (io/user_access.c)
 * @user_access_notifier: O: keeps AC right across switches
 * @user_requests: O: depth of a program's requests that the thread is in; handles
 *	made meanwhile are the process's own
 * @irp_lock: protects @irps; interrupts may be disabled
 * @irps: requests that the thread has sent and that aren't complete (io/threaded.c)
 * @irp_head: has a program's thread wait for those when it ends
 * @mutant_lock: protects @mutants; inside the lock of a dispatcher object
 * @mutants: mutants that the thread owns
 * @apc_lock: protects the APCs and alerts; interrupts may be disabled
 * @apcs: queued APCs, special and normal ones
 * @apc_running: O: a normal APC is being delivered
 * @apc_closed: takes no more APCs
 * @apc_called: @apc_head is queued
 * @apc_head: has a program's thread look at its APCs when it returns to user mode
 * @alerted: by KeAlertThread(), for either mode
 * @affinity_group: O: group of @affinity_mask
 * @affinity_mask: O: a driver's affinity for it (ke/affinity.c); 0: none
 * @affinity: O: what Linux was told of it, or NULL
 * @affinity_deferred: O: it was changed at DISPATCH_LEVEL
 * @queue: whose entries it serves (ke/queue.c); protected by that queue's lock
 * @queue_link: in the queue's list of threads
 * @user_time: ns in user mode, of a thread that has ended
 * @kernel_time: ns in kernel mode, of a thread that has ended
 * @start_routine: of a system thread
 * @start_context: of a system thread
 * @process: of a system thread in a program's process: that, with a reference; else NULL
 * @mm: the process' memory, which it uses
 * @hard_errors_disabled: IoSetThreadHardErrorMode(FALSE)
 * @system_link: in the list of running system threads
 * @node: link in the table
 *
 * O: used by the thread itself only (or for it while it sleeps in a wait).
 */
struct wdm_thread {
	DISPATCHER_HEADER header;
	u32 apc_disable;
	u32 all_apc_disable;
	u8 irql_apc;
	bool terminated;
	bool system;
	bool bound;
	KPRIORITY priority;
	LONG base_increment;
	NTSTATUS exit_status;
	struct task_struct *task;
	spinlock_t task_lock;	/* see above */
	HANDLE id;
	HANDLE process_id;
	struct wdm_seh_state seh;
	PIRP toplevel_irp;
	GUID activity;
	u32 user_access;
#ifdef CONFIG_PREEMPT_NOTIFIERS
	struct preempt_notifier user_access_notifier;
#endif
	u32 user_requests;
	spinlock_t irp_lock;	/* see above */
	struct list_head irps;
	struct callback_head irp_head;
	raw_spinlock_t mutant_lock;
	LIST_ENTRY mutants;
	raw_spinlock_t apc_lock;
	LIST_ENTRY apcs[2];
	bool apc_running;
	bool apc_closed;
	bool apc_called;
	bool alerted[2];
	bool affinity_deferred;
	struct callback_head apc_head;
	USHORT affinity_group;
	KAFFINITY affinity_mask;
	struct wdm_affinity *affinity;
	struct _KQUEUE *queue;
	LIST_ENTRY queue_link;
	u64 user_time;
	u64 kernel_time;
	PKSTART_ROUTINE start_routine;
	PVOID start_context;
	struct wdm_process *process;
	struct mm_struct *mm;
	bool hard_errors_disabled;
	struct list_head system_link;
	struct hlist_node node;
};

static inline struct wdm_thread *wdm_thread_from_kthread(PKTHREAD thread)
{
	return (struct wdm_thread *)thread;
}

int __init wdm_ps_init(void);
void wdm_ps_exit(void);

/*
 * The block of the current thread, made on first use. Never NULL: at IRQLs where
 * memory can't be waited for there is a reserve; should that be used up too, all
 * further threads share one block (reported). In an interrupt or a DPC this is the
 * interrupted thread, as on Windows. No reference. IRQL <= DISPATCH_LEVEL
 */
struct wdm_thread *wdm_thread_current(void);

/* The same, if there is a block already. IRQL: any */
struct wdm_thread *wdm_thread_current_or_null(void);

/* The process of the current thread; never NULL, no reference. IRQL <= DISPATCH_LEVEL */
struct wdm_process *wdm_process_current(void);

/*
 * The process of @thread, no reference; NULL if the thread has ended, or nobody asked
 * for the process before. IRQL <= DISPATCH_LEVEL
 */
struct wdm_process *wdm_thread_process(struct wdm_thread *thread);

/* The process that stands for all kernel threads, PsInitialSystemProcess. */
extern struct wdm_process *wdm_system_process;

/*
 * A driver's image is going, after its Unload: its system threads must have ended.
 * Those that haven't within a second are reported (bug check 0xCE), and the call
 * waits for them, since their code is about to go. PASSIVE_LEVEL
 */
void wdm_ps_driver_gone(const void *start, size_t size);

extern const struct wdm_object_type wdm_thread_type;
extern const struct wdm_object_type wdm_process_type;

/* thread.c, process.c: called by the hooks in lifetime.c */
void wdm_thread_ended(struct task_struct *task);
void wdm_thread_forget(struct task_struct *task);
void wdm_process_ended(struct task_struct *task);
void wdm_process_forget(struct task_struct *task);
int __init wdm_lifetime_init(void);
void wdm_lifetime_exit(void);
int __init wdm_thread_init(void);
void wdm_thread_exit(void);
int __init wdm_process_init(void);
void wdm_process_exit(void);

/* The task of @t with a reference; NULL if it has ended. IRQL: any */
struct task_struct *wdm_thread_get_task(struct wdm_thread *t);

struct file;

/* A block for a thread that is about to be made; one reference. NULL: no memory. */
struct wdm_thread *wdm_thread_alloc(gfp_t gfp);
/*
 * Makes @thread, which has no task yet, the block of @task, unless that has one.
 * Returns the block that it has now. The task must not be freed meanwhile. IRQL: any
 */
struct wdm_thread *wdm_thread_bind(struct wdm_thread *thread, struct task_struct *task);

/* The id of the process that @task belongs to. */
HANDLE wdm_task_process_id(const struct task_struct *task);

/* The process' block for @task, which must not be freed meanwhile, made of @p if it
 * has none. IRQL: any
 */
struct wdm_process *wdm_process_bind(struct wdm_process *p, struct task_struct *task);
struct wdm_process *wdm_process_alloc(gfp_t gfp);
struct wdm_process *wdm_process_find(const struct task_struct *task);	/* under RCU */
struct wdm_thread *wdm_thread_find(const struct task_struct *task);	/* under RCU */

/* notify.c: routines that drivers have registered for processes, threads, images */
void wdm_notify_driver_gone(const void *start, size_t size);
void wdm_notify_fork(struct task_struct *parent, struct task_struct *child);
void wdm_notify_exec(struct task_struct *task, struct file *file);
void wdm_notify_task_exit(struct task_struct *task);
/* A system thread, in the thread that makes it, and in itself at its end. PASSIVE_LEVEL */
void wdm_notify_system_thread(HANDLE process_id, HANDLE thread_id, BOOLEAN create);
/* A driver's image (the name of its file), before its first instruction. PASSIVE_LEVEL */
void wdm_notify_driver_image(const char *name, const void *base, size_t size);

#endif /* _WDM_INTERNAL_PS_H */
