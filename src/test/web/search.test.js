import assert from 'node:assert/strict';
import { test } from 'node:test';
import { excerpt } from '../../main/webapp/app/view/search.js';

const text = pieces => pieces.map(piece => piece.text).join('');
const marked = pieces => pieces.filter(piece => piece.marked).map(piece => piece.text);

test('what was found is marked, and a short text is shown as it is', () => {
    const pieces = excerpt('The cafe is open', [[4, 8], [12, 16]]);
    assert.equal(text(pieces), 'The cafe is open');
    assert.deepEqual(marked(pieces), ['cafe', 'open']);
});

test('of a long text the part around the first place is shown', () => {
    const long = `${'x'.repeat(500)} cafe ${'y'.repeat(500)}`;
    const pieces = excerpt(long, [[501, 505]]);
    assert.deepEqual(marked(pieces), ['cafe']);
    assert.ok(text(pieces).length < 200);
    assert.ok(text(pieces).startsWith('…') && text(pieces).endsWith('…'));
});

test('no emoji is cut in half', () => {
    const long = `${'😀'.repeat(60)}cafe${'😀'.repeat(200)}`;
    for (let i = 0; i < 2; i++) {
        const shown = text(excerpt('x'.repeat(i) + long, [[120 + i, 124 + i]]));
        assert.ok(shown.isWellFormed(), shown);
    }
});
