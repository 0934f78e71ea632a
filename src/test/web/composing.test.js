import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initialState, reduce, rewritten } from '../../main/webapp/app/state/index.js';

const message = (seq, more) => ({ conversation: '1', seq, from: 'alice', kind: 'text', text: `text ${seq}`, ...more });
const summary = id => ({ id, type: 'direct', memberCount: 2, lastSeq: 9, read: 0, others: { delivered: 0, read: 0 } });

/** A state in conversation 1, after some actions. */
function after(...actions) {
    const conversations = { 1: summary('1'), 2: summary('2') };
    const begin = { ...initialState, me: { user: 'alice' }, conversations, route: { page: 'talk', id: '1' } };
    return actions.reduce((state, [type, payload]) => reduce(state, type, payload ?? {}), begin);
}

const goes = id => ['route/changed', { route: id ? { page: 'talk', id } : { page: 'home' }, firstUnread: null }];
const replies = seq => ['reply/chosen', { message: message(seq) }];
const edits = seq => ['edit/chosen', { message: message(seq) }];
const writes = text => ['edit/written', { text }];

test('what is answered and edited waits where it was begun', () => {
    const begun = [replies(3), edits(4), writes('text 4, better')];
    for (const elsewhere of ['2', null]) {
        const away = after(...begun, goes(elsewhere));
        assert.deepEqual([away.replyTo, away.editing], [null, null]);
        const back = reduce(away, ...goes('1'));
        assert.deepEqual([back.replyTo.seq, back.editing.seq], [3, 4]);
        assert.equal(rewritten(back, back.editing), 'text 4, better');
        assert.deepEqual(back.begun, {});
    }
    const there = ['reply/chosen', { message: message(5, { conversation: '2' }) }];
    const other = after(...begun, goes('2'), there, goes('1'));
    assert.equal(other.replyTo.seq, 3);
    assert.equal(reduce(other, ...goes('2')).replyTo.seq, 5);
});

test('what is recalled meanwhile is neither answered nor edited any more, and an edit shows as it is now', () => {
    const away = after(replies(3), edits(4), goes('2'));
    const change = { conversation: '1', from: 'alice', at: '2024-01-01T00:00:00Z' };
    const recalled = reduce(away, 'message/received', { message: { ...change, seq: 10, kind: 'recall', target: 3 } });
    const changed = reduce(recalled, 'message/received', {
        message: { ...change, seq: 11, kind: 'edit', target: 4, text: 'new' },
    });
    const back = reduce(changed, ...goes('1'));
    assert.equal(back.replyTo, null);
    assert.equal(back.editing.text, 'new');
});

test('an edit keeps its text while something is answered, or another message is edited, until it ends', () => {
    const answering = after(edits(4), writes('better'), replies(3));
    assert.equal(answering.editing, null);
    assert.equal(answering.replyTo.seq, 3);
    const again = reduce(reduce(answering, ...edits(5)), ...edits(4));
    assert.equal(rewritten(again, again.editing), 'better');
    assert.equal(again.replyTo.seq, 3);
    const ended = reduce(again, 'edit/ended');
    assert.equal(ended.editing, null);
    assert.deepEqual(ended.rewritten, {});
    assert.deepEqual(after(edits(4), writes('better'), writes('text 4')).rewritten, {});
});

test('an edit that was refused is in the editor again, here or where it belongs', () => {
    const refused = ['edit/refused', { message: message(4), text: 'better' }];
    const here = after(refused);
    assert.equal(here.editing.seq, 4);
    assert.equal(rewritten(here, here.editing), 'better');
    const away = after(goes('2'), refused);
    assert.equal(away.editing, null);
    assert.equal(reduce(away, ...goes('1')).editing.seq, 4);
});

test('an edit that was refused takes the place of none that is under way', () => {
    const refused = ['edit/refused', { message: message(4), text: 'better' }];
    const other = after(edits(5), refused);
    assert.equal(other.editing.seq, 5);
    assert.equal(rewritten(other, message(4)), 'better');
    const away = after(edits(5), goes('2'), refused, goes('1'));
    assert.equal(away.editing.seq, 5);
    const newer = after(edits(4), writes('best'), refused);
    assert.equal(rewritten(newer, newer.editing), 'best');
});
