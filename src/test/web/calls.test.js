import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { duration } from '../../main/webapp/app/format.js';
import { initialState, reduce } from '../../main/webapp/app/state/index.js';
import { createStore } from '../../main/webapp/app/store.js';
import { callText } from '../../main/webapp/app/view/call.js';

globalThis.addEventListener = globalThis.removeEventListener = () => {};
const { Calls } = await import('../../main/webapp/app/calls.js');

function device({ leads = true } = {}) {
    const sent = [];
    const notes = [];
    const store = createStore(reduce, { ...initialState, me: { user: 'me' } });
    const calls = new Calls({
        store,
        api: { iceServers: async () => ({ iceServers: [] }) },
        alerts: { leads, call: () => {}, callOver: () => {} },
        transmit: frame => store.state.connection === 'online' && sent.push(frame) > 0,
        failed: note => notes.push(note),
    });
    const connection = state => store.dispatch('connection/changed', { connection: state });
    connection('online');
    calls.connected('here');
    return { calls, store, sent, notes, connection, events: () => sent.map(({ event }) => event) };
}

/** A microphone that the user lets Parley use. Returns the tracks that it has given. */
function microphone() {
    const tracks = [];
    const getUserMedia = async () => {
        const track = { live: true, stop: () => (track.live = false) };
        tracks.push(track);
        return { getTracks: () => [track], getVideoTracks: () => [], getAudioTracks: () => [track] };
    };
    Object.defineProperty(globalThis, 'navigator', { value: { mediaDevices: { getUserMedia } }, configurable: true });
    return tracks;
}

const frame = (event, more = {}) => ({ type: 'signal', call: 'c', user: 'you', event, ...more });

test('an invitation rings until another device accepts it', () => {
    const { calls, store, events } = device();
    calls.signal(frame('invite', { data: { video: true } }));
    assert.equal(store.state.call.phase, 'incoming');
    assert.equal(store.state.call.video, true);
    calls.signal(frame('accept', { user: 'me', connection: 'elsewhere' }));
    assert.equal(store.state.call, null);
    assert.deepEqual(events(), ['ringing']);
});

test('of several tabs one rings', () => {
    let rings = 0;
    globalThis.AudioContext = class {
        constructor() {
            rings++;
        }
        close = async () => {};
    };
    for (const leads of [true, false]) {
        const { calls } = device({ leads });
        calls.signal(frame('invite'));
        calls.hangUp();
    }
    delete globalThis.AudioContext;
    assert.equal(rings, 1);
});

test('who rings here is not disturbed by a second invitation, and its end does not end the first', () => {
    const { calls, store } = device();
    calls.signal(frame('invite'));
    calls.signal(frame('invite', { call: 'other' }));
    calls.signal(frame('cancel', { call: 'other' }));
    assert.equal(store.state.call.id, 'c');
    calls.signal(frame('cancel'));
    assert.equal(store.state.call, null);
});

test('who calls somebody that was calling already goes on with the call of the other one', async () => {
    const { calls, store, sent } = device();
    microphone();
    globalThis.RTCPeerConnection = class {
        addTrack() {}
        close() {}
    };
    await calls.start('you', false);
    const { id } = store.state.call;
    calls.signal(frame('invite', { call: 'theirs' }));
    calls.signal(frame('accept', { call: 'theirs', user: 'me', connection: 'here', data: { instead: id, video: true } }));
    await pause(0);
    assert.equal(store.state.call.id, 'theirs');
    assert.equal(store.state.call.phase, 'connecting');
    assert.equal(store.state.call.video, true);
    calls.hangUp();
    assert.deepEqual(
        sent.map(({ event, call }) => [event, call]),
        [
            ['invite', id],
            ['hangup', 'theirs'],
        ],
    );
});

test('whoever comes back while it rings asks whether it still does', () => {
    const { calls, store, events } = device();
    calls.signal(frame('invite'));
    calls.connected('anew');
    calls.signal(frame('invite'));
    assert.deepEqual(events(), ['ringing', 'ringing']);
    calls.refused('c', 'not_found');
    assert.equal(store.state.call, null);
});

test('without a connection nobody is called, and the user hears what to do', async () => {
    const { calls, store, sent, notes, connection } = device();
    const tracks = microphone();
    connection('offline');
    await calls.start('you', false);
    assert.equal(store.state.call, null);
    assert.deepEqual(sent, []);
    assert.deepEqual(notes, ['call.offline']);
    assert.deepEqual(tracks.map(({ live }) => live), [false]);
});

test('without a connection a call is not answered, but can be as soon as it is back', async () => {
    const { calls, store, events, notes, connection } = device();
    const tracks = microphone();
    calls.signal(frame('invite'));
    connection('offline');
    await calls.accept(false);
    assert.equal(store.state.call.phase, 'incoming');
    assert.equal(store.state.call.answering, false);
    assert.deepEqual(notes, ['call.offline']);
    assert.deepEqual(tracks.map(({ live }) => live), [false]);
    connection('online');
    await calls.accept(false);
    assert.deepEqual(events(), ['ringing', 'accept']);
    calls.hangUp();
});

test('whoever comes back while they call somebody says so again, once the call has begun', async () => {
    const { calls, store, sent } = device();
    microphone();
    const dialled = calls.start('you', false);
    calls.connected('anew');
    assert.deepEqual(sent, []);
    await dialled;
    calls.connected('once more');
    const { id } = store.state.call;
    assert.deepEqual(
        sent.map(({ event, call, data }) => [event, call, data.video]),
        [
            ['invite', id, false],
            ['invite', id, false],
        ],
    );
    calls.hangUp();
});

test('a call that nobody answers goes on while the server can say so, and not for ever', async t => {
    t.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
    const { calls, store, events, notes, connection } = device();
    microphone();
    await calls.start('you', false);
    t.mock.timers.tick(120_000);
    assert.equal(store.state.call.phase, 'dialing');
    connection('offline');
    t.mock.timers.tick(60_000);
    assert.equal(store.state.call, null);
    connection('online');
    await calls.start('you', false);
    t.mock.timers.tick(310_000);
    assert.equal(store.state.call, null);
    assert.deepEqual(notes, ['call.offline', 'call.missed']);
    assert.deepEqual(events(), ['invite', 'invite', 'cancel']);
});

test('an invitation is declined by hanging up', () => {
    const { calls, store, events } = device();
    calls.signal(frame('invite'));
    calls.hangUp();
    assert.deepEqual(events(), ['ringing', 'reject']);
    assert.equal(store.state.call, null);
});

test('without a microphone nobody is called, and the user hears why', async () => {
    const { calls, store, sent, notes } = device();
    const denied = async () => {
        throw Object.assign(new Error(), { name: 'NotAllowedError' });
    };
    Object.defineProperty(globalThis, 'navigator', {
        value: { mediaDevices: { getUserMedia: denied } },
        configurable: true,
    });
    await calls.start('you', false);
    await pause(0);
    assert.equal(store.state.call, null);
    assert.deepEqual(sent, []);
    assert.deepEqual(notes, ['mediaDenied']);
});

test('what the server refuses is over', () => {
    const { calls, store, notes } = device();
    calls.signal(frame('invite'));
    calls.refused('another', 'conflict');
    assert.notEqual(store.state.call, null);
    calls.refused('c', 'conflict');
    assert.equal(store.state.call, null);
    assert.deepEqual(notes, ['conflict']);
});

test('times and records are told as people say them', () => {
    assert.equal(duration(65), '1:05');
    assert.equal(duration(3_665), '1:01:05');
    const record = { from: 'you', outcome: 'cancelled', video: false, seconds: 0 };
    assert.equal(callText(record, 'me'), 'Missed call');
    assert.equal(callText(record, 'you'), 'Cancelled call');
    assert.equal(callText({ ...record, outcome: 'completed', video: true, seconds: 75 }, 'me'), 'Video call, 1:15');
});
