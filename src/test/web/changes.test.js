import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frameOf } from '../../main/webapp/app/outbox.js';
import { after, applied, reacts } from '../../main/webapp/app/state/changes.js';
import { extend, openAt, prepend, receive, renew } from '../../main/webapp/app/state/log.js';
import { withMessage } from '../../main/webapp/app/state/summary.js';

const at = '2024-01-01T00:00:00Z';
const text = (seq, more = {}) => ({ conversation: '1', seq, from: 'bob', kind: 'text', text: `text ${seq}`, at, ...more });
const edit = (seq, target, words) => ({ conversation: '1', seq, from: 'bob', kind: 'edit', target, text: words, at });
const recall = (seq, target) => ({ conversation: '1', seq, from: 'bob', kind: 'recall', target, at });
const react = (seq, target, from, on = true) => ({ conversation: '1', seq, from, kind: 'reaction', target, emoji: '👍', on, at });

test('an edit that arrives changes what it points to', () => {
    const log = receive(openAt([text(1)], { older: false, newer: false }), edit(2, 1, 'new'));
    assert.equal(log.entries[0].text, 'new');
    assert.equal(log.entries[0].edited, at);
    assert.equal(log.entries.length, 2);
});

test('an edit that lost its words with what it changed changes nothing', () => {
    const log = receive(openAt([text(1)], { older: false, newer: false }), edit(2, 1, undefined));
    assert.equal(log.entries[0].text, text(1).text);
});

test('a recall leaves nothing of what was said, neither then nor by an edit that comes late', () => {
    const gone = after(text(1, { mentions: ['alice'], reactions: [{ emoji: '👍', count: 1, users: ['al'] }] }), recall(2, 1));
    assert.deepEqual(Object.keys(gone).sort(), ['at', 'changed', 'cid', 'conversation', 'from', 'kind', 'recalled', 'seq']);
    assert.equal(after(gone, edit(3, 1, 'back')), gone);
});

test('what a page says already is not done again', () => {
    const page = [text(1, { text: 'newest', changed: 9 })];
    const log = extend(openAt(page, { older: false, newer: false }), [edit(5, 1, 'older')]);
    assert.equal(log.entries[0].text, 'newest');
});

test('an older page learns of changes that came live after it was read', () => {
    const log = prepend(openAt([edit(5, 1, 'new')], { older: true, newer: false }), [text(1)], false);
    assert.equal(log.entries[0].text, 'new');
});

test('changes that waited behind a gap are made when it is filled', () => {
    const waiting = receive(openAt([text(1)], { older: false, newer: false }), recall(3, 1));
    assert.equal(waiting.entries[0].text, 'text 1');
    assert.ok(receive(waiting, text(2)).entries[0].recalled);
});

test('each user counts once for each emoji, however often they say so', () => {
    const changes = [react(2, 1, 'al'), react(3, 1, 'al'), react(4, 1, 'cy'), react(5, 1, 'dan', false)];
    const [message] = applied([text(1)], changes);
    assert.deepEqual(message.reactions, [{ emoji: '👍', count: 2, users: ['al', 'cy'] }]);
    const [without] = applied([message], [react(6, 1, 'al', false), react(7, 1, 'cy', false)]);
    assert.deepEqual(without.reactions, []);
});

test('who is one of many that reacted can take it back, listed or not', () => {
    const users = Array.from({ length: 50 }, (_, i) => `user-${i}`);
    const known = text(1, { reactions: [{ emoji: '👍', count: 52, users }] });
    const counted = (...changes) => applied([known], changes)[0].reactions[0].count;
    assert.equal(counted(react(2, 1, 'al', false)), 51);
    assert.equal(counted(react(2, 1, 'user-7', false), react(3, 1, 'user-7', false)), 50);
    assert.equal(counted(react(2, 1, 'user-7')), 52);
    assert.equal(counted(react(2, 1, 'al', false), react(3, 1, 'cy', false), react(4, 1, 'dan', false)), 50);
});

test('mentions of the user and of all are counted apart', () => {
    const base = { id: '1', lastSeq: 5, read: 5, delivered: 5, unread: 0, mentions: 0, last: null };
    const one = withMessage(base, text(6, { mentions: ['alice'] }), 'alice');
    const two = withMessage(one, text(7, { mentions: ['@all'] }), 'alice');
    const three = withMessage(two, text(8, { mentions: ['cy'] }), 'alice');
    assert.deepEqual([three.unread, three.mentions], [3, 2]);
    assert.equal(withMessage(three, react(9, 6, 'bob'), 'alice').unread, 3);
    assert.ok(withMessage(three, recall(9, 6), 'alice').stale, 'the server knows what is left');
});

test('each kind goes out with its own fields', () => {
    const item = { cid: 'c', conversation: '1', at, state: 'waiting' };
    assert.deepEqual(frameOf({ ...item, kind: 'recall', target: 3 }), {
        type: 'send',
        cid: 'c',
        conversation: '1',
        kind: 'recall',
        target: 3,
    });
    assert.equal(frameOf({ ...item, text: 'hi' }).kind, 'text');
    assert.equal(frameOf({ ...item, kind: 'reaction', target: 3, emoji: '👍', on: false }).on, false);
});

test('a window that was moved shows changes, and gets no entries', () => {
    const moved = openAt([text(1)], { older: false, newer: true });
    const log = receive(moved, edit(9, 1, 'new'));
    assert.deepEqual(
        log.entries.map(entry => entry.text),
        ['new'],
    );
    assert.equal(receive(moved, text(10)), moved);
});

test('what a moved window missed is read anew, and nothing goes back', () => {
    const moved = receive(openAt([text(1), text(2)], { older: false, newer: true }), edit(9, 1, 'newest'));
    const log = renew(moved, [
        { ...text(1), text: 'older', changed: 8 },
        { ...text(2), text: 'missed', changed: 7 },
    ]);
    assert.deepEqual(
        log.entries.map(entry => entry.text),
        ['newest', 'missed'],
    );
});

test('a reaction is what is on its way, and else what is there', () => {
    const shown = text(1, { reactions: [{ emoji: '👍', count: 1, users: ['al'] }] });
    const way = (on, more) => ({ ...react(undefined, 1, 'al', on), cid: 'x', state: 'waiting', ...more });
    const is = (...outbox) => reacts(shown, '👍', 'al', outbox);
    assert.ok(is() && !reacts(shown, '👍', 'cy', []) && !reacts(text(1), '👍', 'al', []));
    assert.ok(!is(way(false)));
    assert.ok(is(way(false), way(true)));
    const others = [{ target: 2 }, { emoji: '🎉' }, { conversation: '2' }, { kind: 'edit' }];
    others.forEach(other => assert.ok(is(way(false, other))));
});
