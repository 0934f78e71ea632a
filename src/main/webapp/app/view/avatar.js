import { h, whenSeen } from '../dom.js';
import { Pictures } from '../pictures.js';
import { icon } from './icon.js';

const HUES = 10;

const KEPT = 500;
/** Nobody is told that somebody else has another picture. */
const FRESH = 10 * 60_000;

let source = null;
const pictures = new Pictures(KEPT);

/** `ofPerson(user)` and `ofGroup(id)` fetch a picture, which is empty if there is none; null shows no more of them. */
export function showPictures(from) {
    source = from;
    pictures.clear();
}

/** Somebody has another picture, or none any more: it is fetched again where they are shown next. */
export function forgetPicture(user) {
    pictures.forget(user);
}

/** What is here is shown at once, the rest when the place of it is in sight. */
function picture(element, key, load, fresh) {
    const from = source;
    const initials = [...element.childNodes];
    let shown = null;
    const show = url => {
        if (url === shown) return;
        shown = url;
        element.replaceChildren(...(url ? [h('img', { class: 'avatar-picture', src: url, alt: '' })] : initials));
    };
    show(pictures.here(key) ?? null);
    whenSeen(element, () => {
        // Nobody's after the log-out.
        if (from === source) pictures.get(key, () => load(from), fresh).then(show, () => {});
    });
}

/** Initials on a colour that stays the same for the same person or group everywhere. */
export function avatar(key, name, { size = 'medium', group = false } = {}) {
    const content = group && !initials(name) ? icon('group') : initials(name);
    const shape = group ? 'avatar-group' : 'avatar-person';
    const properties = { class: `avatar avatar-${size} ${shape} hue-${hue(key)}`, 'aria-hidden': 'true' };
    const element = h('span', properties, content);
    if (!group && key && source) picture(element, key, from => from.ofPerson(key), FRESH);
    return element;
}

/** The same for a group. `version` says which picture it has, and is empty if it has none. */
export function groupAvatar({ id, name, avatar: version }, { size } = {}) {
    const element = avatar(`group-${id}`, name, { size, group: true });
    if (version && source) picture(element, `${id}/${version}`, from => from.ofGroup(id));
    return element;
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
