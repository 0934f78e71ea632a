import { h } from '../dom.js';
import { parse } from '../markdown.js';

/** A message's text as DOM nodes. `name` gives the display name of a mentioned user, `me` is marked stronger. */
export function formatted(text, { mentions, name, me }) {
    const block = ({ type, ...node }) => {
        if (type === 'code') return h('pre', { class: 'code-block', tabindex: 0 }, h('code', {}, node.text));
        if (type === 'quote') return h('blockquote', { dir: 'auto' }, node.children.map(span));
        if (type === 'list') {
            const items = node.items.map(item => h('li', {}, item.map(span)));
            return h(node.ordered ? 'ol' : 'ul', { dir: 'auto', start: node.ordered && node.start }, items);
        }
        return h('p', { dir: 'auto' }, node.children.map(span));
    };
    const span = ({ type, ...node }) => {
        if (type === 'text') return document.createTextNode(node.text);
        if (type === 'break') return h('br');
        if (type === 'code') return h('code', {}, node.text);
        if (type === 'bold') return h('strong', {}, node.children.map(span));
        if (type === 'italic') return h('em', {}, node.children.map(span));
        if (type === 'mention') {
            return h('span', { class: [me, 'all'].includes(node.user) ? 'mention mention-me' : 'mention' }, `@${name(node.user)}`);
        }
        return h('a', { href: node.href, target: '_blank', rel: 'noopener noreferrer nofollow' }, node.text);
    };
    return parse(text, mentions).map(block);
}
