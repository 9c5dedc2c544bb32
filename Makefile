# SPDX-License-Identifier: GPL-2.0
#
# For people; kbuild reads Kbuild. `make help` lists the targets.
#
# Variables:
#   KERNEL=6.1|6.12|test  Debian's own kernel of that series, or the test kernel
#   KDIR=DIR              build folder of any other kernel (modules, install)
#   O=DIR                 where modules are built (build/<release>)
#   T=GLOB                some of the tests only (make test T='io_*')
#   KERNELS='test 6.12'   these kernels only, of test, 6.1 and 6.12 (make test)
#   TIMEOUT=S             for one run of a virtual machine
#   ROUNDS=N              how often a race of the tests is run (make test T=races)
#   JOBS=N                tests side by side (make test; as many as processors)
#   ACCEL=tcg             accelerator for QEMU; kvm is never chosen by itself
#   V=1                   show commands, and the guest's kernel log

tools := userspace-tools
MAKEFLAGS += --no-print-directory --no-builtin-rules

# Asked for only where a target needs them: finding out may mean a download.
running := /lib/modules/$(shell uname -r)/build
cached = $(shell $(tools)/vm/kernel $(or $(KERNEL),stock))
ifneq ($(KERNEL),)
KDIR ?= $(or $(cached),$(error no kernel "$(KERNEL)"))/kdir
else
KDIR ?= $(or $(wildcard $(running)),$(or $(cached),$(error no kernel to build for))/kdir)
endif
# Evaluated once, when first asked for.
kdir = $(eval kdir := $$(KDIR))$(kdir)
O ?= build/$(shell $(tools)/build/release "$(kdir)")
PREFIX ?= /usr/local
export KERNEL KERNELS ACCEL TIMEOUT ROUNDS JOBS T V

.PHONY: all
all: modules tools	## the kernel modules and the user-space tools

.PHONY: modules
modules:		## wdmcore.ko and the sample drivers, for KDIR or KERNEL
	@$(tools)/vm/packages build
	@$(tools)/build/modules "$(kdir)" "$(O)" $(if $(V),V=$(V))

# A driver as Windows has it, from the sources of a sample.
samples := $(patsubst sample-driver/%/,%,$(dir $(wildcard sample-driver/*/*.inf)))
.PHONY: sys
sys: $(samples:%=build/sys/%.sys)	## the sample drivers as .sys files, in build/sys
.SECONDEXPANSION:
build/sys/%.sys: $(tools)/build/sys $$(wildcard sample-driver/$$*/*.[ch])
	@$(tools)/vm/packages sys
	@echo "  SYS     $@"
	@$(tools)/build/sys $@ $(filter %.c,$^)

.PHONY: tools
tools:			## wdmctl and the other programs, static, in build/tools
	@mkdir -p build/tools
	@flock build/tools/.lock $(MAKE) -f $(tools)/build/tools.mk O=build/tools

.PHONY: run
run:			## boot a VM with an edu device and demonstrate ddedu on it
	@$(tools)/vm/packages build vm
	@$(tools)/wdm-vm $(if $(TIMEOUT),--timeout $(TIMEOUT)) --module ddedu -- ddedu-demo

.PHONY: test
test:			## all tests: KUnit, then end to end on three kernels
	@$(tools)/vm/packages build kernel vm sys
	@$(tools)/test/run

.PHONY: check
check:			## what needs no boot: headers, checkpatch, sparse, shellcheck, .sys
	@$(tools)/vm/packages build check
	@$(tools)/test/check

.PHONY: oracle
oracle: build/sys/conformance.sys tools	## the conformance driver's .sys in a VM and in Wine, compared
	@$(tools)/vm/packages build vm oracle
	@$(tools)/test/oracle

.PHONY: bench
bench:			## performance figures in guest instructions, to build/bench.json
	@$(tools)/vm/packages build vm bench
	@$(tools)/test/bench

.PHONY: kernel
kernel:			## prepare the kernel KERNEL (test) without doing anything with it
	@$(tools)/vm/packages kernel
	@$(tools)/vm/kernel $(or $(KERNEL),test)

.PHONY: shell
shell:			## a VM with an edu device and ddedu, and a shell in it
	@$(tools)/vm/packages build vm
	@$(tools)/wdm-vm --module ddedu

.PHONY: ddi
ddi:			## the DDIs that wdmcore has, with IRQL, state and test; what is absent
	@$(tools)/build/ddi

.PHONY: install
install: modules_install tools	## modules, wdmctl and its manual page (DESTDIR, PREFIX)
	install -D -t $(DESTDIR)$(PREFIX)/bin build/tools/wdmctl
	install -D -m 644 -t $(DESTDIR)$(PREFIX)/share/man/man1 $(tools)/man/wdmctl.1

.PHONY: modules_install
modules_install: modules	## the modules alone (INSTALL_MOD_PATH, DESTDIR)
	$(MAKE) -C "$(kdir)" M="$(abspath $(O))" \
		INSTALL_MOD_PATH="$(DESTDIR)$(INSTALL_MOD_PATH)" modules_install

.PHONY: clean
clean:			## remove everything built here; cached kernels stay
	rm -rf build

.PHONY: help
help:			## this list
	@sed -n 's/^\([a-z_]*\):.*	## /\1	/p' Makefile | \
		while IFS='	' read -r target text; do printf '  %-18s%s\n' "$$target" "$$text"; done
	@sed -n '/^# Variables/,/^$$/s/^#//p' Makefile
