import type { d3d11Clauses } from './index.js';

const permission = 'A permission: whichever a driver does is right.';
const threads = 'The suite calls from one thread; what several at once may do, a run of one cannot show.';
const predication = 'Nothing can be predicated before SetPredication is declared.';
const undocumented = 'No document says what the call has to do.';
const libraryOnly = 'Of the binary: a matter of loading a library, not of what its functions do.';

/** Clauses that bind the driver and that no case checks, each with the reason. */
export const d3d11SetAside = {
  'OPN-1': libraryOnly,
  'OPN-2': permission,
  'OPN-6': 'A software driver has no miniport to ask (OPN-7), and a driver does not say which kind it is.',
  'OPN-7': permission,
  'OPN-15': permission,
  'DEV-3': permission,
  'DEV-5': threads,
  'DEV-12': 'Only with the THREADING cap, which no driver here has, so that no fault could prove a case.',
  'DEV-14': permission,
  'DEV-16': libraryOnly,
  'DEV-22': 'What a driver has put off, it alone knows; DEV-20 shows what it forgot.',
  'DEV-24': 'CheckMultisampleQualityLevels lies outside the slice of the device table that is declared.',
  'DEV-25': undocumented,
  'ERR-2': permission,
  'ERR-5': 'Which codes content protection reports is decided (D-08) and judged as such.',
  'RES-13': 'The contents are unspecified: nothing can be demanded of them.',
  'RES-15': threads,
  'RES-17': 'Map-default comes with WDDM 1.3, whose device table the suite does not know.',
  'RES-19': permission,
  'RES-26': 'Unspecified, and never called so by a runtime.',
  'GCPC-6': 'D3D9 text, against GCPC-5; D-11 and D-12 decide for the latter and are judged as such.',
  'GCKE-5': permission,
  'SHP-3': undocumented,
  'GC-4': permission,
  'GC-5': permission,
  'CSGH-3': permission,
  'NCS-11': permission,
  'NAC-3': permission,
  'SSKR-1': permission,
  'EB-9': permission,
  'EB-10': predication,
  'DB-12': predication,
  'XLT-1': 'Each function is judged by the clause that says it of that function (RES-2, RES-27, DEV-23).',
  'XLT-12': permission,
  'XLT-16': 'The pages that list the code win; where none lists it, it is decided (D-16) and judged as such.',
  'XLT-19': 'The driver calls no callback here that could return the code.',
  'VDEC-24': "The function numbers are the driver's own, so that no answer to one is wrong.",
  'VDGH-3': permission,
  'GEN-3': libraryOnly,
  'GEN-4': 'Each function that caps promise is judged by the case that calls it.',
} as const satisfies Readonly<Partial<Record<keyof typeof d3d11Clauses, string>>>;
