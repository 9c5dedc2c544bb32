/* SPDX-License-Identifier: GPL-2.0 */
/* wmidata.h: the standard WMI blocks of keyboards, mice, serial and parallel ports. */
#ifndef _wmidata_h_
#define _wmidata_h_

#include <ntdef.h>
#include <guiddef.h>

#define MSKeyboard_PortInformationGuid \
	{ 0x4731f89a, 0x71cb, 0x11d1, { 0xa5, 0x2c, 0x00, 0xa0, 0xc9, 0x06, 0x29, 0x10 } }
DEFINE_GUID(MSKeyboard_PortInformation_GUID,
	    0x4731f89a, 0x71cb, 0x11d1, 0xa5, 0x2c, 0x00, 0xa0,
	    0xc9, 0x06, 0x29, 0x10);
typedef struct _KEYBOARD_PORT_WMI_STD_DATA {
	ULONG ConnectorType;
	ULONG DataQueueSize;
	ULONG ErrorCount;
	ULONG FunctionKeys;
	ULONG Indicators;
} KEYBOARD_PORT_WMI_STD_DATA, *PKEYBOARD_PORT_WMI_STD_DATA;
#define KEYBOARD_PORT_WMI_STD_I8042	0
#define KEYBOARD_PORT_WMI_STD_SERIAL	1
#define KEYBOARD_PORT_WMI_STD_USB	2

#define MSMouse_PortInformationGuid \
	{ 0x4731f89c, 0x71cb, 0x11d1, { 0xa5, 0x2c, 0x00, 0xa0, 0xc9, 0x06, 0x29, 0x10 } }
DEFINE_GUID(MSMouse_PortInformation_GUID,
	    0x4731f89c, 0x71cb, 0x11d1, 0xa5, 0x2c, 0x00, 0xa0,
	    0xc9, 0x06, 0x29, 0x10);
typedef struct _POINTER_PORT_WMI_STD_DATA {
	ULONG ConnectorType;
	ULONG DataQueueSize;
	ULONG ErrorCount;
	ULONG Buttons;
	ULONG HardwareType;
} POINTER_PORT_WMI_STD_DATA, *PPOINTER_PORT_WMI_STD_DATA;
#define POINTER_PORT_WMI_STD_I8042	0
#define POINTER_PORT_WMI_STD_SERIAL	1
#define POINTER_PORT_WMI_STD_USB	2

DEFINE_GUID(MSSerial_PortName_GUID,
	    0xa0ec11a8, 0xb16c, 0x11d1, 0xbd, 0x98, 0x00, 0xa0,
	    0xc9, 0x06, 0xbe, 0x2d);
DEFINE_GUID(MSSerial_CommInfo_GUID,
	    0xedb16a62, 0xb16c, 0x11d1, 0xbd, 0x98, 0x00, 0xa0,
	    0xc9, 0x06, 0xbe, 0x2d);
typedef struct _SERIAL_WMI_COMM_DATA {
	ULONG BaudRate;
	ULONG BitsPerByte;
	ULONG Parity;
	BOOLEAN ParityCheckEnable;
	ULONG StopBits;
	ULONG XoffCharacter;
	ULONG XoffXmitThreshold;
	ULONG XonCharacter;
	ULONG XonXmitThreshold;
	ULONG MaximumBaudRate;
	ULONG MaximumOutputBufferSize;
	ULONG MaximumInputBufferSize;
	BOOLEAN Support16BitMode;
	BOOLEAN SupportDTRDSR;
	BOOLEAN SupportIntervalTimeouts;
	BOOLEAN SupportParityCheck;
	BOOLEAN SupportRTSCTS;
	BOOLEAN SupportXonXoff;
	BOOLEAN SettableBaudRate;
	BOOLEAN SettableDataBits;
	BOOLEAN SettableFlowControl;
	BOOLEAN SettableParity;
	BOOLEAN SettableParityCheck;
	BOOLEAN SettableStopBits;
	BOOLEAN IsBusy;
} SERIAL_WMI_COMM_DATA, *PSERIAL_WMI_COMM_DATA;
#define SERIAL_WMI_PARITY_NONE		0
#define SERIAL_WMI_PARITY_ODD		1
#define SERIAL_WMI_PARITY_EVEN		2
#define SERIAL_WMI_PARITY_SPACE		3
#define SERIAL_WMI_PARITY_MARK		4
#define SERIAL_WMI_STOP_1		0
#define SERIAL_WMI_STOP_1_5		1
#define SERIAL_WMI_STOP_2		2

DEFINE_GUID(MSSerial_HardwareConfiguration_GUID,
	    0x270b9b86, 0xb16d, 0x11d1, 0xbd, 0x98, 0x00, 0xa0,
	    0xc9, 0x06, 0xbe, 0x2d);
typedef struct _SERIAL_WMI_HW_DATA {
	ULONG IrqNumber;
	ULONG IrqVector;
	ULONG IrqLevel;
	ULONG64 IrqAffinityMask;
	ULONG InterruptType;
	ULONG64 BaseIOAddress;
} SERIAL_WMI_HW_DATA, *PSERIAL_WMI_HW_DATA;
#define SERIAL_WMI_INTTYPE_LATCHED	0
#define SERIAL_WMI_INTTYPE_LEVEL	1

DEFINE_GUID(MSSerial_PerformanceInformation_GUID,
	    0x56415acc, 0xb16d, 0x11d1, 0xbd, 0x98, 0x00, 0xa0,
	    0xc9, 0x06, 0xbe, 0x2d);
typedef struct _SERIAL_WMI_PERF_DATA {
	ULONG ReceivedCount;
	ULONG TransmittedCount;
	ULONG FrameErrorCount;
	ULONG SerialOverrunErrorCount;
	ULONG BufferOverrunErrorCount;
	ULONG ParityErrorCount;
} SERIAL_WMI_PERF_DATA, *PSERIAL_WMI_PERF_DATA;

DEFINE_GUID(MSSerial_CommProperties_GUID,
	    0x8209ec2a, 0x2d6b, 0x11d2, 0xba, 0x49, 0x00, 0xa0,
	    0xc9, 0x06, 0x29, 0x10);
typedef struct _SERIAL_COMMPROP2 {
	USHORT PacketLength;
	USHORT PacketVersion;
	ULONG ServiceMask;
	ULONG Reserved1;
	ULONG MaxTxQueue;
	ULONG MaxRxQueue;
	ULONG MaxBaud;
	ULONG ProvSubType;
	ULONG ProvCapabilities;
	ULONG SettableParams;
	ULONG SettableBaud;
	USHORT SettableData;
	USHORT SettableStopParity;
	ULONG CurrentTxQueue;
	ULONG CurrentRxQueue;
	ULONG ProvSpec1;
	ULONG ProvSpec2;
	ULONG ProvCharSize;
	UCHAR ProvChar[1];
} SERIAL_COMMPROP2, *PSERIAL_COMMPROP2;

DEFINE_GUID(MSParallel_AllocFreeCounts_GUID,
	    0x4bbb69ea, 0x6853, 0x11d2, 0x8e, 0xce, 0x00, 0xc0,
	    0x4f, 0x8e, 0xf4, 0x81);
typedef struct _PARPORT_WMI_ALLOC_FREE_COUNTS {
	ULONG PortAllocates;
	ULONG PortFrees;
} PARPORT_WMI_ALLOC_FREE_COUNTS, *PPARPORT_WMI_ALLOC_FREE_COUNTS;

DEFINE_GUID(MSPower_DeviceEnable_GUID,
	    0x827c0a6f, 0xfeb0, 0x11d0, 0xbd, 0x26, 0x00, 0xaa,
	    0x00, 0xb7, 0xb3, 0x2a);
typedef struct _MSPower_DeviceEnable {
	BOOLEAN Enable;
} MSPower_DeviceEnable, *PMSPower_DeviceEnable;

DEFINE_GUID(MSPower_DeviceWakeEnable_GUID,
	    0xa9546a82, 0xfeb0, 0x11d0, 0xbd, 0x26, 0x00, 0xaa,
	    0x00, 0xb7, 0xb3, 0x2a);
typedef struct _MSPower_DeviceWakeEnable {
	BOOLEAN Enable;
} MSPower_DeviceWakeEnable, *PMSPower_DeviceWakeEnable;

#endif /* _wmidata_h_ */
