// SPDX-License-Identifier: GPL-2.0
/* libwdm: what an INF says about one driver: its service, its devices, its values. */
#include <string.h>
#include <strings.h>

#include "inf.h"

#define SPSVCINST_ASSOCSERVICE	0x2
#define SERVICE_DEMAND_START	3
#define REG_SZ			1
#define REG_EXPAND_SZ		2
#define REG_DWORD		4
#define REG_MULTI_SZ		7

/* All services that the INF adds for its models. */
struct services {
	struct inf_service *list;
	size_t count;
};

static void add_models(struct wdm_inf *inf, const struct inf_section *section,
		       const char *manufacturer)
{
	const struct inf_line *line;
	struct inf_model *model;
	const char *id;
	size_t i, j;

	for (i = 0; i < section->count; i++) {
		line = &section->lines[i];
		if (!line->key || !*inf_field(inf, line, 0))
			inf_fail(inf, line->number, "a model is 'description = section, id'");
		inf->models = inf_grow(inf, inf->models, inf->nr_models, sizeof(*model));
		model = &inf->models[inf->nr_models];
		for (j = 1; j < line->count; j++) {
			id = inf_trim(inf, inf_field(inf, line, j));
			/* Compatible ids alone are possible, with no hardware id. */
			if (!*id && j > 1)
				continue;
			model->ids = inf_grow(inf, model->ids, model->count, sizeof(*model->ids));
			model->ids[model->count++] = (char *)id;
		}
		for (j = 0; j < model->count && !*model->ids[j]; j++)
			;
		if (j == model->count) {
			/* It can only be chosen by hand. */
			memset(model, 0, sizeof(*model));
			continue;
		}
		model->description = inf_key(inf, line);
		model->manufacturer = manufacturer;
		model->install = inf_field(inf, line, 0);
		model->line = line->number;
		inf->nr_models++;
	}
}

static bool any_for_x64(struct wdm_inf *inf, const struct inf_line *line, size_t first)
{
	size_t i;

	for (i = first; i < line->count; i++)
		if (inf_rank(inf_trim(inf, inf_field(inf, line, i))) > 0)
			return true;
	return first >= line->count;
}

static void read_models(struct wdm_inf *inf)
{
	struct inf_section *manufacturers = inf_section(inf, "Manufacturer"), *section;
	const struct inf_line *line;
	const char *base, *name;
	size_t i;

	for (i = 0; manufacturers && i < manufacturers->count; i++) {
		line = &manufacturers->lines[i];
		base = inf_field(inf, line, 0);
		name = line->key ? inf_key(inf, line) : base;
		section = inf_models_section(inf, base, line, line->key ? 1 : line->count);
		if (section)
			add_models(inf, section, name);
		else if (any_for_x64(inf, line, line->key ? 1 : line->count))
			inf_fail(inf, line->number, "no models section [%s] for x64", base);
	}
}

static void add_text(struct wdm_inf *inf, struct inf_service *service, uint32_t type,
		     const char *name, const char *text)
{
	struct inf_value value = {
		.root = WDM_CTL_INF_SERVICE, .subkey = "", .name = name, .type = type,
	};

	value.data = inf_utf16(inf, text, &value.length);
	value.length += 2;
	inf_add_value(inf, &service->values, value);
}

/* A number of the service's section, as the service manager writes it; @unset: none. */
static int64_t add_number(struct wdm_inf *inf, struct inf_service *service,
			  const struct inf_section *section, const char *key, const char *name,
			  int64_t unset)
{
	const struct inf_line *line = inf_next(section, key, NULL);
	int64_t number = unset;
	struct inf_value value = {
		.root = WDM_CTL_INF_SERVICE, .subkey = "", .name = name, .type = REG_DWORD,
		.length = 4,
	};
	int i;

	if (line)
		number = inf_number(inf, inf_field(inf, line, 0), line->number);
	if (number < 0 || number > (int64_t)UINT32_MAX)
		inf_fail(inf, line->number, "%lld does not fit into 4 bytes", (long long)number);
	value.data = inf_alloc(inf, 4);
	for (i = 0; i < 4; i++)
		value.data[i] = number >> 8 * i;
	inf_add_value(inf, &service->values, value);
	return number;
}

static void read_service(struct wdm_inf *inf, const char *install, const struct inf_line *line,
			 struct services *services)
{
	static const struct {
		const char *key, *name;
		uint32_t type;
	} texts[] = {
		{ "ServiceBinary", "ImagePath", REG_EXPAND_SZ },
		{ "DisplayName", "DisplayName", REG_SZ },
		{ "Description", "Description", REG_SZ },
		{ "LoadOrderGroup", "Group", REG_SZ },
	};
	struct inf_service service = {
		.name = inf_trim(inf, inf_field(inf, line, 0)),
		.line = line->number,
		.install = install,
	};
	const char *name = inf_field(inf, line, 2);
	const struct inf_section *section = inf_section(inf, name);
	const struct inf_line *text;
	size_t i;

	if (!*service.name)
		return;
	service.associated = inf_number(inf, inf_field(inf, line, 1), line->number) &
			     SPSVCINST_ASSOCSERVICE;
	if (!section)
		inf_fail(inf, line->number, "AddService %s: no section [%s]", service.name, name);
	add_number(inf, &service, section, "ServiceType", "Type", 1);
	service.start_type = add_number(inf, &service, section, "StartType", "Start",
					SERVICE_DEMAND_START);
	add_number(inf, &service, section, "ErrorControl", "ErrorControl", 1);
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		text = inf_next(section, texts[i].key, NULL);
		if (text)
			add_text(inf, &service, texts[i].type, texts[i].name,
				 inf_field(inf, text, 0));
	}
	inf_read_values(inf, section, WDM_CTL_INF_SERVICE, &service.values);
	services->list = inf_grow(inf, services->list, services->count, sizeof(service));
	services->list[services->count++] = service;
}

static void read_services(struct wdm_inf *inf, const char *install, struct services *services)
{
	struct inf_section **list;
	struct inf_line *line;
	size_t count, i;

	for (i = 0; i < services->count; i++)
		if (!strcasecmp(services->list[i].install, install))
			return;
	list = inf_needed(inf, inf_install(inf, install, ".Services"), &count);
	for (i = 0; i < count; i++)
		for (line = inf_next(list[i], "AddService", NULL); line;
		     line = inf_next(list[i], "AddService", line))
			read_service(inf, install, line, services);
}

static const char *names(struct wdm_inf *inf, const struct services *services, bool associated)
{
	const char *text = "";
	size_t i, j;

	for (i = 0; i < services->count; i++) {
		if (associated && !services->list[i].associated)
			continue;
		for (j = 0; j < i; j++)
			if (!strcmp(services->list[j].name, services->list[i].name) &&
			    (!associated || services->list[j].associated))
				break;
		if (j == i)
			text = inf_format(inf, "%s%s%s", text, *text ? ", " : "",
					  services->list[i].name);
	}
	return text;
}

/* The first of several of one name; NULL if there are several names, or none. */
static struct inf_service *only_one(const struct services *services, bool associated, bool *any)
{
	struct inf_service *found = NULL;
	size_t i;

	*any = false;
	for (i = 0; i < services->count; i++) {
		if (associated && !services->list[i].associated)
			continue;
		if (found && strcasecmp(found->name, services->list[i].name))
			return NULL;
		*any = true;
		if (!found)
			found = &services->list[i];
	}
	return found;
}

static struct inf_service *choose(struct wdm_inf *inf, const struct services *services,
				  const char *wanted)
{
	struct inf_service *found;
	bool associated, any;
	size_t i;

	for (i = 0; wanted && i < services->count; i++)
		if (!strcasecmp(services->list[i].name, wanted))
			return &services->list[i];
	if (wanted) {
		/* The image may have another name than the service. */
		found = only_one(services, false, &any);
		if (!found)
			inf_fail(inf, 1, "no AddService for '%s', only for %s", wanted,
				 names(inf, services, false));
		return found;
	}
	found = only_one(services, true, &associated);
	if (!associated)
		found = only_one(services, false, &any);
	for (i = 0; !found && i < services->count; i++)
		if (!associated || services->list[i].associated)
			inf_fail(inf, services->list[i].line,
				 "several services: %s; choose one with --name",
				 names(inf, services, associated));
	return found;
}

static const char *version_text(struct wdm_inf *inf, const struct inf_section *version,
				const char *key)
{
	const struct inf_line *line = inf_next(version, key, NULL);

	return line ? inf_rest(inf, line, 0) : NULL;
}

static void read_version(struct wdm_inf *inf)
{
	const struct inf_section *version = inf_section(inf, "Version");
	const struct inf_line *line;
	const char *signature;

	if (!version)
		inf_fail(inf, 1, "no [Version] section");
	line = inf_next(version, "Signature", NULL);
	signature = line ? inf_field(inf, line, 0) : "";
	if (strcasecmp(signature, "$Windows NT$") && strcasecmp(signature, "$Chicago$") &&
	    strcasecmp(signature, "$Windows 95$"))
		inf_fail(inf, version->number, "[Version] has no valid Signature");
	inf->class_name = version_text(inf, version, "Class");
	inf->class_guid = version_text(inf, version, "ClassGuid");
	inf->provider = version_text(inf, version, "Provider");
	inf->driver_ver = version_text(inf, version, "DriverVer");
}

/* [ClassInstall32]: its HKR is the class's key. */
static void read_class_values(struct wdm_inf *inf)
{
	struct inf_values values = { };
	struct inf_value value;
	size_t i;

	if (!inf->class_guid)
		return;
	inf_read_values(inf, inf_install(inf, "ClassInstall32", ""), WDM_CTL_INF_SOFTWARE,
			&values);
	for (i = 0; i < values.count; i++) {
		value = values.list[i];
		if (value.root == WDM_CTL_INF_SOFTWARE) {
			value.root = WDM_CTL_INF_MACHINE;
			value.subkey = inf_format(inf,
				"System\\CurrentControlSet\\Control\\Class\\%s%s%s",
				inf->class_guid, *value.subkey ? "\\" : "", value.subkey);
		}
		inf_add_value(inf, &inf->service.values, value);
	}
}

/* HKR means nothing in a DefaultInstall section. */
static void read_default_values(struct wdm_inf *inf)
{
	struct inf_values values = { };
	size_t i;

	inf_read_values(inf, inf_install(inf, "DefaultInstall", ""), WDM_CTL_INF_SOFTWARE,
			&values);
	for (i = 0; i < values.count; i++)
		if (values.list[i].root == WDM_CTL_INF_MACHINE)
			inf_add_value(inf, &inf->service.values, values.list[i]);
}

/* AddFilter: what it comes to is appended to UpperFilters or LowerFilters. */
static void add_filter(struct wdm_inf *inf, const struct inf_line *line,
		       struct inf_values *values)
{
	const char *service = inf_trim(inf, inf_field(inf, line, 0)), *where;
	const char *name = inf_field(inf, line, 2);
	const struct inf_section *about = inf_section(inf, name);
	const struct inf_line *position;
	struct inf_value value = {
		.root = WDM_CTL_INF_DEVICE, .subkey = "", .type = REG_MULTI_SZ, .append = true,
	};
	uint8_t *units;
	size_t length;

	if (!about)
		inf_fail(inf, line->number, "AddFilter %s: no section [%s]", service, name);
	position = inf_next(about, "FilterPosition", NULL);
	if (!position)
		inf_fail(inf, about->number,
			 "[%s] has no FilterPosition, and FilterLevel is not supported",
			 about->name);
	where = inf_trim(inf, inf_field(inf, position, 0));
	if (strcasecmp(where, "upper") && strcasecmp(where, "lower"))
		inf_fail(inf, position->number, "FilterPosition is Upper or Lower");
	value.name = strcasecmp(where, "upper") ? "LowerFilters" : "UpperFilters";
	units = inf_utf16(inf, service, &length);
	value.length = length + 4;
	value.data = inf_alloc(inf, value.length);
	memcpy(value.data, units, length);
	inf_add_value(inf, values, value);
}

static void read_filters(struct wdm_inf *inf, const char *install, struct inf_values *values)
{
	struct inf_section **list;
	struct inf_line *line;
	size_t count, i;

	list = inf_needed(inf, inf_install(inf, install, ".Filters"), &count);
	for (i = 0; i < count; i++)
		for (line = inf_next(list[i], "AddFilter", NULL); line;
		     line = inf_next(list[i], "AddFilter", line))
			add_filter(inf, line, values);
}

static bool same_units(const uint8_t *data, const uint8_t *wanted, size_t length)
{
	size_t i;

	for (i = 0; i < length; i += 2)
		if (data[i + 1] || wanted[i + 1] ? memcmp(data + i, wanted + i, 2) :
		    strncasecmp((const char *)data + i, (const char *)wanted + i, 1))
			return false;
	return true;
}

/* Whether one of the values makes the service a filter of the device. */
static bool names_filter(struct wdm_inf *inf, const struct inf_values *values)
{
	const struct inf_value *value;
	size_t length, at;
	uint8_t *units = inf_utf16(inf, inf->service.name, &length);

	for (value = values->list; value < values->list + values->count; value++) {
		if (value->root != WDM_CTL_INF_DEVICE || !value->name ||
		    (strcasecmp(value->name, "UpperFilters") &&
		     strcasecmp(value->name, "LowerFilters")))
			continue;
		for (at = 0; at + length + 2 <= value->length; at += 2) {
			/* A whole string, with its NUL. */
			if ((!at || (!value->data[at - 2] && !value->data[at - 1])) &&
			    same_units(value->data + at, units, length + 2))
				return true;
		}
	}
	return false;
}

/*
 * Whether the service filters the model's device, and is not its function driver. That is
 * the service with SPSVCINST_ASSOCSERVICE; an INF with but one service may do without.
 */
static bool is_filter(struct wdm_inf *inf, const struct inf_model *model,
		      const struct services *services)
{
	bool any = false, ours = false;
	size_t i;

	for (i = 0; i < services->count; i++) {
		if (!services->list[i].associated ||
		    strcasecmp(services->list[i].install, model->install))
			continue;
		any = true;
		ours |= !strcasecmp(services->list[i].name, inf->service.name);
	}
	if (ours)
		return false;
	return any || names_filter(inf, &model->values) ||
	       (inf->class_name && !strcasecmp(inf->class_name, "extension"));
}

static void read_model(struct wdm_inf *inf, struct inf_model *model,
		       const struct services *services)
{
	size_t i;

	for (i = 0; i < services->count; i++)
		if (!strcasecmp(services->list[i].install, model->install) &&
		    !strcasecmp(services->list[i].name, inf->service.name))
			model->ours = true;
	if (!model->ours)
		return;
	/* HKR is the software key in a DDInstall section, the hardware key in its .HW. */
	inf_read_values(inf, inf_install(inf, model->install, ""), WDM_CTL_INF_SOFTWARE,
			&model->values);
	inf_read_values(inf, inf_install(inf, model->install, ".HW"), WDM_CTL_INF_HARDWARE,
			&model->values);
	read_filters(inf, model->install, &model->values);
	model->filtered = is_filter(inf, model, services);
	if (!inf->manufacturer)
		inf->manufacturer = model->manufacturer;
}

static void no_services(struct wdm_inf *inf)
{
	const char *text = "";
	size_t i, j;

	if (!inf->nr_models && inf_section(inf, "Manufacturer"))
		inf_fail(inf, inf_section(inf, "Manufacturer")->number, "no models for x64");
	if (!inf->nr_models)
		text = "[DefaultInstall.Services]";
	for (i = 0; i < inf->nr_models; i++) {
		for (j = 0; j < i; j++)
			if (!strcasecmp(inf->models[j].install, inf->models[i].install))
				break;
		if (j == i)
			text = inf_format(inf, "%s%s[%s.Services]", text, *text ? ", " : "",
					  inf->models[i].install);
	}
	inf_fail(inf, 1, "no AddService in %s", text);
}

void inf_read_driver(struct wdm_inf *inf, const char *service)
{
	struct services services = { };
	size_t i;

	read_models(inf);
	for (i = 0; i < inf->nr_models; i++)
		if (!inf_install(inf, inf->models[i].install, ""))
			inf_fail(inf, inf->models[i].line, "no section [%s]",
				 inf->models[i].install);
	for (i = 0; i < inf->nr_models; i++)
		read_services(inf, inf->models[i].install, &services);
	if (!inf->nr_models)
		read_services(inf, "DefaultInstall", &services);
	if (!services.count)
		no_services(inf);
	inf->service = *choose(inf, &services, service);
	read_version(inf);
	read_class_values(inf);
	if (!inf->nr_models)
		read_default_values(inf);
	for (i = 0; i < inf->nr_models; i++)
		read_model(inf, &inf->models[i], &services);
}
