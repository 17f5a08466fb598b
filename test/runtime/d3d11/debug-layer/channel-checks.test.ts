import { describe, expect, it } from '@jest/globals';
import * as d3d11 from 'softumd/d3d11';
import { channelKey, ChannelPlayer, starts } from '../channel-player.js';
import { Player, replacing } from '../player.js';

const { E_FAIL, S_OK } = d3d11;
const { D3D11_AUTHENTICATED_QUERY_PROTECTION: PROTECTION } = d3d11;

/** What is said of a call besides that the driver refused it. */
const found = (channel: ChannelPlayer, call: (of: ChannelPlayer) => unknown) =>
  channel.player
    .said(() => call(channel))
    .map(([name]) => name)
    .filter((name) => name !== 'DRIVER_REFUSED');
const ask = (number: number) => (channel: ChannelPlayer) => channel.ask(channel.question(PROTECTION, number));
const send =
  (number: number, flags = 1) =>
  (channel: ChannelPlayer) =>
    channel.send(channel.protection(number, flags));

describe('the numbers of messages', () => {
  it('are right one after the other, each counter for itself', () => {
    const channel = ChannelPlayer.opened(new Player());
    for (const number of [0, 1, 2]) {
      expect(found(channel, ask(starts.query + number))).toEqual([]);
      expect(found(channel, send(starts.command + number))).toEqual([]);
    }
  });

  it('may begin with the start, or behind it as most players do (ACH-10)', () => {
    for (const first of [0, 1]) {
      const channel = ChannelPlayer.opened(new Player());
      expect(found(channel, ask(starts.query + first))).toEqual([]);
      expect(found(channel, send(starts.command + first))).toEqual([]);
      expect(found(channel, ask(starts.query + first + 2))).toEqual(['SEQUENCE_SLIPPED']);
    }
    const channel = ChannelPlayer.opened(new Player());
    expect(found(channel, ask(starts.query + 2))).toEqual(['SEQUENCE_SLIPPED']);
  });

  it('are wrong with a gap, and when they come again; the next is told from there', () => {
    const channel = ChannelPlayer.opened(new Player());
    const { query } = starts;
    expect(found(channel, ask(query))).toEqual([]);
    expect(found(channel, ask(query + 2))).toEqual(['SEQUENCE_SLIPPED']);
    expect(found(channel, ask(query + 3))).toEqual([]);
    expect(found(channel, ask(query + 3))).toEqual(['SEQUENCE_SLIPPED']);
    expect(found(channel, ask(query + 4))).toEqual([]);
  });

  it('may come again, or be counted, after a refusal (D-32)', () => {
    const channel = ChannelPlayer.opened(new Player());
    expect(found(channel, send(starts.command, 4))).toEqual([]);
    expect(found(channel, send(starts.command))).toEqual([]);
    expect(found(channel, send(starts.command + 1, 4))).toEqual([]);
    expect(found(channel, send(starts.command + 2))).toEqual([]);
  });

  it('are not told of where the driver gives the cause', () => {
    const player = new Player();
    const channel = ChannelPlayer.opened(player);
    player.driver.control.refusals.keep(true);
    expect(found(channel, ask(1))).toEqual([]);
    expect(found(channel, (of) => of.send(of.initialize()))).toEqual([]);
  });
});

describe('the omac of a command', () => {
  const opened = () => ChannelPlayer.opened(new Player());

  it('is wrong where it was there before, over other bytes: also where the driver does not look', () => {
    const lenient = new Player({ interposer: replacing('ConfigureAuthenticatedChannel', () => S_OK) });
    const channel = ChannelPlayer.opened(lenient);
    const first = channel.protection(starts.command);
    const second = channel.protection(starts.command + 1);
    second.set(first.subarray(0, 16));
    expect(found(channel, (of) => of.send(first))).toEqual([]);
    expect(found(channel, (of) => of.send(second))).toEqual(['OMAC_NOT_OF_COMMAND']);
  });

  it('is not told of where the same command comes again, or under another key', () => {
    const channel = opened();
    const first = channel.protection(starts.command);
    expect(found(channel, (of) => of.send(first))).toEqual([]);
    expect(found(channel, (of) => of.send(first))).toEqual(['SEQUENCE_SLIPPED']);
    expect(channel.negotiate(channelKey)).toBe(S_OK);
    expect(found(channel, send(starts.command + 1))).toEqual([]);
  });
});

describe('a command that was refused', () => {
  it('is told of once, where another message follows; not where it comes again, nor of E_FAIL', () => {
    const channel = ChannelPlayer.opened(new Player());
    send(starts.command, 4)(channel);
    expect(found(channel, ask(starts.query))).toEqual(['STATUS_NOT_VERIFIED']);
    expect(found(channel, ask(starts.query + 1))).toEqual([]);
    const answers = [S_OK, E_FAIL];
    const refusing = new Player({
      interposer: replacing('ConfigureAuthenticatedChannel', () => answers.shift() ?? S_OK),
    });
    const lacking = ChannelPlayer.opened(refusing);
    send(starts.command)(lacking);
    expect(found(lacking, send(starts.command))).toEqual([]);
  });

  it('may be told of by its answer alone', () => {
    const telling = replacing('ConfigureAuthenticatedChannel', (...all: readonly unknown[]) => {
      const [, , , , , pOutput] = all as readonly number[];
      player.memory.writeU32((pOutput! + 44) as never, 0x80070057);
      return S_OK;
    });
    const player: Player = new Player({ interposer: telling });
    const channel = new ChannelPlayer(player);
    channel.negotiate();
    channel.send(channel.initialize());
    expect(found(channel, ask(starts.query))).toEqual(['CHANNEL_NOT_INITIALIZED', 'STATUS_NOT_VERIFIED']);
  });
});
