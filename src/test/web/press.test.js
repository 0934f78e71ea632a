import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { heldWhilePressed } from '../../main/webapp/app/view/press.js';

let target;
let shown;
let show;

beforeEach(() => {
    mock.timers.reset();
    mock.timers.enable({ apis: ['setTimeout'] });
    target = new EventTarget();
    shown = [];
    show = heldWhilePressed(state => shown.push(state), target);
});

const happens = type => target.dispatchEvent(new Event(type));

test('what changes is shown at once', () => {
    show('a');
    assert.deepEqual(shown, ['a']);
});

test('what changes while something is pressed is shown after the click, once', () => {
    happens('pointerdown');
    show('a');
    show('b');
    assert.deepEqual(shown, []);
    happens('pointerup');
    assert.deepEqual(shown, []);
    happens('click');
    mock.timers.tick(1);
    assert.deepEqual(shown, ['b']);
});

test('what the click does is shown at once, and not what was before it', () => {
    happens('pointerdown');
    show('a');
    happens('pointerup');
    happens('click');
    show('opened');
    mock.timers.tick(1_000);
    assert.deepEqual(shown, ['opened']);
});

test('a press that becomes no click, and one that lasts, hold nothing back for good', () => {
    happens('pointerdown');
    show('a');
    happens('pointercancel');
    mock.timers.tick(1);
    assert.deepEqual(shown, ['a']);

    happens('pointerdown');
    show('b');
    mock.timers.tick(499);
    assert.deepEqual(shown, ['a']);
    mock.timers.tick(1);
    assert.deepEqual(shown, ['a', 'b']);
    show('c');
    assert.deepEqual(shown, ['a', 'b', 'c']);
});
