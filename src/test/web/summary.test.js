import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openAt } from '../../main/webapp/app/state/log.js';
import { leads, lowestCursors, merge, sorted, withMessage, withRead } from '../../main/webapp/app/state/summary.js';

const base = {
    id: '1',
    memberCount: 2,
    lastSeq: 5,
    read: 5,
    delivered: 5,
    unread: 0,
    others: { delivered: 5, read: 5 },
    last: { seq: 5, at: '2024-01-01T00:00:00Z' },
};
const text = (seq, from = 'bob', kind = 'text') => ({ seq, from, kind, at: `2024-01-01T00:00:0${seq}Z` });

test('a text of somebody else counts as unread, an own one and a member line do not', () => {
    assert.equal(withMessage(base, text(6), 'alice').unread, 1);
    assert.equal(withMessage(base, text(6, 'alice'), 'alice').unread, 0);
    assert.equal(withMessage(base, text(6, 'bob', 'member'), 'alice').unread, 0);
});

test('the same message counts once', () => {
    const once = withMessage(base, text(6), 'alice');
    assert.equal(withMessage(once, text(6), 'alice'), once);
});

test('reading up to the end leaves nothing unread, without a loaded log', () => {
    const unread = { ...base, read: 2, unread: 3 };
    assert.equal(withRead(unread, 5, undefined, 'alice').unread, 0);
});

test('reading part of it counts what is left from the log', () => {
    const log = openAt([text(3), text(4, 'alice'), text(5)], { older: true, newer: false });
    assert.equal(withRead({ ...base, read: 2, unread: 2 }, 3, log, 'alice').unread, 1);
});

test('reading part of a window far back takes off what was in it', () => {
    const entries = [text(3), { ...text(4), mentions: ['alice'] }, text(5, 'alice'), text(6)];
    const log = openAt(entries, { older: true, newer: true });
    const known = { ...base, lastSeq: 900, read: 2, unread: 800, mentions: 3 };
    const read = withRead(known, 5, log, 'alice');
    assert.deepEqual([read.read, read.unread, read.mentions, read.stale], [5, 798, 2, false]);
    assert.equal(withRead({ ...known, stale: true }, 5, log, 'alice').stale, true);
    assert.equal(withRead({ ...known, read: 1 }, 5, log, 'alice').stale, true);
    assert.equal(withRead(known, 7, log, 'alice').stale, true);
    const far = { ...known, lastSeq: 1900 };
    assert.equal(withRead(far, 5, log, 'alice').stale, true, 'the server counts no further back');
});

test('a count stays known as wrong until the server has heard how far the user has read', () => {
    const known = withRead({ ...base, lastSeq: 1900, read: 2, unread: 1000, mentions: 0 }, 5, undefined, 'alice');
    const early = merge(known, { ...base, lastSeq: 1900, read: 3, unread: 1000 });
    assert.equal(early.stale, true);
    const late = merge(early, { ...base, lastSeq: 1900, read: 5, unread: 999 });
    assert.deepEqual([late.unread, late.stale], [999, false]);
    assert.equal(merge({ ...known, read: 1900 }, { ...base, lastSeq: 1900, read: 3, unread: 1000 }).stale, false);
});

test('where the log cannot tell, the summary is marked to be read again', () => {
    const moved = withRead({ ...base, read: 1, unread: 4 }, 3, undefined, 'alice');
    assert.equal(moved.stale, true);
    assert.equal(moved.unread, 4);
});

test('an answer of the server that is older than what came live moves nothing back', () => {
    const live = withMessage(withMessage(base, text(6), 'alice'), text(7), 'alice');
    const merged = merge(live, { ...base, lastSeq: 6, unread: 1 });
    assert.equal(merged.lastSeq, 7);
    assert.equal(merged.last.seq, 7);
    assert.equal(merged.unread, 2);
});

test('cursors of the server behind the own reading do not bring unread messages back', () => {
    const read = { ...base, lastSeq: 7, read: 7, unread: 0 };
    assert.equal(merge(read, { ...base, lastSeq: 7, read: 5, unread: 2 }).unread, 0);
});

/** Ten messages, the last of them the user's own, which the server has not heard that they have read. */
const ten = Array.from({ length: 10 }, (_, i) => text(i + 1, i === 9 ? 'alice' : 'bob'));
const wroteLast = { ...base, lastSeq: 10, read: 10, mentions: 0 };
const missed = { ...base, lastSeq: 22, read: 9, unread: 12, mentions: 2 };

test('what was missed after the own last message counts, without what was read here', () => {
    const log = openAt(ten, { older: false, newer: false });
    const merged = merge(wroteLast, missed, log, 'alice');
    assert.deepEqual([merged.read, merged.unread, merged.mentions, merged.stale], [10, 12, 2, false]);
    const unheard = merge(wroteLast, { ...missed, read: 7, unread: 14 }, log, 'alice');
    assert.deepEqual([unheard.unread, unheard.stale], [12, false]);
});

test('what was missed is asked for again where the log does not tell what was read here', () => {
    const short = openAt(ten.slice(-2), { older: true, newer: false });
    const untold = [[undefined, missed], [short, { ...missed, read: 7 }], [short, { ...missed, lastSeq: 1900 }]];
    for (const [log, fresh] of untold) {
        const unsure = merge(wroteLast, fresh, log, 'alice');
        assert.deepEqual([unsure.unread, unsure.stale], [0, true]);
        const sure = merge(unsure, { ...fresh, read: 10 }, log, 'alice');
        assert.deepEqual([sure.unread, sure.stale], [12, false]);
    }
});

test('what was missed counts although an own message has come since the server answered', () => {
    const log = openAt(ten, { older: false, newer: false });
    const sent = withMessage(wroteLast, text(23, 'alice'), 'alice');
    const merged = merge(sent, missed, log, 'alice');
    assert.deepEqual([merged.lastSeq, merged.unread, merged.stale], [23, 12, true]);
});

test('somebody who joined late does not hold back the ticks of what came before', () => {
    const members = [
        { user: 'alice', joinedSeq: 1, delivered: 9, read: 9 },
        { user: 'bob', joinedSeq: 1, delivered: 9, read: 8 },
        { user: 'carol', joinedSeq: 8, delivered: 0, read: 0 },
    ];
    assert.deepEqual(lowestCursors(members, 'alice'), { delivered: 7, read: 7 });
});

test('a disabled account holds nobody\'s ticks back, but in a direct conversation', () => {
    const alice = { user: 'alice', joinedSeq: 1, delivered: 9, read: 9 };
    const bob = { user: 'bob', joinedSeq: 1, delivered: 9, read: 8 };
    const gone = { user: 'erased-7', joinedSeq: 1, delivered: 2, read: 1, disabled: true };
    assert.deepEqual(lowestCursors([alice, bob, gone], 'alice'), { delivered: 9, read: 8 });
    assert.deepEqual(lowestCursors([alice, gone], 'alice'), { delivered: 2, read: 1 });
});

test('newest activity comes first', () => {
    const list = sorted({ 1: { id: '1', last: text(1) }, 2: { id: '2', last: text(3) }, 3: { id: '3', last: null } });
    assert.deepEqual(
        list.map(({ id }) => id),
        ['2', '1', '3'],
    );
});

test('owner and admins lead a group, and nobody leads a direct conversation', () => {
    assert.equal(leads({ type: 'group', role: 'owner' }), true);
    assert.equal(leads({ type: 'group', role: 'admin' }), true);
    assert.equal(leads({ type: 'group', role: 'member' }), false);
    assert.equal(leads({ type: 'direct', role: 'owner' }), false);
    assert.equal(leads(undefined), false);
});
