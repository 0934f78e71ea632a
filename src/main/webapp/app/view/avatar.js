import { h } from '../dom.js';
import { icon } from './icon.js';

const HUES = 10;

/** Initials on a colour that stays the same for the same person or group everywhere. */
export function avatar(key, name, { size = 'medium', group = false } = {}) {
    const content = group && !initials(name) ? icon('group') : initials(name);
    const shape = group ? 'avatar-group' : 'avatar-person';
    return h('span', { class: `avatar avatar-${size} ${shape} hue-${hue(key)}`, 'aria-hidden': 'true' }, content);
}

export function hue(key) {
    let sum = 7;
    for (const character of key) sum = (sum * 31 + character.codePointAt(0)) % 100_003;
    return sum % HUES;
}

/** Two letters of a name in letters, one character of a Chinese, Japanese or Korean one. */
export function initials(name = '') {
    const trimmed = name.trim();
    if (/^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(trimmed)) {
        return [...trimmed].slice(-2).join('').slice(0, 2);
    }
    const words = trimmed.split(/[\s._-]+/u).filter(word => /^[\p{L}\p{N}]/u.test(word));
    const letters = words.length > 1 ? [words[0], words.at(-1)] : words;
    return letters.map(word => [...word][0].toUpperCase()).join('');
}
