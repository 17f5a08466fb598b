import { describe, expect, it } from '@jest/globals';
import type { FunctionDeclaration } from 'softumd/ddi';
import * as ddi from 'softumd/ddi';
import type { FunctionFact } from './facts.js';
import { d3d11Facts, deviceFacts, exported, functions } from './facts.js';

const facts = [...d3d11Facts.functions, ...deviceFacts.functions];

/** Where a fact's name is not an export's. */
const exportNames: Readonly<Record<string, string>> = {
  'NegotiateCryptoSessionKeyExchange (WDDM 2.4) / NegotiateCryptoSessionKeyExchangeMT':
    'NegotiateCryptoSessionKeyExchange_WDDM2_4',
  'Flush (WDDM 2.0)': 'Flush_WDDM2_0',
  '(callback) pfnSetErrorCb': 'SetErrorCb',
};

/** The facts put the callback's clauses, ERR, with the device's. */
const clausesOf = (fact: FunctionFact) => (fact.name === '(callback) pfnSetErrorCb' ? 'ERR' : fact.id_prefix);

/** Codes that a clause names and the page of the function does not. */
const clauseCodes: Readonly<Record<string, readonly string[]>> = {
  CheckFormatSupport: ['E_FAIL', 'E_INVALIDARG'], // DEV-23
  Flush: ['D3DDDIERR_DEVICEREMOVED'], // RES-27
  'Flush (WDDM 2.0)': ['D3DDDIERR_DEVICEREMOVED'], // RES-27
};

/** `SetErrorCb: X (with …)` as X; D-11 says which number D3DERR_INVALID_CRYPTO is. What is not a code is left out. */
const codesOf = (fact: FunctionFact) =>
  [...fact.return_codes, ...(clauseCodes[fact.name] ?? [])]
    .map((text) => text.replace(/^SetErrorCb: /, '').replace(/ \(.*\)$/, ''))
    .map((name) => (name === 'D3DERR_INVALID_CRYPTO' ? 'D3DDDIERR_UNSUPPORTEDCRYPTO' : name))
    .filter((name) => /^[A-Z0-9_]+$/.test(name) && name !== 'VOID')
    .map((name) => ddi.HRESULTS[name as keyof typeof ddi.HRESULTS]);

const declarationOf = (fact: FunctionFact) =>
  exported[exportNames[fact.name] ?? fact.name] as FunctionDeclaration;

describe('functions against the facts', () => {
  it.each(facts.map((fact) => [fact.name, fact] as const))('%s', (_name, fact) => {
    const { typedef, clauses, returns, parameters, codes } = declarationOf(fact);
    expect(typedef).toBe(fact.typedef.replace(' (sic)', ''));
    expect(clauses).toBe(clausesOf(fact));
    expect(returns.name).toBe(fact.returns.toUpperCase());
    expect([...codes].sort()).toEqual(codesOf(fact).sort());
    // The header leaves some parameters without a name; those have one of ours.
    expect(parameters.map(({ name, type }, index) => [fact.params[index]?.name && name, type.name])).toEqual(
      fact.params.map(({ name, type }) => [name, type]),
    );
  });

  it('has both negotiations of WDDM 2.4 with one signature (NCX-3)', () => {
    expect(ddi.NegotiateCryptoSessionKeyExchangeMT).toEqual({
      ...ddi.NegotiateCryptoSessionKeyExchange_WDDM2_4,
      name: 'NegotiateCryptoSessionKeyExchangeMT',
    });
  });
});

describe('parameters', () => {
  it.each(functions.map((declaration) => [declaration.typedef, declaration] as const))(
    '%s: a pointer says which way, and what lies behind it',
    (typedef, { parameters }) => {
      const names = parameters.map(({ name }) => name);
      for (const { name, type, direction, extent } of parameters) {
        const isPointer = type.name.endsWith('*');
        expect([name, direction !== undefined, extent !== undefined]).toEqual([name, isPointer, isPointer]);
        // Through two const pointers drivers write: EncryptionBlt's IV (D-20), DecryptionBlt's block info (D-27).
        const isWritten =
          (typedef === 'PFND3D11_1DDI_ENCRYPTIONBLT' && name === 'pIV') ||
          (typedef === 'PFND3D11_1DDI_DECRYPTIONBLT' && name === 'pEncryptedBlockInfo');
        if (type.name.startsWith('const '))
          expect([name, direction]).toEqual([name, isWritten ? 'inout' : 'in']);
        if (extent && 'bytesIn' in extent) expect(names).toContain(extent.bytesIn);
        if (extent && 'layout' in extent && extent.countIn !== undefined)
          expect(names).toContain(extent.countIn);
        if (extent && 'chosenBy' in extent) expect(names).toContain(extent.chosenBy.at);
      }
    },
  );

  it('choose a layout by a member that is there, among layouts that begin alike', () => {
    const choices = functions.flatMap(({ parameters }) =>
      parameters.flatMap(({ extent }) => (extent && 'chosenBy' in extent ? [{ parameters, extent }] : [])),
    );
    expect(choices.length).toBeGreaterThan(0);
    for (const { parameters, extent } of choices) {
      const { chosenBy, layouts, head } = extent;
      const chooser = parameters.find(({ name }) => name === chosenBy.at)?.extent;
      const behind = chooser && ('head' in chooser ? chooser.head : 'layout' in chooser && chooser.layout);
      if (chosenBy.member !== undefined)
        expect((behind as ddi.Struct).members.map(({ name }) => name)).toContain(chosenBy.member);
      for (const layout of head ? layouts.values() : [])
        expect([layout, (layout as unknown as ddi.Struct).members[0]?.type]).toContain(head);
    }
  });

  it('names the structure behind a pointer as the pointer does', () => {
    for (const { parameters } of functions)
      for (const { type, extent } of parameters) {
        if (extent && 'layout' in extent && ddi.isStruct(extent.layout))
          expect(type.name.replace(/^const |\*$/g, '')).toBe(extent.layout.name);
      }
  });

  it('lists no code both as listed and as decided (D-16)', () => {
    for (const { name, codes, decidedCodes } of functions)
      expect([name, decidedCodes.filter((code) => codes.includes(code))]).toEqual([name, []]);
  });
});
