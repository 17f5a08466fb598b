import type { StructValue } from '../../abi/index.js';
import { SIZE_T, struct, UINT } from '../../abi/index.js';
import { LPCSTR, valuesPointer } from '../kit/index.js';
import { D3D11_MESSAGE_CATEGORY, D3D11_MESSAGE_SEVERITY } from './debug-values.js';
import { D3D11_MESSAGE_ID } from './message-ids.js';

/** 32 bytes (x86 20), with the text behind it in the same memory (api IQ-3). */
export const D3D11_MESSAGE = struct('D3D11_MESSAGE', {
  Category: D3D11_MESSAGE_CATEGORY,
  Severity: D3D11_MESSAGE_SEVERITY,
  ID: D3D11_MESSAGE_ID,
  pDescription: LPCSTR,
  /** Of the text in UTF-8, with the 0 that ends it. */
  DescriptionByteLength: SIZE_T,
});
export type D3D11_MESSAGE = StructValue<typeof D3D11_MESSAGE>;

/** 48 bytes (x86 24). Each list has at least as many entries as the number before it says; null with 0. */
export const D3D11_INFO_QUEUE_FILTER_DESC = struct('D3D11_INFO_QUEUE_FILTER_DESC', {
  NumCategories: UINT,
  pCategoryList: valuesPointer(D3D11_MESSAGE_CATEGORY),
  NumSeverities: UINT,
  pSeverityList: valuesPointer(D3D11_MESSAGE_SEVERITY),
  NumIDs: UINT,
  pIDList: valuesPointer(D3D11_MESSAGE_ID),
});
export type D3D11_INFO_QUEUE_FILTER_DESC = StructValue<typeof D3D11_INFO_QUEUE_FILTER_DESC>;

/** 96 bytes (x86 48). */
export const D3D11_INFO_QUEUE_FILTER = struct('D3D11_INFO_QUEUE_FILTER', {
  AllowList: D3D11_INFO_QUEUE_FILTER_DESC,
  DenyList: D3D11_INFO_QUEUE_FILTER_DESC,
});
export type D3D11_INFO_QUEUE_FILTER = StructValue<typeof D3D11_INFO_QUEUE_FILTER>;
