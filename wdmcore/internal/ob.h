/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Ob: objects with a type and a reference count, their names, handles to them.
 *
 * An object is one allocation: private state of its component (the prefix), the
 * header, and the body, which is what drivers hold a pointer to. Bodies without
 * a header don't exist: whatever ObfReferenceObject may be given comes from
 * wdm_ob_alloc().
 *
 * Locking: names are protected by one mutex (wdm_namespace_lock, in ob/), taken
 * at PASSIVE_LEVEL only and never while calling a driver. References are atomic.
 * An object is deleted at PASSIVE_LEVEL with no lock held: in the thread that
 * dropped the last reference, or in a work item if that one can't sleep.
 */
#ifndef _WDM_INTERNAL_OB_H
#define _WDM_INTERNAL_OB_H

#include <linux/atomic.h>
#include <linux/build_bug.h>
#include <linux/gfp_types.h>
#include <linux/llist.h>
#include <linux/types.h>

#include <wdm/base.h>
#include <wdm/ob.h>

struct wdm_name;

/**
 * struct wdm_object_type - a kind of object
 * @name: NT's name of the type
 * @delete: the last reference is gone; PASSIVE_LEVEL, the memory is freed after it
 * @close: the last handle is gone; PASSIVE_LEVEL. NULL: nothing to do
 * @unnamed: the name was taken off; PASSIVE_LEVEL. NULL: nothing to do
 * @name_of: for ObQueryNameString(), instead of the name in the object directory: as
 *	wdm_ob_path(). NULL: that name
 * @mapping: what the generic access rights stand for
 * @valid_access: all specific and standard rights that objects of the type have
 * @waitable: has a dispatcher header, @wait_offset bytes behind the body's start
 * @wait_offset: see @waitable
 * @rcu: readers look at bodies under rcu_read_lock(): free after a grace period
 */
struct wdm_object_type {
	const char *name;
	void (*delete)(void *body);
	void (*close)(void *body);
	void (*unnamed)(void *body);
	NTSTATUS (*name_of)(void *body, UNICODE_STRING *path);
	GENERIC_MAPPING mapping;
	u32 valid_access;
	bool rcu;
	bool waitable;
	u16 wait_offset;
};

/**
 * struct wdm_object_header - stands directly before each body
 * @type: kind of the object
 * @memory: start of the allocation
 * @references: number of references; the object is deleted at 0
 * @handles: number of handles
 * @flags: WDM_OBJECT_*
 * @name: name in the object directory, or NULL; N
 * @exclusive: of an object with OBJ_EXCLUSIVE: whose handles it has or had last; the
 *	address of a table of handles, and not to be followed
 * @deferred: link in the list of objects to be deleted by the work item
 * @rcu: or until readers of the memory are gone
 *
 * N: protected by wdm_namespace_lock.
 */
struct wdm_object_header {
	const struct wdm_object_type *type;
	void *memory;
	atomic_long_t references;
	atomic_t handles;
	u32 flags;
	struct wdm_name *name;
	const void *exclusive;
	union {
		struct llist_node deferred;
		struct callback_head rcu;
	};
} __aligned(16);
static_assert(sizeof(struct wdm_object_header) % 16 == 0);

#define WDM_OBJECT_PERMANENT	0x1	/* the directory holds a reference */
#define WDM_OBJECT_SYSTEM	0x2	/* wdmcore's own: nobody left it behind */

static inline struct wdm_object_header *wdm_ob_header(const void *body)
{
	return (struct wdm_object_header *)body - 1;
}

int wdm_ob_init(void);
void wdm_ob_exit(void);

/*
 * A new object with one reference, all of it zeroed. @prefix bytes are in front
 * of the header. NULL: no memory. The body is aligned to 16 bytes.
 */
void *wdm_ob_alloc(const struct wdm_object_type *type, size_t prefix, size_t body,
		   gfp_t gfp);

/*
 * For a private structure that has "struct wdm_object_header header" directly
 * followed by the public structure @member: the pointer to the private one.
 */
#define WDM_OB_ALLOC(structure, header, member, extra, type, gfp)			\
({											\
	void *__body;									\
											\
	static_assert(offsetof(structure, member) == offsetof(structure, header) +	\
		      sizeof(struct wdm_object_header));				\
	__body = wdm_ob_alloc(type, offsetof(structure, header), sizeof(structure) -	\
			      offsetof(structure, member) + (extra), gfp);		\
	__body ? container_of(__body, structure, member) : NULL;			\
})

long wdm_ob_get(void *body);			/* new count; IRQL: any */
bool wdm_ob_get_unless_zero(void *body);
long wdm_ob_put(void *body);			/* new count; IRQL <= DISPATCH_LEVEL */
void wdm_ob_flush(void);			/* waits for deferred deletions; PASSIVE_LEVEL */

static inline const struct wdm_object_type *wdm_ob_type(const void *body)
{
	return wdm_ob_header(body)->type;
}

/* Drivers know a type by the address of a pointer to it. */
#define WDM_DDK_OBJECT_TYPE(Name, type)					\
	static POBJECT_TYPE Name##Address = (POBJECT_TYPE)&(type);	\
	POBJECT_TYPE *Name = &Name##Address;				\
	WDM_EXPORT(Name)

/* Access rights with the generic ones replaced by what they stand for. */
u32 wdm_ob_map_access(const struct wdm_object_type *type, u32 access);

/* Names (ob/namespace.c). All at PASSIVE_LEVEL. */

#define WDM_LOOKUP_LINK		0x1	/* a link at the end of the path isn't followed */
#define WDM_LOOKUP_TAIL		0x2	/* a device may have a rest of the path behind it */

/*
 * Gives @body the name @path, whose directory must exist. With
 * WDM_OBJECT_PERMANENT in @flags the name keeps the object alive until
 * wdm_ob_remove(); otherwise the name goes with the last handle or reference.
 * STATUS_OBJECT_NAME_COLLISION, _NAME_INVALID, _PATH_NOT_FOUND, _PATH_SYNTAX_BAD.
 */
NTSTATUS wdm_ob_insert(PCUNICODE_STRING path, void *body, u32 flags);

/* Takes the name off, if there is one, and the reference of a permanent object. */
void wdm_ob_remove(void *body);

/*
 * Finds an object by its name, with symbolic links followed and letter case
 * ignored. @type NULL: any, else STATUS_OBJECT_TYPE_MISMATCH. *@body has a
 * reference for the caller. With WDM_LOOKUP_TAIL, *@tail is what follows a
 * device's name, backslash included, in memory to be kfree()d (Buffer may be NULL).
 */
NTSTATUS wdm_ob_lookup(PCUNICODE_STRING path, u32 flags, const struct wdm_object_type *type,
		       void **body, UNICODE_STRING *tail);

/*
 * The full path of an object as a NUL-terminated string, to be kfree()d; an
 * empty string for an object without a name.
 */
NTSTATUS wdm_ob_path(void *body, UNICODE_STRING *path);

/*
 * The last handle was closed: takes the name of a temporary object off. If a handle was
 * made meanwhile, the name stays; who makes one for a name looks at wdm_ob_has_name()
 * afterwards, and knows whether the object is still the one of that name.
 */
void wdm_ob_remove_unused(void *body);
bool wdm_ob_has_name(void *body);

/* Undoes WDM_OBJECT_PERMANENT: the name goes with the last handle. */
void wdm_ob_make_temporary(void *body);

/* OBJECT_ATTRIBUTES (ob/attributes.c) */

/* Length, flags, form of the name; NULL is fine. */
NTSTATUS wdm_ob_check_attributes(const OBJECT_ATTRIBUTES *attributes);

/* The full path that they name, to be kfree()d; RootDirectory is a directory object. */
NTSTATUS wdm_ob_attributes_path(const OBJECT_ATTRIBUTES *attributes, UNICODE_STRING *path);

/* A handle to the named object. @flags: WDM_LOOKUP_LINK */
NTSTATUS wdm_ob_open(const OBJECT_ATTRIBUTES *attributes, u32 flags,
		     const struct wdm_object_type *type, ACCESS_MASK access, PHANDLE handle);

/*
 * A handle to the new object @body, with its name if it is to have one; the caller's
 * reference stays the caller's. OBJ_OPENIF: a handle to the object of that name and
 * type if there is one, and STATUS_OBJECT_NAME_EXISTS.
 */
NTSTATUS wdm_ob_create(const OBJECT_ATTRIBUTES *attributes, void *body, ACCESS_MASK access,
		       PHANDLE handle);

/* Directories (ob/namespace.c) */
extern const struct wdm_object_type wdm_directory_type;
extern void *wdm_root_directory;
void *wdm_directory_alloc(void);

/* Makes a directory; one that is there already is fine. */
NTSTATUS wdm_ob_create_directory(const WCHAR *path);

/* Symbolic links (ob/symlink.c): target in a copy of its own. */
extern const struct wdm_object_type wdm_symlink_type;
NTSTATUS wdm_ob_create_symlink(PCUNICODE_STRING path, PCUNICODE_STRING target, void **body);
PCUNICODE_STRING wdm_ob_symlink_target(void *body);
/* A link without a name yet; NULL: no memory. */
void *wdm_symlink_alloc(PCUNICODE_STRING target);
/* Io's, called when a link has lost its name; PASSIVE_LEVEL, no lock held. */
extern void (*wdm_symlink_unnamed)(void *body);

/* Handles (ob/handle.c). All at PASSIVE_LEVEL. */

/*
 * A handle to @body, which gets a reference of its own. Handles made for code
 * that doesn't run on behalf of a user's request are kernel handles, as those
 * made in Windows' system process are; OBJ_KERNEL_HANDLE in @attributes asks
 * for one in any case.
 */
NTSTATUS wdm_handle_create(void *body, ACCESS_MASK access, u32 attributes, HANDLE *out);
NTSTATUS wdm_handle_reference(HANDLE handle, const struct wdm_object_type *type,
			      ACCESS_MASK access, KPROCESSOR_MODE mode, void **body,
			      POBJECT_HANDLE_INFORMATION information);
NTSTATUS wdm_handle_close(HANDLE handle, KPROCESSOR_MODE mode);

/* A handle of the current process, wherever the thread is; limited in number. */
NTSTATUS wdm_handle_create_user(void *body, ACCESS_MASK access, HANDLE *out);

/* The same for the handles of another process. */
struct wdm_process;
NTSTATUS wdm_handle_create_in(struct wdm_process *process, void *body, ACCESS_MASK access,
			      u32 attributes, HANDLE *out);
NTSTATUS wdm_handle_reference_in(struct wdm_process *process, HANDLE handle, void **body,
				 POBJECT_HANDLE_INFORMATION information);
NTSTATUS wdm_handle_close_in(struct wdm_process *process, HANDLE handle);
bool wdm_handle_is_kernel(HANDLE handle);

/* Routines that watch handles to processes and threads (ob/callback.c). */
#define WDM_MAX_WATCHERS	16

/**
 * struct wdm_handle_watch - on the stack of who makes a handle
 * @watched: the object is of a type that can be watched
 * @access: the rights that are left
 * @count: entries of @watchers
 * @index: of the reader's section
 * @watchers: who is called, and what each has noted down for afterwards
 */
struct wdm_handle_watch {
	bool watched;
	u32 access;
	u32 count;
	int index;
	struct wdm_watcher {
		const OB_OPERATION_REGISTRATION *entry;
		void *context, *call_context;
	} watchers[WDM_MAX_WATCHERS];
};

void wdm_ob_before_handle(struct wdm_handle_watch *watch, void *body, bool kernel,
			  bool duplicate, u32 access);
void wdm_ob_after_handle(struct wdm_handle_watch *watch, void *body, bool kernel,
			 bool duplicate, NTSTATUS status);

/* A driver's image is going, after its Unload: no routine in it may be called. */
void wdm_ob_driver_gone(const void *start, size_t size);

/* A process (its body) is gone: closes what it left open. PASSIVE_LEVEL */
void wdm_handle_process_exit(void *process);

/*
 * No driver is loaded any more: closes what they left open, while the components
 * whose objects those are still work. PASSIVE_LEVEL
 */
void wdm_handle_close_left(void);

int wdm_handle_init(void);
void wdm_handle_exit(void);
int wdm_namespace_init(void);
void wdm_namespace_exit(void);

#endif /* _WDM_INTERNAL_OB_H */
