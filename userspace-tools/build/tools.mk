# SPDX-License-Identifier: GPL-2.0
#
# The user-space programs: each folder beside this one that holds C files is a
# program of the folder's name, libwdm is the library that all are linked with.
# Static, since the guest has no libraries. A file tool.mk in the folder may set
#
#	program := NAME		another name for the program
#	libs := -lm		more to link with
#
# Run from the top: make -f userspace-tools/build/tools.mk O=build/tools

O ?= build/tools
tools := userspace-tools
CC ?= gcc
CFLAGS ?= -O2
# Folders with a way of their own
others := bench build libwdm man test vm

all_flags := -std=gnu11 -Wall -Wextra -Werror -pthread \
	     -Iwdmcore/include/uapi -I$(tools)/libwdm -I$(O)/.obj/include $(CFLAGS)
lib := $(patsubst $(tools)/libwdm/%.c,$(O)/.obj/libwdm/%.o,$(wildcard $(tools)/libwdm/*.c))
folders := $(filter-out $(others),$(sort $(patsubst $(tools)/%/,%,$(dir $(wildcard $(tools)/*/*.c)))))

.PHONY: all
all:
	@:

# tool FOLDER: one program
define tool
program := $(1)
libs :=
-include $(tools)/$(1)/tool.mk
all: $(O)/$$(program)
$(O)/$$(program): libs := $$(libs)
$(O)/$$(program): $(patsubst $(tools)/%.c,$(O)/.obj/%.o,$(wildcard $(tools)/$(1)/*.c)) $(if $(lib),$(O)/libwdm.a)
	@echo "  LD      $$@"
	$$(Q)$(CC) -static -pthread -o $$@ $$^ $$(libs)
endef
Q := $(if $(V),,@)
$(foreach folder,$(folders),$(eval $(call tool,$(folder))))

$(O)/libwdm.a: $(lib)
	@echo "  AR      $@"
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

# Tables of libwdm, from the headers that drivers are compiled with
$(O)/.obj/libwdm/status.o: $(O)/.obj/include/status_names.h
$(O)/.obj/include/status_names.h: wdmcore/include/ddk/ntstatus.h
	@mkdir -p $(dir $@)
	$(Q)sed -n 's/^.define \([A-Z0-9_a-z]*\) ((NTSTATUS)\(0x[0-9A-F]*\)L)$$/{ \2, "\1" },/p' $< >$@
$(O)/.obj/libwdm/code.o: $(O)/.obj/include/device_types.h
$(O)/.obj/include/device_types.h: wdmcore/include/ddk/devioctl.h
	@mkdir -p $(dir $@)
	$(Q)sed -n 's/^.define \(FILE_DEVICE_[A-Z0-9_]*\)[ \t]*\(0x[0-9a-fA-F]*\)$$/{ "\1", \2 },/p' $< >$@

$(O)/.obj/%.o: $(tools)/%.c
	@mkdir -p $(dir $@)
	@echo "  CC      $@"
	$(Q)$(CC) $(all_flags) -MMD -MP -c -o $@ $<

-include $(wildcard $(O)/.obj/*/*.d)
