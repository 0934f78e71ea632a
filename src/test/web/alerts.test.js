import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initialState, reduce } from '../../main/webapp/app/state/index.js';
import { isForEver, isQuiet } from '../../main/webapp/app/state/summary.js';

globalThis.addEventListener ??= () => {};
const { worthTelling } = await import('../../main/webapp/app/alerts.js');

const LATER = new Date(Date.now() + 60_000).toISOString();
const PAST = new Date(Date.now() - 60_000).toISOString();

function told({ notifications = 'all', type = 'group', quietUntil, ...message }) {
    const conversations = { 1: { id: '1', type, quietUntil } };
    const state = { ...initialState, me: { user: 'me' }, notifications, conversations };
    return worthTelling(state, { conversation: '1', seq: 1, from: 'you', kind: 'text', ...message });
}

test('by default everything of others is told that counts', () => {
    assert.ok(told({}));
    assert.ok(told({ type: 'direct' }));
    assert.ok(!told({ from: 'me' }));
    assert.ok(!told({ kind: 'member' }));
    assert.ok(!told({ kind: 'reaction' }));
});

test('a quiet conversation tells of mentions alone, until its time is over', () => {
    assert.ok(!told({ quietUntil: LATER }));
    assert.ok(!told({ quietUntil: LATER, type: 'direct' }));
    assert.ok(told({ quietUntil: LATER, mentions: ['me'] }));
    assert.ok(told({ quietUntil: LATER, mentions: ['@all'] }));
    assert.ok(!told({ quietUntil: LATER, mentions: ['somebody'] }));
    assert.ok(told({ quietUntil: PAST }));
});

test('who wants mentions is told of them and of direct messages', () => {
    const notifications = 'mentions';
    assert.ok(!told({ notifications }));
    assert.ok(told({ notifications, mentions: ['me'] }));
    assert.ok(told({ notifications, type: 'direct' }));
    assert.ok(!told({ notifications, type: 'direct', quietUntil: LATER }));
});

test('who wants nothing is told nothing', () => {
    const notifications = 'none';
    assert.ok(!told({ notifications, mentions: ['me'] }));
    assert.ok(!told({ notifications, type: 'direct' }));
});

test('of calls those are told that were missed', () => {
    assert.ok(told({ kind: 'call', type: 'direct', outcome: 'missed' }));
    assert.ok(!told({ kind: 'call', type: 'direct', outcome: 'completed' }));
});

test('a quiet that is over is forgotten', () => {
    const state = { ...initialState, conversations: { 1: { id: '1', quietUntil: PAST }, 2: { id: '2' } } };
    assert.deepEqual(reduce(state, 'quiet/ended', { ids: ['1'] }).conversations, { 1: { id: '1' }, 2: { id: '2' } });
    assert.ok(!isQuiet({ quietUntil: PAST }) && isQuiet({ quietUntil: LATER }) && !isQuiet({}));
    assert.ok(isForEver('9999-01-01T00:00:00.000000Z') && !isForEver(LATER));
});
