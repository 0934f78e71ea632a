import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { initialState, reduce } from '../../main/webapp/app/state/index.js';
import { createStore } from '../../main/webapp/app/store.js';
import { callText, duration } from '../../main/webapp/app/view/call.js';

globalThis.addEventListener = globalThis.removeEventListener = () => {};
const { Calls } = await import('../../main/webapp/app/calls.js');

function device() {
    const sent = [];
    const notes = [];
    const store = createStore(reduce, { ...initialState, me: { user: 'me' } });
    const calls = new Calls({
        store,
        api: { iceServers: async () => ({ iceServers: [] }) },
        alerts: { call: () => {}, callOver: () => {} },
        transmit: frame => sent.push(frame),
        failed: note => notes.push(note),
    });
    calls.connected('here');
    return { calls, store, sent, notes, events: () => sent.map(({ event }) => event) };
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
    const local = { getTracks: () => [], getVideoTracks: () => [], getAudioTracks: () => [] };
    Object.defineProperty(globalThis, 'navigator', {
        value: { mediaDevices: { getUserMedia: async () => local } },
        configurable: true,
    });
    globalThis.RTCPeerConnection = class {
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
