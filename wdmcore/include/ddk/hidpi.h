/* SPDX-License-Identifier: GPL-2.0 */
/* hidpi.h: types of the HID parser. Its functions are the HID class driver's. */
#ifndef __HIDPI_H__
#define __HIDPI_H__

#include <ntdef.h>
#include <ntstatus.h>
#include <hidusage.h>

#pragma pack(push, 4)

#define HIDP_LINK_COLLECTION_ROOT	((USHORT)-1)
#define HIDP_LINK_COLLECTION_UNSPECIFIED ((USHORT)0)

typedef enum _HIDP_REPORT_TYPE {
	HidP_Input,
	HidP_Output,
	HidP_Feature
} HIDP_REPORT_TYPE;

typedef struct _USAGE_AND_PAGE {
	USAGE Usage;
	USAGE UsagePage;
} USAGE_AND_PAGE, *PUSAGE_AND_PAGE;

typedef struct _HIDP_BUTTON_CAPS {
	USAGE UsagePage;
	UCHAR ReportID;
	BOOLEAN IsAlias;
	USHORT BitField;
	USHORT LinkCollection;
	USAGE LinkUsage;
	USAGE LinkUsagePage;
	BOOLEAN IsRange;
	BOOLEAN IsStringRange;
	BOOLEAN IsDesignatorRange;
	BOOLEAN IsAbsolute;
	USHORT ReportCount;
	USHORT Reserved2;
	ULONG Reserved[9];
	union {
		struct {
			USAGE UsageMin;
			USAGE UsageMax;
			USHORT StringMin;
			USHORT StringMax;
			USHORT DesignatorMin;
			USHORT DesignatorMax;
			USHORT DataIndexMin;
			USHORT DataIndexMax;
		} Range;
		struct {
			USAGE Usage;
			USAGE Reserved1;
			USHORT StringIndex;
			USHORT Reserved2;
			USHORT DesignatorIndex;
			USHORT Reserved3;
			USHORT DataIndex;
			USHORT Reserved4;
		} NotRange;
	};
} HIDP_BUTTON_CAPS, *PHIDP_BUTTON_CAPS;

typedef struct _HIDP_VALUE_CAPS {
	USAGE UsagePage;
	UCHAR ReportID;
	BOOLEAN IsAlias;
	USHORT BitField;
	USHORT LinkCollection;
	USAGE LinkUsage;
	USAGE LinkUsagePage;
	BOOLEAN IsRange;
	BOOLEAN IsStringRange;
	BOOLEAN IsDesignatorRange;
	BOOLEAN IsAbsolute;
	BOOLEAN HasNull;
	UCHAR Reserved;
	USHORT BitSize;
	USHORT ReportCount;
	USHORT Reserved2[5];
	ULONG UnitsExp;
	ULONG Units;
	LONG LogicalMin;
	LONG LogicalMax;
	LONG PhysicalMin;
	LONG PhysicalMax;
	union {
		struct {
			USAGE UsageMin;
			USAGE UsageMax;
			USHORT StringMin;
			USHORT StringMax;
			USHORT DesignatorMin;
			USHORT DesignatorMax;
			USHORT DataIndexMin;
			USHORT DataIndexMax;
		} Range;
		struct {
			USAGE Usage;
			USAGE Reserved1;
			USHORT StringIndex;
			USHORT Reserved2;
			USHORT DesignatorIndex;
			USHORT Reserved3;
			USHORT DataIndex;
			USHORT Reserved4;
		} NotRange;
	};
} HIDP_VALUE_CAPS, *PHIDP_VALUE_CAPS;

typedef struct _HIDP_LINK_COLLECTION_NODE {
	USAGE LinkUsage;
	USAGE LinkUsagePage;
	USHORT Parent;
	USHORT NumberOfChildren;
	USHORT NextSibling;
	USHORT FirstChild;
	ULONG CollectionType : 8;
	ULONG IsAlias : 1;
	ULONG Reserved : 23;
	PVOID UserContext;
} HIDP_LINK_COLLECTION_NODE, *PHIDP_LINK_COLLECTION_NODE;

typedef PUCHAR PHIDP_REPORT_DESCRIPTOR;
typedef struct _HIDP_PREPARSED_DATA *PHIDP_PREPARSED_DATA;

typedef struct _HIDP_CAPS {
	USAGE Usage;
	USAGE UsagePage;
	USHORT InputReportByteLength;
	USHORT OutputReportByteLength;
	USHORT FeatureReportByteLength;
	USHORT Reserved[17];
	USHORT NumberLinkCollectionNodes;
	USHORT NumberInputButtonCaps;
	USHORT NumberInputValueCaps;
	USHORT NumberInputDataIndices;
	USHORT NumberOutputButtonCaps;
	USHORT NumberOutputValueCaps;
	USHORT NumberOutputDataIndices;
	USHORT NumberFeatureButtonCaps;
	USHORT NumberFeatureValueCaps;
	USHORT NumberFeatureDataIndices;
} HIDP_CAPS, *PHIDP_CAPS;

typedef struct _HIDP_DATA {
	USHORT DataIndex;
	USHORT Reserved;
	union {
		ULONG RawValue;
		BOOLEAN On;
	};
} HIDP_DATA, *PHIDP_DATA;

typedef struct _HIDP_UNKNOWN_TOKEN {
	UCHAR Token;
	UCHAR Reserved[3];
	ULONG BitField;
} HIDP_UNKNOWN_TOKEN, *PHIDP_UNKNOWN_TOKEN;

typedef struct _HIDP_EXTENDED_ATTRIBUTES {
	UCHAR NumGlobalUnknowns;
	UCHAR Reserved[3];
	PHIDP_UNKNOWN_TOKEN GlobalUnknowns;
	ULONG Data[1];
} HIDP_EXTENDED_ATTRIBUTES, *PHIDP_EXTENDED_ATTRIBUTES;

typedef enum _HIDP_KEYBOARD_DIRECTION {
	HidP_Keyboard_Break,
	HidP_Keyboard_Make
} HIDP_KEYBOARD_DIRECTION;

typedef struct _HIDP_KEYBOARD_MODIFIER_STATE {
	union {
		struct {
			ULONG LeftControl : 1;
			ULONG LeftShift : 1;
			ULONG LeftAlt : 1;
			ULONG LeftGUI : 1;
			ULONG RightControl : 1;
			ULONG RightShift : 1;
			ULONG RightAlt : 1;
			ULONG RigthGUI : 1;
			ULONG CapsLock : 1;
			ULONG ScollLock : 1;
			ULONG NumLock : 1;
			ULONG Reserved : 21;
		};
		ULONG ul;
	};
} HIDP_KEYBOARD_MODIFIER_STATE, *PHIDP_KEYBOARD_MODIFIER_STATE;

#ifndef FACILITY_HID_ERROR_CODE
#define FACILITY_HID_ERROR_CODE		0x11
#endif
#define HIDP_ERROR_CODES(SEV, CODE) \
	((NTSTATUS)(((SEV) << 28) | (FACILITY_HID_ERROR_CODE << 16) | (CODE)))
#define HIDP_STATUS_SUCCESS			HIDP_ERROR_CODES(0x0, 0)
#define HIDP_STATUS_NULL			HIDP_ERROR_CODES(0x8, 1)
#define HIDP_STATUS_INVALID_PREPARSED_DATA	HIDP_ERROR_CODES(0xC, 1)
#define HIDP_STATUS_INVALID_REPORT_TYPE		HIDP_ERROR_CODES(0xC, 2)
#define HIDP_STATUS_INVALID_REPORT_LENGTH	HIDP_ERROR_CODES(0xC, 3)
#define HIDP_STATUS_USAGE_NOT_FOUND		HIDP_ERROR_CODES(0xC, 4)
#define HIDP_STATUS_VALUE_OUT_OF_RANGE		HIDP_ERROR_CODES(0xC, 5)
#define HIDP_STATUS_BAD_LOG_PHY_VALUES		HIDP_ERROR_CODES(0xC, 6)
#define HIDP_STATUS_BUFFER_TOO_SMALL		HIDP_ERROR_CODES(0xC, 7)
#define HIDP_STATUS_INTERNAL_ERROR		HIDP_ERROR_CODES(0xC, 8)
#define HIDP_STATUS_I8042_TRANS_UNKNOWN		HIDP_ERROR_CODES(0xC, 9)
#define HIDP_STATUS_INCOMPATIBLE_REPORT_ID	HIDP_ERROR_CODES(0xC, 0xA)
#define HIDP_STATUS_NOT_VALUE_ARRAY		HIDP_ERROR_CODES(0xC, 0xB)
#define HIDP_STATUS_IS_VALUE_ARRAY		HIDP_ERROR_CODES(0xC, 0xC)
#define HIDP_STATUS_DATA_INDEX_NOT_FOUND	HIDP_ERROR_CODES(0xC, 0xD)
#define HIDP_STATUS_DATA_INDEX_OUT_OF_RANGE	HIDP_ERROR_CODES(0xC, 0xE)
#define HIDP_STATUS_BUTTON_NOT_PRESSED		HIDP_ERROR_CODES(0xC, 0xF)
#define HIDP_STATUS_REPORT_DOES_NOT_EXIST	HIDP_ERROR_CODES(0xC, 0x10)
#define HIDP_STATUS_NOT_IMPLEMENTED		HIDP_ERROR_CODES(0xC, 0x20)

#pragma pack(pop)

#endif /* __HIDPI_H__ */
