// SPDX-License-Identifier: GPL-2.0
/*
 * Filter drivers: which are in a stack, in which order, and what becomes of a device if
 * one of them isn't there or fails (wdmcore/pnp/filters.c, stack.c, extension.c,
 * rebuild.c). References: "Adding a PnP Device to a Running System", "Device Filter
 * Driver Ordering", "Guidelines for Writing AddDevice Routines", "Reporting Device
 * Failures", "INF AddReg Directive".
 */
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/module.h>

#include "pnp_stack.h"
#include "io_fake.h"
#include "faults.h"

#define TEST_DEVICE	L"ROOT\\KUNIT_FILTERED"
#define TEST_CLASS	L"{C0FFEE00-0001-0002-0003-000405060708}"
#define FDO	L"\\Device\\KUnitFiltered"

/* The drivers of a case: a to d and u to x are filters, f is the function driver. */
struct filter_case {
	struct fake_stack stack;
	struct fake_pnp_driver *function;
	struct fake_pnp_driver *filter[26];
	struct wdm_devnode *node;
	WCHAR path[64];
	int refcount;
};

static unsigned int cases_so_far;

static void change(struct kunit *test, const WCHAR *where, bool upper, char letter, bool add)
{
	WCHAR service[] = L"kunit_?";

	service[6] = letter;
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, wdm_filter_change(where, upper, service, add));
}

/* Each case has a device of its own, as keys of the registry stay. */
static void add_device(struct kunit *test)
{
	struct filter_case *c = test->priv;
	WCHAR id[40];

	memcpy(id, TEST_DEVICE L"00", sizeof(TEST_DEVICE L"00"));
	id[ARRAY_SIZE(TEST_DEVICE) - 1] = L'0' + cases_so_far / 10;
	id[ARRAY_SIZE(TEST_DEVICE)] = L'0' + cases_so_far % 10;
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, wdm_root_add(id, &c->node));
	wdm_wprintf(c->path, ARRAY_SIZE(c->path), "ROOT\\KUNIT_FILTERED%02u\\0000", cases_so_far);
	c->function->id.hardware_id = kunit_kzalloc(test, sizeof(id), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, c->function->id.hardware_id);
	memcpy((void *)c->function->id.hardware_id, id, sizeof(id));
}

static int filter_init(struct kunit *test)
{
	struct filter_case *c = kunit_kzalloc(test, sizeof(*c), GFP_KERNEL);

	if (!c)
		return -ENOMEM;
	test->priv = c;
	c->stack.test = test;
	cases_so_far++;
	c->refcount = module_refcount(THIS_MODULE);
	c->function = fake_function(&c->stack, 'f', NULL);
	c->function->module.class_guid = (const u16 *)TEST_CLASS;
	add_device(test);
	return 0;
}

static struct fake_pnp_driver *load(struct kunit *test, char letter)
{
	struct filter_case *c = test->priv;

	c->filter[letter - 'a'] = fake_filter(&c->stack, letter);
	return c->filter[letter - 'a'];
}

static void load_all(struct kunit *test, const char *letters)
{
	for (; *letters; letters++)
		load(test, *letters);
}

static void filter_exit(struct kunit *test)
{
	struct filter_case *c = test->priv;
	int i;

	faults_set(false);
	if (!c)
		return;
	if (c->function)
		fake_unload(c->function);
	if (c->node) {
		wdm_root_remove(c->node);
		wdm_devnode_put(c->node);
	}
	/* What waits for a filter is tried again in a work item, with its module. */
	for (i = 0; i < 200 && module_refcount(THIS_MODULE) != c->refcount; i++)
		msleep(20);
	KUNIT_EXPECT_EQ_MSG(test, module_refcount(THIS_MODULE), c->refcount,
			    "references to modules");
	for (i = 0; i < ARRAY_SIZE(c->filter); i++)
		if (c->filter[i])
			fake_unload(c->filter[i]);
}

/* The letters of the stack above the PDO, from the bottom. */
static void expect_stack(struct kunit *test, const char *expected)
{
	struct filter_case *c = test->priv;
	struct fake_pnp_extension *extension;
	PDEVICE_OBJECT device;
	char found[32] = "";
	int i = 0;

	for (device = c->node->pdo->AttachedDevice; device && i < 31;
	     device = device->AttachedDevice) {
		extension = device->DeviceExtension;
		found[i++] = extension->fake->letter;
		KUNIT_EXPECT_EQ(test, device->StackSize, i + 1);
	}
	KUNIT_EXPECT_STREQ(test, found, expected);
}

static void expect_log(struct kunit *test, const char *expected)
{
	struct filter_case *c = test->priv;

	KUNIT_EXPECT_STREQ(test, c->stack.log, expected);
	memset(c->stack.log, 0, sizeof(c->stack.log));
	c->stack.logged = 0;
}

static void expect_state(struct kunit *test, enum wdm_devnode_state state)
{
	struct filter_case *c = test->priv;

	KUNIT_EXPECT_EQ(test, c->node->state, state);
}

static void bind(struct kunit *test)
{
	fake_bind(((struct filter_case *)test->priv)->function);
}

static void wait_started(struct kunit *test)
{
	struct filter_case *c = test->priv;
	int i;

	for (i = 0; i < 500 && READ_ONCE(c->node->state) != WDM_DEVNODE_STARTED; i++)
		msleep(20);
	expect_state(test, WDM_DEVNODE_STARTED);
}

/* Class filters last: the class is not of one case. */
static void class_filters(struct kunit *test, bool add)
{
	change(test, TEST_CLASS, false, 'c', add);
	change(test, TEST_CLASS, true, 'x', add);
}

static void order(struct kunit *test)
{
	struct filter_case *c = test->priv;

	load_all(test, "xwvucba");
	class_filters(test, true);
	change(test, c->path, true, 'u', true);
	change(test, c->path, true, 'v', true);
	change(test, c->path, false, 'a', true);
	change(test, c->path, false, 'b', true);
	bind(test);
	class_filters(test, false);

	expect_state(test, WDM_DEVNODE_STARTED);
	expect_log(test, "abcfuvx");
	expect_stack(test, "abcfuvx");
	KUNIT_EXPECT_EQ(test, module_refcount(THIS_MODULE), c->refcount + 6);
	wdm_pnp_driver_remove(c->function->driver);
	expect_log(test, "XVUFCBA");
	expect_stack(test, "");
	KUNIT_EXPECT_EQ(test, module_refcount(THIS_MODULE), c->refcount);
}

static void failing_filters_are_left_out(struct kunit *test)
{
	struct filter_case *c = test->priv;

	load_all(test, "abuv");
	change(test, c->path, false, 'a', true);
	change(test, c->path, false, 'b', true);
	change(test, c->path, true, 'u', true);
	change(test, c->path, true, 'v', true);
	c->filter['a' - 'a']->attach = false;
	c->filter['a' - 'a']->answer = STATUS_INSUFFICIENT_RESOURCES;
	c->filter['v' - 'a']->attach = false;
	c->filter['v' - 'a']->answer = STATUS_UNSUCCESSFUL;
	bind(test);
	expect_state(test, WDM_DEVNODE_STARTED);
	expect_log(test, "abfuv");
	expect_stack(test, "bfu");
}

static void filter_may_stay_away(struct kunit *test)
{
	struct filter_case *c = test->priv;

	load_all(test, "uv");
	change(test, c->path, true, 'u', true);
	change(test, c->path, true, 'v', true);
	c->filter['u' - 'a']->attach = false;
	bind(test);
	expect_state(test, WDM_DEVNODE_STARTED);
	expect_log(test, "fuv");
	expect_stack(test, "fv");
}

static void failed_filter_left_attached_is_reported(struct kunit *test)
{
	struct filter_case *c = test->priv;
	struct fake_reports reports;
	PDEVICE_OBJECT device;

	load_all(test, "uv");
	change(test, c->path, true, 'u', true);
	change(test, c->path, true, 'v', true);
	c->filter['u' - 'a']->answer = STATUS_UNSUCCESSFUL;
	expect_reports(&reports, 0xc4);
	bind(test);
	KUNIT_EXPECT_EQ(test, end_of_reports(&reports), 1);
	expect_state(test, WDM_DEVNODE_STARTED);
	expect_stack(test, "fv");
	device = c->filter['u' - 'a']->driver->obj.DeviceObject;
	KUNIT_ASSERT_NOT_NULL(test, device);
	IoDeleteDevice(device);
}

static void missing_filter_keeps_the_device_waiting(struct kunit *test)
{
	struct filter_case *c = test->priv;

	load_all(test, "a");
	change(test, c->path, false, 'a', true);
	change(test, c->path, true, 'u', true);
	bind(test);
	expect_state(test, WDM_DEVNODE_NEW);
	/* Nobody is called before all are there. */
	expect_log(test, "");
	expect_stack(test, "");
	KUNIT_EXPECT_EQ(test, module_refcount(THIS_MODULE), c->refcount);

	load_all(test, "w");
	msleep(50);
	expect_state(test, WDM_DEVNODE_NEW);
	load_all(test, "u");
	wait_started(test);
	expect_log(test, "afu");
	expect_stack(test, "afu");
}

static void name_taken_away_is_enough(struct kunit *test)
{
	struct filter_case *c = test->priv;

	change(test, c->path, true, 'u', true);
	bind(test);
	expect_state(test, WDM_DEVNODE_NEW);
	change(test, c->path, true, 'u', false);
	wait_started(test);
	expect_stack(test, "f");
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			wdm_filter_change(c->path, true, L"kunit_u", false));
}

static void loading_filter_is_not_waited_for(struct kunit *test)
{
	struct filter_case *c = test->priv;
	struct fake_pnp_driver *u = fake_pnp_driver(&c->stack, 'u');

	/* Its DriverEntry has not returned. */
	c->filter['u' - 'a'] = u;
	change(test, c->path, true, 'u', true);
	bind(test);
	expect_state(test, WDM_DEVNODE_NEW);
	wdm_pnp_driver_started(u->driver);
	wait_started(test);
	expect_stack(test, "fu");
}

static void filter_without_add_device(struct kunit *test)
{
	struct filter_case *c = test->priv;

	load_all(test, "u");
	c->filter['u' - 'a']->driver->ext.AddDevice = NULL;
	change(test, c->path, true, 'u', true);
	bind(test);
	expect_state(test, WDM_DEVNODE_NEW);
	expect_log(test, "");
}

static void failing_function_driver(struct kunit *test)
{
	struct filter_case *c = test->priv;

	load_all(test, "au");
	change(test, c->path, false, 'a', true);
	change(test, c->path, true, 'u', true);
	c->function->attach = false;
	c->function->answer = STATUS_UNSUCCESSFUL;
	bind(test);
	expect_state(test, WDM_DEVNODE_NEW);
	/* What was attached is told. */
	expect_log(test, "afA");
	expect_stack(test, "");
	KUNIT_EXPECT_EQ(test, module_refcount(THIS_MODULE), c->refcount);

	c->function->attach = true;
	c->function->answer = STATUS_SUCCESS;
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_pnp_rebuild(c->node));
	expect_stack(test, "afu");
}

static void function_driver_as_its_own_filter(struct kunit *test)
{
	struct filter_case *c = test->priv;

	change(test, c->path, true, 'f', true);
	bind(test);
	expect_state(test, WDM_DEVNODE_STARTED);
	expect_stack(test, "ff");
	/* Else it could never be unloaded. */
	KUNIT_EXPECT_EQ(test, module_refcount(THIS_MODULE), c->refcount);
}

static void letter_case_does_not_count(struct kunit *test)
{
	struct filter_case *c = test->priv;

	load_all(test, "u");
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			wdm_filter_change(c->path, true, L"KUNIT_U", true));
	change(test, c->path, true, 'u', true);
	bind(test);
	expect_stack(test, "fu");
}

static void characteristics_are_shared(struct kunit *test)
{
	struct filter_case *c = test->priv;
	PDEVICE_OBJECT device;

	load_all(test, "a");
	change(test, c->path, false, 'a', true);
	c->filter[0]->characteristics = FILE_DEVICE_SECURE_OPEN | FILE_REMOTE_DEVICE;
	bind(test);
	for (device = c->node->pdo; device; device = device->AttachedDevice)
		KUNIT_EXPECT_TRUE(test, device->Characteristics & FILE_DEVICE_SECURE_OPEN);
	KUNIT_EXPECT_FALSE(test, c->node->pdo->Characteristics & FILE_REMOTE_DEVICE);
}

static void rebuilt_stack(struct kunit *test)
{
	static const struct wdm_open how = {
		.access = FILE_READ_DATA,
		.disposition = FILE_OPEN,
		.mode = KernelMode,
	};
	struct filter_case *c = test->priv;
	UNICODE_STRING name = RTL_CONSTANT_STRING(FDO);
	PFILE_OBJECT file;

	load_all(test, "u");
	c->function->name = FDO;
	bind(test);
	change(test, c->path, true, 'u', true);
	expect_log(test, "f");
	expect_stack(test, "f");
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_pnp_rebuild(c->node));
	expect_log(test, "Ffu");
	expect_stack(test, "fu");

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, wdm_file_open(&name, &how, &file, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_DEVICE_BUSY, wdm_pnp_rebuild(c->node));
	expect_stack(test, "fu");
	expect_log(test, "");
	wdm_file_cleanup(file);
	wdm_ob_put(file);

	change(test, c->path, true, 'u', false);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_pnp_rebuild(c->node));
	expect_log(test, "UFf");
	expect_stack(test, "f");
}

static bool start_with_faults(struct kunit *test, struct faults *f, void *context)
{
	struct filter_case *c = context;
	struct wdm_devnode *node;
	WCHAR id[] = L"ROOT\\KUNIT_FAULTY";
	NTSTATUS status;
	bool done;

	faults_begin(f);
	status = wdm_root_add(id, &node);
	faults_end(f);
	c->stack.logged = 0;
	if (!NT_SUCCESS(status)) {
		KUNIT_EXPECT_EQ(test, status, STATUS_INSUFFICIENT_RESOURCES);
		return false;
	}
	done = node->state == WDM_DEVNODE_STARTED;
	if (done) {
		KUNIT_EXPECT_NOT_NULL(test, node->pdo->AttachedDevice);
		/* A filter whose AddDevice had no memory is left out. */
		done = node->pdo->AttachedDevice->StackSize == 2 &&
		       IoGetAttachedDevice(node->pdo)->StackSize == 4;
	} else {
		KUNIT_EXPECT_EQ(test, node->state, WDM_DEVNODE_NEW);
		KUNIT_EXPECT_NULL(test, node->pdo->AttachedDevice);
		KUNIT_EXPECT_EQ(test, node->nr_filters, 0);
	}
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_root_remove(node));
	wdm_devnode_put(node);
	KUNIT_EXPECT_EQ(test, module_refcount(THIS_MODULE), c->refcount);
	return done;
}

static void without_memory(struct kunit *test)
{
	struct filter_case *c = test->priv;
	struct fake_pnp_driver *g = fake_function(&c->stack, 'g', L"ROOT\\KUNIT_FAULTY");

	c->filter['g' - 'a'] = g;
	g->module.class_guid = (const u16 *)TEST_CLASS;
	load_all(test, "cx");
	fake_bind(g);
	class_filters(test, true);
	faults_run(test, "the start of a device with two filters", start_with_faults, c, 20);
	class_filters(test, false);
}

static void expect_entry(struct kunit *test, u32 index, bool upper, char letter)
{
	struct filter_case *c = test->priv;
	bool is_upper = !upper;
	WCHAR *service;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			wdm_filter_list(c->path, index, &is_upper, &service));
	KUNIT_EXPECT_EQ(test, is_upper, upper);
	KUNIT_EXPECT_EQ(test, service[6], letter);
	kfree(service);
}

static void list_as_it_is(struct kunit *test)
{
	static const WCHAR missing[] = L"ROOT\\KUNIT_NO_SUCH\\0000";
	struct filter_case *c = test->priv;
	WCHAR *service;
	bool upper;

	change(test, c->path, true, 'u', true);
	change(test, c->path, false, 'b', true);
	change(test, c->path, false, 'a', true);
	change(test, c->path, false, 'b', true);
	expect_entry(test, 0, false, 'b');
	expect_entry(test, 1, false, 'a');
	expect_entry(test, 2, true, 'u');
	KUNIT_EXPECT_EQ(test, STATUS_NO_MORE_ENTRIES,
			wdm_filter_list(c->path, 3, &upper, &service));
	KUNIT_EXPECT_EQ(test, STATUS_NO_SUCH_DEVICE,
			wdm_filter_list(missing, 0, &upper, &service));
	KUNIT_EXPECT_EQ(test, STATUS_NO_SUCH_DEVICE, wdm_filter_change(missing, true, L"x", true));
}

/* A value as somebody may have written it: a REG_SZ, or one without its end. */
static void values_as_anybody_writes_them(struct kunit *test)
{
	static const WCHAR unfinished[] = { 'k', 'u', 'n', 'i', 't', '_', 'u', 0,
					    'k', 'u', 'n', 'i', 't', '_', 'v' };
	struct filter_case *c = test->priv;
	WCHAR key[128];

	load_all(test, "auv");
	wdm_wprintf(key, ARRAY_SIZE(key),
		    "\\Registry\\Machine\\System\\CurrentControlSet\\Enum\\ROOT\\KUNIT_FILTERED%02u\\0000",
		    cases_so_far);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			RtlWriteRegistryValue(RTL_REGISTRY_ABSOLUTE, key, L"UpperFilters",
					      REG_MULTI_SZ, (void *)unfinished,
					      sizeof(unfinished)));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			RtlWriteRegistryValue(RTL_REGISTRY_ABSOLUTE, key, L"LowerFilters",
					      REG_SZ, L"kunit_a", sizeof(L"kunit_a")));
	bind(test);
	expect_stack(test, "afuv");
	/* Numbers are no names. */
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			RtlWriteRegistryValue(RTL_REGISTRY_ABSOLUTE, key, L"LowerFilters",
					      REG_BINARY, L"kunit_b", sizeof(L"kunit_b")));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_pnp_rebuild(c->node));
	expect_stack(test, "fuv");
}

static const WCHAR list_u[] = L"kunit_u\0";
static const WCHAR list_v[] = L"kunit_v\0";

/* What the INF of the function driver names is there from its first start on. */
static void function_inf_names_filters(struct kunit *test)
{
	static const struct wdm_inf_value values[] = {
		{ .root = WDM_INF_ROOT_DEVICE, .subkey = (const u16 *)L"",
		  .name = (const u16 *)L"UpperFilters", .type = REG_MULTI_SZ,
		  .data = list_u, .len = sizeof(list_u) },
	};
	struct filter_case *c = test->priv;

	load_all(test, "uv");
	/* Somebody was faster than the INF. */
	change(test, c->path, true, 'v', true);
	c->function->id.hw_values = values;
	c->function->id.nr_hw_values = 1;
	bind(test);
	expect_stack(test, "fvu");
	/* It was taken out, and stays out. */
	change(test, c->path, true, 'u', false);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_pnp_rebuild(c->node));
	expect_stack(test, "fv");
}

/* What the INF of a filter says, before and after the device is there. */
static void filter_inf_names_devices(struct kunit *test)
{
	static const struct wdm_inf_value values[] = {
		{ .root = WDM_INF_ROOT_DEVICE, .subkey = (const u16 *)L"",
		  .name = (const u16 *)L"UpperFilters", .type = REG_MULTI_SZ,
		  .data = list_v, .len = sizeof(list_v), .append = true },
	};
	struct filter_case *c = test->priv;
	struct fake_pnp_driver *v = fake_pnp_driver(&c->stack, 'v');
	struct wdm_inf_id lines[] = {
		{ .hardware_id = (const u16 *)L"ROOT\\KUNIT_OTHER", },
		{ .hardware_id = c->function->id.hardware_id, .hw_values = values,
		  .nr_hw_values = 1 },
	};

	c->filter['v' - 'a'] = v;
	v->module.filter_ids = lines;
	v->module.nr_filter_ids = ARRAY_SIZE(lines);
	load_all(test, "u");
	change(test, c->path, true, 'u', true);
	bind(test);
	expect_stack(test, "fu");
	fake_bind(v);
	expect_stack(test, "fu");
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_pnp_rebuild(c->node));
	expect_stack(test, "fuv");
	change(test, c->path, true, 'v', false);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, wdm_pnp_rebuild(c->node));
	expect_stack(test, "fu");

	/* A device of that id that comes later. */
	wdm_root_remove(c->node);
	wdm_devnode_put(c->node);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			wdm_root_add((const WCHAR *)c->function->id.hardware_id, &c->node));
	expect_stack(test, "fu");
	{
		struct wdm_devnode *first = c->node;

		KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
				wdm_root_add((const WCHAR *)c->function->id.hardware_id,
					     &c->node));
		expect_stack(test, "fv");
		wdm_root_remove(c->node);
		wdm_devnode_put(c->node);
		c->node = first;
	}
	v->module.nr_filter_ids = 0;
}

static struct kunit_case cases[] = {
	KUNIT_CASE(order),
	KUNIT_CASE(failing_filters_are_left_out),
	KUNIT_CASE(filter_may_stay_away),
	KUNIT_CASE(failed_filter_left_attached_is_reported),
	KUNIT_CASE(missing_filter_keeps_the_device_waiting),
	KUNIT_CASE(name_taken_away_is_enough),
	KUNIT_CASE(loading_filter_is_not_waited_for),
	KUNIT_CASE(filter_without_add_device),
	KUNIT_CASE(failing_function_driver),
	KUNIT_CASE(function_driver_as_its_own_filter),
	KUNIT_CASE(letter_case_does_not_count),
	KUNIT_CASE(characteristics_are_shared),
	KUNIT_CASE(rebuilt_stack),
	KUNIT_CASE(list_as_it_is),
	KUNIT_CASE(values_as_anybody_writes_them),
	KUNIT_CASE(function_inf_names_filters),
	KUNIT_CASE(filter_inf_names_devices),
	KUNIT_CASE(without_memory),
	{}
};

static struct kunit_suite suite = {
	.name = "wdmcore_pnp_filter",
	.init = filter_init,
	.exit = filter_exit,
	.test_cases = cases,
};
kunit_test_suite(suite);
