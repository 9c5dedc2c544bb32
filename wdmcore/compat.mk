# SPDX-License-Identifier: GPL-2.0
# What differs between kernel releases is found by compiling, before the rest.
# For the Kbuild of wdmcore and of its tests; wdm-core is wdmcore's folder, and
# wdm-objects the objects to build.

wdm-probes := $(obj)/generated/compat_probes.h
$(addprefix $(obj)/,$(wdm-objects)): $(wdm-probes)

quiet_cmd_wdm_probe = PROBE   $@
      cmd_wdm_probe = mkdir -p $(@D) && sh $(wdm-core)/compat-probe.sh \
	'$(CC) $(NOSTDINC_FLAGS) $(LINUXINCLUDE) $(KBUILD_CPPFLAGS) $(KBUILD_CFLAGS) $(KBUILD_CFLAGS_MODULE) -include $(srctree)/include/linux/compiler_types.h' > $@

$(wdm-probes): $(wdm-core)/compat-probe.sh FORCE
	$(call if_changed,wdm_probe)

targets += generated/compat_probes.h
ccflags-y += -I$(obj)/generated
