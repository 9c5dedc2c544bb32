# SPDX-License-Identifier: GPL-2.0
#
# How a WDM driver becomes a module. For a Kbuild file: sample-driver/Kbuild
# includes this one, and so does the Kbuild that wdm-build writes. Per driver:
#
#	ddedu-wdm-objs := ddedu pnp dma		its sources' base names
#	ddedu-wdm-args := ...			arguments for `generate`
#	$(eval $(call wdm-driver,ddedu))
#
# Everything generated lies in $(obj)/ddedu.wdm: the sources and the driver's own
# headers as filtered from Microsoft's dialect, and the module's glue made from
# the INF. `generate` runs in every build and changes only files that differ.

wdm-build-dir := $(patsubst %/,%,$(dir $(realpath $(lastword $(MAKEFILE_LIST)))))
wdm-include := $(realpath $(wdm-build-dir)/../../wdmcore/include)

# What the WDK's build environment predefines, besides the compiler's own words
# in wdm/msvc.h. DBG is left to the command line, as in a release build.
#
# _MSC_VER: sources test it to see that they are not on Unix, or that pragmas,
# __declspec and intrinsics exist. They do. 1900 is the oldest compiler of the
# WDK for Windows 10; __GNUC__ stays defined as well, and both halves of an
# "#ifdef _MSC_VER ... #elif __GNUC__" work.
wdm-predefined := \
	-D_MSC_VER=1900 -D_MSC_FULL_VER=190024210 -D_MSC_EXTENSIONS=1 \
	-D_INTEGRAL_MAX_BITS=64 -DWIN32=100 -D_NT1X_=100 -DWINNT=1 \
	-D_WIN32_WINNT=0x0A00 -DWINVER=0x0A00 -DNTDDI_VERSION=0x0A000008 \
	-D_KERNEL_MODE=1 -DSTD_CALL -DCONDITION_HANDLING=1 -DNT_INST=0 -DDEVL=1 \
	-DFPO=0 -DWIN32_LEAN_AND_MEAN=1 -DDEPRECATE_DDK_FUNCTIONS=1

# A driver sees the DDK and nothing of Linux.
wdm-cppflags = -std=gnu11 -nostdinc -fshort-wchar -fms-extensions $(wdm-predefined) \
	-include $(wdm-include)/ddk/wdm/msvc.h -include $(1)/predefined.h \
	-I $(1)/h -I $(wdm-include)/ddk

# Plain char is signed on Windows. -fcommon: a header without "extern" may stand
# in several sources. Arrays at the end of a structure have the size that was
# allocated, whatever their declaration says. Bit fields of different types share no
# unit; the DDK's own structures are the same either way.
wdm-cflags := -fsigned-char -fcommon -fno-strict-aliasing -mms-bitfields \
	$(call cc-option,-fstrict-flex-arrays=0) $(call cc-option,-fno-sanitize=bounds-strict)

# Style is the driver's own. What stays on finds mistakes: -Wuninitialized,
# -Wformat, -Wint-to-pointer-cast, -Wreturn-type, -Wimplicit ...
wdm-cflags += $(addprefix -Wno-, multichar unknown-pragmas unused \
	unused-but-set-variable unused-parameter unused-function unused-const-variable \
	unused-local-typedefs unused-variable unused-label unused-value undef \
	missing-prototypes missing-declarations strict-prototypes old-style-declaration \
	old-style-definition declaration-after-statement missing-braces parentheses \
	pointer-sign sign-compare switch date-time endif-labels comment vla attributes \
	address-of-packed-member misleading-indentation \
	cast-function-type missing-field-initializers \
	ignored-qualifiers attribute-alias builtin-declaration-mismatch \
	implicit-fallthrough maybe-uninitialized override-init empty-body type-limits \
	main array-bounds missing-parameter-type shift-negative-value clobbered)
wdm-cflags += $(addprefix -Wno-error=, implicit-function-declaration implicit-int \
	int-conversion incompatible-pointer-types return-type designated-init) -Wno-error

# gcc runs the assembler of this folder, which makes bad memory accesses exceptions;
# for that, KASAN's checks have to be calls.
wdm-as := $(wdm-build-dir)/driver-as/as
wdm-cflags += -B$(dir $(wdm-as)) \
	$(if $(CONFIG_KASAN_GENERIC),--param asan-instrumentation-with-call-threshold=0 \
		-Wframe-larger-than=4096)

# The way into an exception handler is a jump that objtool can't see.
objtool-args-y += --no-unreachable

# $(_c_flags) is kbuild's: the kernel's code generation with its sanitizers,
# profiling and mitigations. Definitions and include paths in it are Linux's.
# bounds-strict would report the arrays mentioned above.
wdm-c_flags = -Wp,-MMD,$(depfile) $(call wdm-cppflags,$(1)) \
	$(filter-out -D% -U% -I% -include -fsanitize=bounds-strict -std=% -nostdinc \
		$(RANDSTRUCT_CFLAGS),$(_c_flags) $(KBUILD_CFLAGS_MODULE) $(CFLAGS_MODULE)) \
	$(wdm-cflags)

quiet_cmd_wdm_generate = WDM     $(patsubst $(obj)/%.wdm,%.ko,$(@D))
      cmd_wdm_generate = $(wdm-build-dir)/generate --out $(@D) \
	--module $(patsubst $(obj)/%.wdm,%,$(@D)) \
	--ddk $(wdm-include)/ddk --cc '$(CC)' $(wdm-args) \
	-- $(call wdm-cppflags,$(@D)/draft)

# $(call wdm-driver,NAME)
define wdm-driver
obj-m += $(1).o
$(1)-y := $(addprefix $(1).wdm/,$(addsuffix .o,$($(1)-wdm-objs)) $(1)-glue.o)

# Commons get their place in this link: a module can't have any.
LDFLAGS_$(1).o += -d

$(obj)/$(1).wdm/generated: FORCE
	@mkdir -p $$(@D)
	$$(call cmd,wdm_generate)

$(addprefix $(obj)/$(1).wdm/,$(addsuffix .c,$($(1)-wdm-objs)) $(1)-glue.c): \
	$(obj)/$(1).wdm/generated ;
$(obj)/$(1).wdm/h/%: $(obj)/$(1).wdm/generated ;

$(addprefix $(obj)/$(1).wdm/,$(addsuffix .o,$($(1)-wdm-objs))): $(wdm-as)

$(obj)/$(1).wdm/generated: wdm-args := $($(1)-wdm-args)
$(addprefix $(obj)/$(1).wdm/,$(addsuffix .o,$($(1)-wdm-objs))): \
	c_flags = $$(call wdm-c_flags,$(obj)/$(1).wdm)
CFLAGS_$(1).wdm/$(1)-glue.o := -I $(wdm-include)/glue
endef
