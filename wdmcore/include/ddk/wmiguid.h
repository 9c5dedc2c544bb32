/* SPDX-License-Identifier: GPL-2.0 */
/* wmiguid.h: GUIDs of the system's own WMI providers, and rights to WMI blocks. */
#ifndef _WMIGUID_H_
#define _WMIGUID_H_

#include <ntdef.h>
#include <guiddef.h>

#define WMIGUID_QUERY			0x0001
#define WMIGUID_SET			0x0002
#define WMIGUID_NOTIFICATION		0x0004
#define WMIGUID_READ_DESCRIPTION	0x0008
#define WMIGUID_EXECUTE			0x0010
#define TRACELOG_CREATE_REALTIME	0x0020
#define TRACELOG_CREATE_ONDISK		0x0040
#define TRACELOG_GUID_ENABLE		0x0080
#define TRACELOG_ACCESS_KERNEL_LOGGER	0x0100
#define TRACELOG_LOG_EVENT		0x0200
#define TRACELOG_CREATE_INPROC		0x0200
#define TRACELOG_ACCESS_REALTIME	0x0400
#define TRACELOG_REGISTER_GUIDS		0x0800
#define TRACELOG_JOIN_GROUP		0x1000

DEFINE_GUID(GUID_REGISTRATION_CHANGE_NOTIFICATION,
	    0xb48d49a1, 0xe777, 0x11d0, 0xa5, 0x0c, 0x00, 0xa0,
	    0xc9, 0x06, 0x29, 0x10);
DEFINE_GUID(GUID_MOF_RESOURCE_ADDED_NOTIFICATION,
	    0xb48d49a2, 0xe777, 0x11d0, 0xa5, 0x0c, 0x00, 0xa0,
	    0xc9, 0x06, 0x29, 0x10);
DEFINE_GUID(GUID_MOF_RESOURCE_REMOVED_NOTIFICATION,
	    0xb48d49a3, 0xe777, 0x11d0, 0xa5, 0x0c, 0x00, 0xa0,
	    0xc9, 0x06, 0x29, 0x10);
DEFINE_GUID(BINARY_MOF_GUID,
	    0x05901221, 0xd566, 0x11d1, 0xb2, 0xf0, 0x00, 0xa0,
	    0xc9, 0x06, 0x29, 0x10);
DEFINE_GUID(INSTANCE_INFO_GUID,
	    0xc583ba20, 0x6a23, 0x11d2, 0xa4, 0x72, 0x00, 0xa0,
	    0xc9, 0x06, 0x29, 0x10);
/* MSPower_DeviceEnable and MSPower_DeviceWakeEnable are in wdmguid.h, too. */

#endif /* _WMIGUID_H_ */
