import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keepingFocus } from '../../main/webapp/app/focus.js';

/** As much of an element as the focus needs; all controls are buttons. */
function element(dataset = null, ...children) {
    const self = {
        dataset: dataset ?? {},
        children,
        matches: () => dataset !== null,
        contains: other => other === self || self.children.some(child => child.contains(other)),
        querySelectorAll: () => below(self).filter(child => child.matches()),
        closest: () => null,
        focus: () => (document.activeElement = self),
    };
    return self;
}

const below = ({ children }) => children.flatMap(child => [child, ...below(child)]);
const button = (testid, emoji) => element({ testid, emoji });
const lose = () => (document.activeElement = document.body);

globalThis.document = { body: element() };

test('who only moves keeps the focus', () => {
    const moved = button('a');
    const list = element(null, element(null, moved));
    moved.focus();
    keepingFocus(list, lose, assert.fail);
    assert.equal(document.activeElement, moved);
});

test('what is gone leaves the focus to what does the same in its place, or to the first there', () => {
    const first = button('a');
    const alike = button('b', 'y');
    const row = element(null, element(null, first, button('b', 'x')), alike);
    for (const [lost, heir] of [
        [button('b', 'y'), alike],
        [button('c'), first],
    ]) {
        const list = element(null, element(null, lost));
        lost.focus();
        keepingFocus(list, () => (list.children = [row], lose()), () => row);
        assert.equal(document.activeElement, heir);
    }
});

test('the focus is not taken from elsewhere, nor given to what is not there', () => {
    const elsewhere = button('a');
    elsewhere.focus();
    keepingFocus(element(null, button('a')), () => {}, assert.fail);
    assert.equal(document.activeElement, elsewhere);
    const lost = button('a');
    const list = element(null, lost);
    lost.focus();
    keepingFocus(list, () => (list.children = [], lose()), () => undefined);
    assert.equal(document.activeElement, document.body);
});

test('where nothing is left that takes the focus, what is around it does', () => {
    const pane = element({});
    const lost = button('recall');
    const row = element(null, lost);
    row.closest = () => pane;
    lost.focus();
    keepingFocus(row, () => (row.children = [element()], lose()), () => row);
    assert.equal(document.activeElement, pane);
});
