import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as log from '../../main/webapp/app/state/log.js';

const message = seq => ({ seq, from: 'bob', kind: 'text', text: `${seq}` });
const range = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => message(from + i));
const seqs = ({ entries }) => entries.map(entry => entry.seq);
const opened = (from, to) => log.openAt(range(from, to), { older: from > 1, newer: false });

test('a message that follows the end is appended', () => {
    assert.deepEqual(seqs(log.receive(opened(1, 2), message(3))), [1, 2, 3]);
});

test('a message that is there already is dropped', () => {
    const before = opened(1, 3);
    assert.equal(log.receive(before, message(2)), before);
    assert.equal(log.receive(before, message(3)), before);
});

test('messages that arrive in any order, some twice, end up in order once', () => {
    let state = opened(1, 1);
    for (const seq of [4, 3, 4, 2, 3, 6, 5]) state = log.receive(state, message(seq));
    assert.deepEqual(seqs(state), [1, 2, 3, 4, 5, 6]);
    assert.equal(log.hasGap(state), false);
});

test('a message beyond a gap waits until the gap is filled', () => {
    const waiting = log.receive(opened(1, 3), message(7));
    assert.deepEqual(seqs(waiting), [1, 2, 3]);
    assert.equal(log.hasGap(waiting), true);
    const filled = log.extend(waiting, range(4, 6));
    assert.deepEqual(seqs(filled), [1, 2, 3, 4, 5, 6, 7]);
    assert.equal(log.hasGap(filled), false);
});

test('numbers that the server itself does not have are no gap', () => {
    const state = log.extend(opened(1, 3), [message(9), message(10)]);
    assert.deepEqual(seqs(state), [1, 2, 3, 9, 10]);
    assert.equal(log.hasGap(state), false);
});

test('a gap that cannot be filled is accepted at last', () => {
    const state = log.acceptGap(log.receive(opened(1, 3), message(7)));
    assert.deepEqual(seqs(state), [1, 2, 3, 7]);
});

test('an older page goes before the window and overlaps without doubling', () => {
    assert.deepEqual(seqs(log.prepend(opened(5, 7), range(2, 5), true)), [2, 3, 4, 5, 6, 7]);
});

test('a window detached from the end takes nothing live until it has caught up', () => {
    const detached = log.openAt(range(10, 12), { older: true, newer: true });
    assert.equal(log.receive(detached, message(13)), detached);
    assert.deepEqual(seqs(log.extend(detached, range(13, 14), false)), [10, 11, 12, 13, 14]);
});

test('a page that was asked for next to another window is not put beside this one', () => {
    const moved = log.openAt(range(80, 130), { older: true, newer: true });
    assert.equal(log.extend(moved, range(501, 520), false, 500), moved);
    const latest = log.openAt(range(480, 530), { older: true, newer: false });
    assert.equal(log.extend(latest, range(131, 180), true, 130), latest);
    assert.equal(log.prepend(latest, range(1, 29), false, 30), latest);
});

test('a page is put after a window that has grown meanwhile', () => {
    const grown = log.receive(opened(1, 3), message(4));
    assert.deepEqual(seqs(log.extend(grown, range(4, 5), false, 3)), [1, 2, 3, 4, 5]);
});

test('trimming keeps the newest and says that there is more', () => {
    const state = log.trim(opened(1, 10), 4);
    assert.deepEqual(seqs(state), [7, 8, 9, 10]);
    assert.equal(state.older, true);
});
