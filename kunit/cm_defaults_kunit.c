// SPDX-License-Identifier: GPL-2.0
/*
 * The system's own keys and values, as drivers look for them; REG_EXPAND_SZ values, whose
 * variables come from there or from the caller.
 */
#include <kunit/test.h>

#include <ntddk.h>

#define TEST_KEY	L"\\Registry\\Machine\\Software\\wdmcore-kunit-defaults"
#define ENVIRONMENT	L"Session Manager\\Environment"

static int defaults_init(struct kunit *test)
{
	return NT_SUCCESS(RtlCreateRegistryKey(RTL_REGISTRY_ABSOLUTE, TEST_KEY)) ? 0 : -ENOMEM;
}

static void defaults_exit(struct kunit *test)
{
	OBJECT_ATTRIBUTES attributes;
	UNICODE_STRING name;
	HANDLE key;

	RtlInitUnicodeString(&name, TEST_KEY);
	InitializeObjectAttributes(&attributes, &name, OBJ_KERNEL_HANDLE, NULL, NULL);
	if (NT_SUCCESS(ZwOpenKey(&key, KEY_ALL_ACCESS, &attributes))) {
		ZwDeleteKey(key);
		ZwClose(key);
	}
}

/* The string that the value is to a driver that lets it be expanded. */
static NTSTATUS read_string(ULONG relative, PCWSTR path, PWSTR name, PVOID environment,
			    WCHAR *buffer, USHORT size)
{
	UNICODE_STRING string = { .MaximumLength = size, .Buffer = buffer };
	RTL_QUERY_REGISTRY_TABLE table[] = {
		{ NULL, RTL_QUERY_REGISTRY_DIRECT | RTL_QUERY_REGISTRY_REQUIRED, name, &string },
		{ }
	};

	memset(buffer, 0xcc, size);
	return RtlQueryRegistryValues(relative, path, table, NULL, environment);
}

static void expect_string(struct kunit *test, const WCHAR *wanted, const WCHAR *found)
{
	UNICODE_STRING a, b;

	RtlInitUnicodeString(&a, wanted);
	RtlInitUnicodeString(&b, found);
	KUNIT_EXPECT_TRUE_MSG(test, RtlEqualUnicodeString(&a, &b, FALSE), "%d units", b.Length / 2);
}

/* What becomes of @text as a REG_EXPAND_SZ. */
static void expect_expanded(struct kunit *test, const WCHAR *text, PVOID environment,
			    const WCHAR *wanted)
{
	WCHAR buffer[128];
	UNICODE_STRING string;

	RtlInitUnicodeString(&string, text);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			RtlWriteRegistryValue(RTL_REGISTRY_ABSOLUTE, TEST_KEY, L"v", REG_EXPAND_SZ,
					      string.Buffer, string.Length + sizeof(WCHAR)));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			read_string(RTL_REGISTRY_ABSOLUTE, TEST_KEY, L"v", environment, buffer,
				    sizeof(buffer)));
	expect_string(test, wanted, buffer);
}

static void well_known_keys_are_there(struct kunit *test)
{
	static const struct {
		ULONG relative;
		PWSTR path;
	} keys[] = {
		{ RTL_REGISTRY_SERVICES, L"" },
		{ RTL_REGISTRY_CONTROL, L"Class" },
		{ RTL_REGISTRY_CONTROL, ENVIRONMENT },
		{ RTL_REGISTRY_CONTROL, L"ProductOptions" },
		{ RTL_REGISTRY_WINDOWS_NT, L"" },
		{ RTL_REGISTRY_DEVICEMAP, L"" },
		{ RTL_REGISTRY_USER, L"" },
		{ RTL_REGISTRY_ABSOLUTE, L"\\Registry\\Machine\\System\\Select" },
		{ RTL_REGISTRY_ABSOLUTE,
		  L"\\Registry\\Machine\\Hardware\\Description\\System\\CentralProcessor\\0" },
	};
	int i;

	for (i = 0; i < ARRAY_SIZE(keys); i++)
		KUNIT_EXPECT_EQ_MSG(test, STATUS_SUCCESS,
				    RtlCheckRegistryKey(keys[i].relative, keys[i].path), "%d", i);
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			RtlCheckRegistryKey(RTL_REGISTRY_DEVICEMAP, L"SERIALCOMM"));
}

static void device_map_takes_what_serial_drivers_write(struct kunit *test)
{
	static WCHAR com[] = L"COM9";
	WCHAR buffer[16];

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			RtlWriteRegistryValue(RTL_REGISTRY_DEVICEMAP, L"SERIALCOMM",
					      L"\\Device\\Test9", REG_SZ, com, sizeof(com)));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			RtlCheckRegistryKey(RTL_REGISTRY_DEVICEMAP, L"SERIALCOMM"));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			read_string(RTL_REGISTRY_ABSOLUTE,
				    L"\\REGISTRY\\MACHINE\\HARDWARE\\DEVICEMAP\\SERIALCOMM",
				    L"\\Device\\Test9", NULL, buffer, sizeof(buffer)));
	expect_string(test, com, buffer);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			RtlDeleteRegistryValue(RTL_REGISTRY_DEVICEMAP, L"SERIALCOMM",
					       L"\\Device\\Test9"));
}

static void version_is_that_of_ps_get_version(struct kunit *test)
{
	ULONG major = 0, minor = 1, build = 0, number;
	UNICODE_STRING string;
	WCHAR buffer[32];
	RTL_QUERY_REGISTRY_TABLE table[] = {
		{ NULL, RTL_QUERY_REGISTRY_DIRECT | RTL_QUERY_REGISTRY_REQUIRED,
		  L"CurrentMajorVersionNumber", &major },
		{ NULL, RTL_QUERY_REGISTRY_DIRECT | RTL_QUERY_REGISTRY_REQUIRED,
		  L"CurrentMinorVersionNumber", &minor },
		{ }
	};

	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			RtlQueryRegistryValues(RTL_REGISTRY_WINDOWS_NT, NULL, table, NULL, NULL));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			read_string(RTL_REGISTRY_WINDOWS_NT, NULL, L"CurrentBuildNumber", NULL,
				    buffer, sizeof(buffer)));
	RtlInitUnicodeString(&string, buffer);
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, RtlUnicodeStringToInteger(&string, 10, &number));
	PsGetVersion(&table[0].DefaultType, &table[1].DefaultType, &build, NULL);
	KUNIT_EXPECT_EQ(test, table[0].DefaultType, major);
	KUNIT_EXPECT_EQ(test, table[1].DefaultType, minor);
	KUNIT_EXPECT_EQ(test, build, number);
}

static void control_set_has_two_names(struct kunit *test)
{
	static const WCHAR real[] =
		L"\\Registry\\Machine\\System\\CurrentControlSet\\Services\\wdmcore-kunit-set";
	static const WCHAR other[] =
		L"\\Registry\\Machine\\System\\ControlSet001\\Services\\wdmcore-kunit-set";
	OBJECT_ATTRIBUTES attributes;
	UNICODE_STRING name;
	HANDLE key;

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			RtlCreateRegistryKey(RTL_REGISTRY_ABSOLUTE, (PWSTR)real));
	RtlInitUnicodeString(&name, other);
	InitializeObjectAttributes(&attributes, &name, OBJ_KERNEL_HANDLE, NULL, NULL);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, ZwOpenKey(&key, KEY_ALL_ACCESS, &attributes));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS, ZwDeleteKey(key));
	ZwClose(key);
	KUNIT_EXPECT_EQ(test, STATUS_OBJECT_NAME_NOT_FOUND,
			RtlCheckRegistryKey(RTL_REGISTRY_ABSOLUTE, (PWSTR)real));
}

static void what_a_link_leads_to_stays(struct kunit *test)
{
	OBJECT_ATTRIBUTES attributes;
	UNICODE_STRING name;
	HANDLE key;

	RtlInitUnicodeString(&name, L"\\Registry\\Machine\\System\\ControlSet001");
	InitializeObjectAttributes(&attributes, &name, OBJ_KERNEL_HANDLE, NULL, NULL);
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS, ZwOpenKey(&key, KEY_ALL_ACCESS, &attributes));
	KUNIT_EXPECT_EQ(test, STATUS_CANNOT_DELETE, ZwDeleteKey(key));
	RtlInitUnicodeString(&name, L"x");
	KUNIT_EXPECT_EQ(test, STATUS_ACCESS_DENIED, ZwRenameKey(key, &name));
	ZwClose(key);
}

static void system_root_opens_the_same_folder(struct kunit *test)
{
	WCHAR buffer[128];

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			read_string(RTL_REGISTRY_WINDOWS_NT, NULL, L"SystemRoot", NULL, buffer,
				    sizeof(buffer)));
	/* The defaults of host_root and system_root, which the tests' kernel leaves alone. */
	expect_string(test, L"C:\\usr\\lib\\wdmcore", buffer);
	expect_expanded(test, L"%SystemRoot%\\x", NULL, L"C:\\usr\\lib\\wdmcore\\x");
	expect_expanded(test, L"\\??\\%systemdrive%\\x", NULL, L"\\??\\C:\\x");
	/* A variable whose value has another one. */
	expect_expanded(test, L"[%WINDIR%]", NULL, L"[C:\\usr\\lib\\wdmcore]");
}

static void callers_variables(struct kunit *test)
{
	static WCHAR block[] = L"A=1\0Long=a longer value\0=C:=C:\\dir\0Empty=\0\0";

	expect_expanded(test, L"%a%-%LONG%-%Empty%.", block, L"1-a longer value-.");
	expect_expanded(test, L"%=C:%", block, L"C:\\dir");
	/* The block is all there is then. */
	expect_expanded(test, L"%SystemRoot%", block, L"%SystemRoot%");
}

static void what_is_no_variable_stays(struct kunit *test)
{
	expect_expanded(test, L"100%", NULL, L"100%");
	expect_expanded(test, L"%%", NULL, L"%%");
	expect_expanded(test, L"%no such%", NULL, L"%no such%");
	expect_expanded(test, L"%no such%OS%", NULL, L"%no such%OS%");
	expect_expanded(test, L"%no%%OS%", NULL, L"%no%Windows_NT");
	expect_expanded(test, L"", NULL, L"");
}

static void a_circle_ends(struct kunit *test)
{
	static WCHAR a[] = L"<%wdmB%>", b[] = L"(%wdmA%)";
	WCHAR buffer[128];

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			RtlWriteRegistryValue(RTL_REGISTRY_CONTROL, ENVIRONMENT, L"wdmA",
					      REG_EXPAND_SZ, a, sizeof(a)));
	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			RtlWriteRegistryValue(RTL_REGISTRY_CONTROL, ENVIRONMENT, L"wdmB",
					      REG_EXPAND_SZ, b, sizeof(b)));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			read_string(RTL_REGISTRY_CONTROL, ENVIRONMENT, L"wdmA", NULL, buffer,
				    sizeof(buffer)));
	KUNIT_EXPECT_EQ(test, '<', (int)buffer[0]);
	RtlDeleteRegistryValue(RTL_REGISTRY_CONTROL, ENVIRONMENT, L"wdmA");
	RtlDeleteRegistryValue(RTL_REGISTRY_CONTROL, ENVIRONMENT, L"wdmB");
}

static void buffer_must_hold_the_expansion(struct kunit *test)
{
	static WCHAR text[] = L"%OS%";
	WCHAR buffer[11];

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			RtlWriteRegistryValue(RTL_REGISTRY_ABSOLUTE, TEST_KEY, L"v", REG_EXPAND_SZ,
					      text, sizeof(text)));
	/* "Windows_NT" and its NUL just fit. */
	KUNIT_EXPECT_EQ(test, STATUS_BUFFER_TOO_SMALL,
			read_string(RTL_REGISTRY_ABSOLUTE, TEST_KEY, L"v", NULL, buffer,
				    sizeof(buffer) - sizeof(WCHAR)));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			read_string(RTL_REGISTRY_ABSOLUTE, TEST_KEY, L"v", NULL, buffer,
				    sizeof(buffer)));
	expect_string(test, L"Windows_NT", buffer);
}

static NTSTATUS NTAPI note(PWSTR name, ULONG type, PVOID data, ULONG length, PVOID context,
			   PVOID entry)
{
	ULONG *seen = context;

	seen[0] = type;
	seen[1] = length;
	return STATUS_SUCCESS;
}

static void routine_gets_a_plain_string(struct kunit *test)
{
	static WCHAR text[] = L"%OS%";
	ULONG seen[2] = {};
	RTL_QUERY_REGISTRY_TABLE table[] = {
		{ note, RTL_QUERY_REGISTRY_REQUIRED, L"v" },
		{ }
	};

	KUNIT_ASSERT_EQ(test, STATUS_SUCCESS,
			RtlWriteRegistryValue(RTL_REGISTRY_ABSOLUTE, TEST_KEY, L"v", REG_EXPAND_SZ,
					      text, sizeof(text)));
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			RtlQueryRegistryValues(RTL_REGISTRY_ABSOLUTE, TEST_KEY, table, seen, NULL));
	KUNIT_EXPECT_EQ(test, (ULONG)REG_SZ, seen[0]);
	KUNIT_EXPECT_EQ(test, (ULONG)sizeof(L"Windows_NT"), seen[1]);

	table[0].Flags |= RTL_QUERY_REGISTRY_NOEXPAND;
	KUNIT_EXPECT_EQ(test, STATUS_SUCCESS,
			RtlQueryRegistryValues(RTL_REGISTRY_ABSOLUTE, TEST_KEY, table, seen, NULL));
	KUNIT_EXPECT_EQ(test, (ULONG)REG_EXPAND_SZ, seen[0]);
	KUNIT_EXPECT_EQ(test, (ULONG)sizeof(text), seen[1]);
}

static struct kunit_case cm_defaults_cases[] = {
	KUNIT_CASE(well_known_keys_are_there),
	KUNIT_CASE(device_map_takes_what_serial_drivers_write),
	KUNIT_CASE(version_is_that_of_ps_get_version),
	KUNIT_CASE(control_set_has_two_names),
	KUNIT_CASE(what_a_link_leads_to_stays),
	KUNIT_CASE(system_root_opens_the_same_folder),
	KUNIT_CASE(callers_variables),
	KUNIT_CASE(what_is_no_variable_stays),
	KUNIT_CASE(a_circle_ends),
	KUNIT_CASE(buffer_must_hold_the_expansion),
	KUNIT_CASE(routine_gets_a_plain_string),
	{ }
};

static struct kunit_suite cm_defaults_suite = {
	.name = "wdmcore_cm_defaults",
	.init = defaults_init,
	.exit = defaults_exit,
	.test_cases = cm_defaults_cases,
};
kunit_test_suite(cm_defaults_suite);
