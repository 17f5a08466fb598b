/** The fixed text of the C header: what it is, the base types, the macros. */
import { title } from './text.js';

const about = `/*
 * softumd_ddi.h: the content-protection slice of the Direct3D 11 user-mode display driver interface,
 * in our own words, for driver authors who have no Windows Driver Kit. C99, C11 or C++11 and later;
 * gcc and clang on Linux and macOS, mingw-w64 and MSVC on Windows.
 *
 * Generated from SoftUMD's declarations (src/ddi): \`softumd layouts --header\` prints it, \`npm run
 * header\` writes it. Do not edit it. Names, sizes and offsets are those of d3d10umddi.h, d3dumddi.h
 * and, in the second part, opmapi.h, dispmprt.h, dxva.h, strmif.h and d3d9types.h. Our own are the
 * names with SOFTUMD in them, those of the flags' types, D3D11DDIARG_CREATERESOURCE_WDDM2_0,
 * INTERFACE_HEAD and COPP_DDI. It cannot be included beside the WDK's d3d10umddi.h, and its second
 * part not beside dispmprt.h or d3dkmdt.h.
 *
 * Comments cite clauses (CCS-3): \`softumd conformance --list\` spells out those that the suite
 * checks, SoftUMD's fixtures/reference all of them. "By decision" is what SoftUMD takes where the
 * documents are silent.
 *
 * Define before including it, where wanted:
 *   SOFTUMD_DDI_OPM            output protection too (OPM, COPP)
 *   SOFTUMD_DDI_D3D9           the Direct3D 9 predecessor's structures too
 *   SOFTUMD_DDI_NO_BASE_TYPES  UINT, HRESULT, GUID and so on have been defined already
 */
#ifndef SOFTUMD_DDI_H
#define SOFTUMD_DDI_H

#include <stddef.h>
#include <stdint.h>

/* Windows has the base types, DXGI_FORMAT and DXGI_SAMPLE_DESC; the SDK and mingw-w64 ship them. */
#ifdef _WIN32
#include <windows.h>
#include <dxgiformat.h>
#include <dxgicommon.h>
#endif

#ifdef __cplusplus
extern "C" {
#endif
`;

const macros = `/* Compile-time checks; C99 has none, so an array of negative size stands in. */
#if defined(__cplusplus) && (__cplusplus >= 201103L || defined(_MSC_VER))
#define SOFTUMD_DDI_ASSERT(condition, text) static_assert(condition, text)
#elif defined(__STDC_VERSION__) && __STDC_VERSION__ >= 201112L
#define SOFTUMD_DDI_ASSERT(condition, text) _Static_assert(condition, text)
#else
#define SOFTUMD_DDI_JOIN2(left, right) left##right
#define SOFTUMD_DDI_JOIN(left, right) SOFTUMD_DDI_JOIN2(left, right)
#define SOFTUMD_DDI_ASSERT(condition, text) \\
    typedef char SOFTUMD_DDI_JOIN(softumd_ddi_assert_, __LINE__)[(condition) ? 1 : -1]
#endif

/* A number of bytes that 64-bit code sees, and 32-bit code. */
#define SOFTUMD_DDI_SAME(bytes, x64, x86) \\
    SOFTUMD_DDI_ASSERT((bytes) == (sizeof(void *) == 8 ? (x64) : (x86)), #bytes)

/* Unions and structures without a name, which C99 and C++ have as an extension only. */
#ifdef __GNUC__
#define SOFTUMD_DDI_ANONYMOUS __extension__
#define SOFTUMD_DDI_ALIGN(bytes) __attribute__((aligned(bytes)))
#define SOFTUMD_DDI_CONSTANT __attribute__((unused)) static const
#else
#define SOFTUMD_DDI_ANONYMOUS
#define SOFTUMD_DDI_ALIGN(bytes) __declspec(align(bytes))
#define SOFTUMD_DDI_CONSTANT static const
#endif
#ifdef _MSC_VER
#pragma warning(push)
#pragma warning(disable : 4201)
#endif

/* Makes the driver's entry visible to who loads the library. */
#if defined(_WIN32)
#define SOFTUMD_EXPORT __declspec(dllexport)
#elif defined(__GNUC__)
#define SOFTUMD_EXPORT __attribute__((visibility("default")))
#else
#define SOFTUMD_EXPORT
#endif
`;

const baseTypes = `#if !defined(_WIN32) && !defined(SOFTUMD_DDI_NO_BASE_TYPES)
#ifndef VOID
#define VOID void
#endif
#ifndef APIENTRY
#define APIENTRY
#endif
#ifndef TRUE
#define TRUE 1
#define FALSE 0
#endif
typedef int BOOL;
typedef uint8_t BYTE;
typedef uint8_t UINT8;
typedef uint16_t USHORT;
typedef uint16_t UINT16;
typedef int32_t INT;
typedef int32_t LONG;
typedef uint32_t UINT;
typedef uint32_t UINT32;
typedef uint32_t ULONG;
typedef uint32_t DWORD;
typedef int32_t HRESULT;
typedef int32_t NTSTATUS;
typedef size_t SIZE_T;
typedef void *HANDLE;
/* Windows aligns 64 bits to 8 bytes on x86 too; the System V interface for i386 would say 4. */
#if defined(__i386__)
typedef int64_t INT64 __attribute__((aligned(8)));
typedef uint64_t UINT64 __attribute__((aligned(8)));
typedef uint64_t ULONGLONG __attribute__((aligned(8)));
#else
typedef int64_t INT64;
typedef uint64_t UINT64;
typedef uint64_t ULONGLONG;
#endif
#ifndef GUID_DEFINED
#define GUID_DEFINED
typedef struct _GUID {
    uint32_t Data1;
    uint16_t Data2;
    uint16_t Data3;
    uint8_t Data4[8];
} GUID;
#endif
#ifndef SUCCEEDED
#define SUCCEEDED(code) ((HRESULT)(code) >= 0)
#define FAILED(code) ((HRESULT)(code) < 0)
#endif
#endif
`;

const entry = `/* The entry that a driver exports (OPN-1). 32-bit Windows decorates the name: use a .def file there. */
SOFTUMD_EXPORT HRESULT APIENTRY OpenAdapter10_2(D3D10DDIARG_OPENADAPTER *pOpenData);
`;

const coppEntry = `/* The entry of a driver that has COPP, exported as OpenAdapter10_2 is: our own, like COPP_DDI. */
SOFTUMD_EXPORT HRESULT APIENTRY SoftUMDOpenCOPP(SOFTUMDARG_OPENCOPP *pOpenData);
`;

const opmEntry = `/* The entry of a driver that has OPM, exported as OpenAdapter10_2 is: our own. */
SOFTUMD_EXPORT NTSTATUS APIENTRY SoftUMDOpenOPM(SOFTUMDARG_OPENOPM *pOpenData);
`;

/* Of the headers that windows.h brings, none has it for certain. */
const ntstatus = `#ifdef _WIN32
#include <winternl.h>
#endif
`;

/** Everything before the first declaration. */
export function opening(): string {
  return `${about}${title('Macros', '')}${macros}${title('Base types', '')}${baseTypes}`;
}

/** The prototype of what a driver of Direct3D exports. */
export function entryPoint(): string {
  return `${title('The entry', '')}${entry}`;
}

/** The prototype of what a driver with COPP exports. */
export function coppEntryPoint(): string {
  return `${title('The entry of COPP', '')}${coppEntry}`;
}

/** The prototype of what a driver with OPM exports. */
export function opmEntryPoint(): string {
  return `${title('The entry of OPM', '')}${opmEntry}`;
}

/** What output protection needs of Windows besides windows.h. */
export function opmBaseTypes(): string {
  return ntstatus;
}

/** What ends the header. */
export function ending(): string {
  return `
#ifdef _MSC_VER
#pragma warning(pop)
#endif
#ifdef __cplusplus
}
#endif
#endif
`;
}
