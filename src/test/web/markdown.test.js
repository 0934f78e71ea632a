import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse, plain } from '../../main/webapp/app/markdown.js';

const spansOf = (text, mentions) => parse(text, mentions)[0].children;
const text = value => ({ type: 'text', text: value });

test('bold, italic and code', () => {
    assert.deepEqual(spansOf('a **b** *c* `d`'), [
        text('a '),
        { type: 'bold', children: [text('b')] },
        text(' '),
        { type: 'italic', children: [text('c')] },
        text(' '),
        { type: 'code', text: 'd' },
    ]);
});

test('marks that mark nothing stay text', () => {
    for (const plainText of ['2 * 3 * 4', 'a ** b', 'snake_case_name', '**', '`', '* ', '__init__.py x']) {
        const spans = spansOf(plainText);
        assert.equal(spans.map(span => span.text ?? '?').join(''), plainText);
    }
});

test('nothing inside code is read', () => {
    assert.deepEqual(spansOf('`**x** http://a.b`'), [{ type: 'code', text: '**x** http://a.b' }]);
    assert.deepEqual(parse('```js\n**x**\n> y\n```'), [{ type: 'code', text: '**x**\n> y' }]);
});

test('only http and https become links', () => {
    assert.equal(spansOf('javascript:alert(1)')[0].type, 'text');
    assert.equal(spansOf('data:text/html,x')[0].type, 'text');
    assert.equal(spansOf('https://example.com/a?b=c#d')[0].type, 'link');
});

test('the full stop after a link is not part of it, brackets inside are', () => {
    assert.equal(spansOf('See https://example.com/a.')[1].text, 'https://example.com/a');
    assert.equal(spansOf('(https://example.com/a)')[1].text, 'https://example.com/a');
    assert.equal(spansOf('https://example.com/a_(b)')[0].text, 'https://example.com/a_(b)');
});

test('Chinese and Japanese punctuation after a link is not part of it', () => {
    assert.deepEqual(spansOf('看https://a.com/x，谢谢').map(span => span.text), ['看', 'https://a.com/x', '，谢谢']);
    assert.deepEqual(spansOf('https://a.com。你好').map(span => span.text), ['https://a.com', '。你好']);
    assert.deepEqual(spansOf('（https://a.com/x）').map(span => span.text), ['（', 'https://a.com/x', '）']);
    assert.equal(spansOf('https://a.com/你好')[0].text, 'https://a.com/你好');
});

test('markup of other kinds stays text', () => {
    assert.deepEqual(spansOf('<img src=x onerror=alert(1)>'), [text('<img src=x onerror=alert(1)>')]);
});

test('lists, quotes and paragraphs', () => {
    const kinds = parse('one\ntwo\n\n- a\n- b\n1. x\n> q\nend').map(block => block.type);
    assert.deepEqual(kinds, ['paragraph', 'list', 'list', 'quote', 'paragraph']);
});

test('mentions are those that the sender named', () => {
    assert.deepEqual(spansOf('@bob, @eve', ['bob']), [{ type: 'mention', user: 'bob' }, text(', @eve')]);
    assert.deepEqual(spansOf('mail@bob.org', ['bob.org']), [text('mail@bob.org')]);
    assert.deepEqual(spansOf('ask @bob.', ['bob'])[1], { type: 'mention', user: 'bob' });
});

/** How many times as long it takes to read four times as much, by the quickest of some tries: a machine may be busy. */
function growth(read, textOf) {
    const texts = [10_000, 40_000].map(textOf);
    const quickest = texts.map(() => Infinity);
    const factor = () => quickest[1] / quickest[0];
    const enough = performance.now() + 20_000;
    for (let tries = 1; tries <= 50; tries++) {
        texts.forEach((text, i) => {
            const started = performance.now();
            read(text);
            quickest[i] = Math.min(quickest[i], performance.now() - started);
        });
        if (tries >= 5 && (factor() < BELOW_QUADRATIC || performance.now() > enough)) break;
    }
    return factor();
}

/** Four times as much takes four times as long, or 16 times where each character costs a look at all others. */
const BELOW_QUADRATIC = 8;

test('a hostile text takes no longer than its length says', () => {
    const pieces = ['*', '**a', '`', '_a', '> ', '- ', 'http://', '@a', '```\n', '```a\n', '\n'];
    const repeated = pieces.map(piece => [piece, length => piece.repeat(length / piece.length)]);
    const brackets = length => `http://a${')'.repeat(length)}`;
    for (const [name, textOf] of [...repeated, ['http://a)))', brackets]]) {
        const parsing = growth(parse, textOf);
        assert.ok(parsing < BELOW_QUADRATIC, `to parse ${name} takes ${parsing} times as long`);
        const previews = text => Array.from({ length: 20 }, () => plain(`x${text}x`));
        const previewing = growth(previews, textOf);
        assert.ok(previewing < BELOW_QUADRATIC, `a preview of ${name} takes ${previewing} times as long`);
    }
});

test('previews lose the marks and keep the words', () => {
    assert.equal(plain('**Hello** `x`\n- one\n> two'), 'Hello x one two');
});
