import { describe, expect, it } from '@jest/globals';
import type * as d3d11 from 'softumd/d3d11';
import { machineWith } from '../../../../src/facade/machine.js';
import { createDriver } from 'softumd';
import { readCertificateChain, wrapSessionKey } from 'softumd/player';
import { asTexture, Player, playerOfForeignDriver, staging, target } from '../player.js';

const key = new Uint8Array(16).fill(9);
const readChain = (player: Player) => readCertificateChain(player.certificate(player.session()));

function checksOf(player: Player, call: () => void) {
  const before = player.infoQueue.count;
  call();
  return player.infoQueue.since(before).map(({ name, check }) => name ?? check);
}

function blt(player: Player, session: d3d11.ID3D11CryptoSession) {
  const [from, to] = [player.buffer(staging, new Uint8Array(64)), player.buffer(target)];
  player.videoContext.DecryptionBlt(
    ...([session, asTexture(from), asTexture(to), null, 0, null, 16, new Uint8Array(16)] as const),
  );
}

describe('a blt before a key was negotiated', () => {
  it('is warned of where the driver does not say why it refuses', () => {
    const player = playerOfForeignDriver();
    expect(
      checksOf(player, () => {
        blt(player, player.session());
      }),
    ).toEqual(['DRIVER_BROKE_RULE', 'DEVICE_REMOVAL_PROCESS_NOT_AT_FAULT', 'KEY_NOT_NEGOTIATED']);
    const said = player.infoQueue.messages().find(({ check }) => check === 'DRIVER_BROKE_RULE');
    expect(said!.text).toContain('this driver does not say why');
  });

  it('is said once where the driver does', () => {
    const player = new Player();
    player.driver.control.refusals.keep(true);
    expect(
      checksOf(player, () => {
        blt(player, player.session());
      }),
    ).toEqual(['DRIVER_BROKE_RULE', 'DEVICE_REMOVAL_PROCESS_NOT_AT_FAULT']);
    const other = new Player();
    expect(
      checksOf(other, () => {
        blt(other, other.keyedSession(key));
      }),
    ).toEqual([]);
  });
});

describe('a certificate that was never read', () => {
  const driver = createDriver();
  const libraries = machineWith([driver], { debug: { certificateChecks: true } });
  const player = new Player({}, { driver, libraries });
  const keyBuffer = () => {
    const { leaf } = readChain(player);
    return wrapSessionKey(leaf, key);
  };

  it('is told of on request alone', () => {
    const buffer = keyBuffer();
    const cached = player.session();
    const negotiate = (session: d3d11.ID3D11CryptoSession) => () =>
      void player.videoContext.NegotiateCryptoSessionKeyExchange(session, 256, buffer.slice());
    expect(checksOf(player, negotiate(cached))).toEqual(['CERTIFICATE_NOT_READ']);
    const reading = player.session();
    player.certificate(reading);
    expect(checksOf(player, negotiate(reading))).toEqual([]);
    const plain = new Player();
    const session = plain.session();
    const wrapped = wrapSessionKey(readChain(plain).leaf, key);
    expect(
      checksOf(plain, () => void plain.videoContext.NegotiateCryptoSessionKeyExchange(session, 256, wrapped)),
    ).toEqual([]);
  });
});
