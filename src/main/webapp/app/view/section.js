import { h } from '../dom.js';
import { icon } from './icon.js';

/** A titled section of the details pane. `action`, if there is one, stands beside the title. */
export function titledSection(title, action, ...content) {
    return h(
        'section',
        { class: 'details-section' },
        h('div', { class: 'details-section-head' }, h('h4', {}, title), action),
        content,
    );
}

/** A button beside a title, with its words. */
export function sectionButton(symbol, text, properties) {
    return h('button', { type: 'button', class: 'link-button with-icon', ...properties }, icon(symbol), text);
}
