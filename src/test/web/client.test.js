import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newCid } from '../../main/webapp/app/cid.js';
import en from '../../main/webapp/app/i18n/en.js';
import zh from '../../main/webapp/app/i18n/zh.js';
import { Receipts } from '../../main/webapp/app/receipts.js';
import { parseRoute, talkKey } from '../../main/webapp/app/route.js';
import { packed } from '../../main/webapp/app/socket.js';
import { initialState, reduce } from '../../main/webapp/app/state/index.js';
import { initials } from '../../main/webapp/app/view/avatar.js';
import { candidates, mentionAt, mentionsIn } from '../../main/webapp/app/view/mentions.js';
import { rowsOf, statusOf } from '../../main/webapp/app/view/rows.js';

test('cids are in the order of their time and of the wire form', () => {
    const ids = [1, 2, 1_700_000_000_000, 1_700_000_000_001].map(now => newCid(now));
    assert.deepEqual([...ids].sort(), ids);
    ids.forEach(id => assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/));
});

test('both languages have the same texts', () => {
    assert.deepEqual(Object.keys(zh).sort(), Object.keys(en).sort());
});

test('frames are packed into as few messages as the limit allows', () => {
    const frames = Array.from({ length: 10 }, (_, i) => ({ type: 'typing', conversation: `${i}`, on: true }));
    assert.equal(packed(frames, 65_536).length, 1);
    assert.equal(packed(frames.slice(0, 1), 65_536)[0], JSON.stringify(frames[0]));
    const small = packed(frames, 120);
    small.forEach(message => assert.ok(new TextEncoder().encode(message).length <= 120));
    assert.deepEqual(
        small.flatMap(message => [JSON.parse(message)].flat()),
        frames,
    );
});

test('receipts of a burst are one, and never go back', () => {
    const sent = [];
    let run;
    const timers = { setTimeout: task => (run = task), clearTimeout: () => {} };
    const receipts = new Receipts({ transmit: frame => sent.push(frame), timers });
    for (const seq of [1, 2, 3]) receipts.delivered('7', seq);
    receipts.read('7', 2);
    run();
    assert.deepEqual(sent, [{ type: 'receipt', conversation: '7', delivered: 3, read: 2 }]);
    run = null;
    receipts.delivered('7', 2);
    assert.equal(run, null);
});

test('the address tells what to show', () => {
    assert.deepEqual(parseRoute('#/c/12/details', null), { page: 'talk', id: '12', details: true, sidebar: 'list' });
    assert.equal(talkKey(parseRoute('#/u/bob', null)), 'u:bob');
    assert.equal(parseRoute('#/c/../x', { sidebar: 'people' }).page, 'home');
    assert.equal(parseRoute('#/%E0%A4%A', null).page, 'home');
});

test('a mention is what stands before the cursor', () => {
    assert.deepEqual(mentionAt('hi @bo', 6), { start: 3, query: 'bo' });
    assert.equal(mentionAt('mail@bo', 7), null);
    assert.deepEqual(mentionAt('请@bo', 4), { start: 1, query: 'bo' });
    assert.deepEqual(mentionAt('"@bo', 4), { start: 1, query: 'bo' });
    assert.equal(mentionAt('@bo', 0), null);
    assert.deepEqual(mentionsIn('请@bob看', ['bob']), ['bob']);
    const people = [
        { user: 'bob', name: 'Bob Tanaka' },
        { user: 'tina', name: 'Tina' },
    ];
    assert.deepEqual(
        candidates(people, 't').map(({ user }) => user),
        ['tina', 'bob'],
    );
    assert.deepEqual(mentionsIn('@bob. and @Tina, not @eve or a@bob', ['bob', 'tina']), ['bob', 'tina']);
});

test('initials of names in any script', () => {
    assert.equal(initials('Alice Moreau'), 'AM');
    assert.equal(initials('bob'), 'B');
    assert.equal(initials('陈伟'), '陈伟');
    assert.equal(initials("Zoë O'Hara"), 'ZO');
});

const summary = { id: '1', type: 'direct', memberCount: 2, others: { delivered: 2, read: 1 } };

test('ticks follow the cursors of the others', () => {
    const states = [1, 2, 3].map(seq => statusOf({ seq }, summary));
    assert.deepEqual(states, ['read', 'delivered', 'sent']);
    assert.equal(statusOf({ pending: 'flying' }, summary), 'sending');
});

test('rows separate days, mark the first unread and group what belongs together', () => {
    const at = minutes => new Date(Date.UTC(2024, 0, 10, 12, minutes)).toISOString();
    const entries = [
        { seq: 1, from: 'bob', kind: 'text', text: 'a', at: at(0) },
        { seq: 2, from: 'bob', kind: 'text', text: 'b', at: at(1) },
        { seq: 3, from: 'bob', kind: 'text', text: 'c', at: at(2) },
        { seq: 4, from: 'bob', kind: 'hologram', at: at(3) },
    ];
    const rows = rowsOf({
        log: { entries },
        unsent: [{ cid: 'x', text: 'd', state: 'waiting', at: at(4) }],
        summary,
        me: 'alice',
        firstUnread: 3,
        quotes: {},
        people: {},
        language: 'en',
    });
    assert.deepEqual(
        rows.map(row => row.type),
        ['day', 'message', 'message', 'unread', 'message', 'unknown', 'message'],
    );
    assert.deepEqual(
        rows.filter(row => row.type === 'message').map(row => row.first),
        [true, false, true, true],
    );
    assert.equal(new Set(rows.map(row => row.key)).size, rows.length);
});

function typesOf(seqs, { older, firstUnread, from = () => 'bob' }) {
    const entries = seqs.map(seq => ({ seq, from: from(seq), kind: 'text', text: 'x', at: '2024-01-10T12:00:00Z' }));
    const log = { entries, older };
    const rows = rowsOf({ log, unsent: [], summary, me: 'alice', firstUnread, quotes: {}, people: {}, language: 'en' });
    return rows.filter(row => row.type !== 'day').map(row => (row.type === 'unread' ? row.type : row.message.seq));
}

test('the first unread message is not marked where it is above what is loaded', () => {
    assert.deepEqual(typesOf([7, 8], { older: true, firstUnread: 3 }), [7, 8]);
    assert.deepEqual(typesOf([7, 8], { older: true, firstUnread: 7 }), ['unread', 7, 8]);
    assert.deepEqual(typesOf([7, 8], { older: false, firstUnread: 3 }), ['unread', 7, 8], 'what was before is gone');
});

test('what the user wrote is not marked as unread', () => {
    const from = seq => (seq < 9 ? 'alice' : 'bob');
    assert.deepEqual(typesOf([7, 8, 9, 10], { firstUnread: 8, from }), [7, 8, 'unread', 9, 10]);
    assert.deepEqual(typesOf([7, 8], { firstUnread: 8, from }), [7, 8]);
});

const onShow = (more, firstUnread = null) => ({
    ...initialState,
    me: { user: 'alice' },
    route: { page: 'talk', id: '1' },
    conversations: { 1: { ...summary, lastSeq: 9, read: 5, delivered: 5, unread: 4, ...more } },
    firstUnread,
});

test('what came while nobody looked is marked, and the mark moves on only when it has been passed', () => {
    const marked = state => reduce(state, 'unread/missed', {}).firstUnread;
    assert.equal(marked(onShow({})), 6);
    assert.equal(marked(onShow({}, 3)), 6);
    assert.equal(marked(onShow({ read: 7 }, 8)), 8);
    assert.equal(marked(onShow({ unread: 0 })), null);
    assert.equal(marked({ ...onShow({}), route: { page: 'home' } }), null);
    const state = onShow({}, 6);
    assert.equal(reduce(state, 'unread/missed', {}), state);
});

test('what was missed of the conversation on show is marked as soon as it is known', () => {
    const fresh = { ...summary, lastSeq: 9, read: 5, delivered: 5, unread: 4 };
    const loaded = state => reduce(state, 'conversations/loaded', { conversations: [fresh] }).firstUnread;
    assert.equal(loaded({ ...onShow(), conversations: {} }), 6);
    assert.equal(loaded(onShow({ lastSeq: 5, unread: 0 }, 2)), 6);
    assert.equal(loaded(onShow({ read: 9, unread: 0 })), null, 'read here already, which the server has not heard');
    assert.equal(loaded({ ...onShow(), conversations: {}, route: { page: 'talk', id: '2' } }), null);
});

test('what the user changes shows that it is on its way, whoever wrote it', () => {
    const at = '2024-01-10T12:00:00Z';
    const entries = [1, 2, 3].map(seq => ({ seq, from: seq === 1 ? 'alice' : 'bob', kind: 'text', text: 'a', at }));
    const view = { log: { entries }, unsent: [], summary, me: 'alice', firstUnread: null, quotes: {}, people: {} };
    const rows = changing => rowsOf({ ...view, language: 'en', changing }).filter(({ type }) => type === 'message');
    assert.deepEqual(rows('').map(({ status }) => status), ['read', null, null]);
    assert.deepEqual(rows('1,3,3').map(({ status }) => status), ['sending', null, 'sending']);
    assert.notEqual(rows('3')[2].version, rows('')[2].version);
});

test('what arrives while a conversation is being opened is not lost', () => {
    let state = {
        ...initialState,
        me: { user: 'alice' },
        conversations: { 1: { ...summary, lastSeq: 2, read: 0, unread: 0 } },
    };
    const message = seq => ({
        conversation: '1',
        seq,
        from: 'bob',
        kind: 'text',
        text: 'x',
        at: '2024-01-01T00:00:00Z',
    });
    state = reduce(state, 'log/loading', { id: '1', loading: 'page' });
    state = reduce(state, 'message/received', { message: message(3) });
    state = reduce(state, 'log/opened', { id: '1', page: [message(1), message(2)], older: false, newer: false });
    assert.deepEqual(
        state.logs[1].entries.map(({ seq }) => seq),
        [1, 2, 3],
    );
    assert.equal(state.conversations[1].unread, 1);
});
