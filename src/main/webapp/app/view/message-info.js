import { h } from '../dom.js';
import { t } from '../i18n.js';
import { oneAtATime } from '../one-at-a-time.js';
import { avatar } from './avatar.js';
import { dialog } from './dialog.js';
import { icon } from './icon.js';

/**
 * Who has read an own group message, to whom it was delivered, and who is still without it. Asked for anew, since in large
 * groups nobody tells.
 */
export const messageInfo = oneAtATime(async (parley, message) => {
    await parley.refreshMembers(message.conversation);
    if (parley.state.phase !== 'in') return;
    const { members, me, people } = parley.state;
    const others = (members[message.conversation] ?? []).filter(
        member => member.user !== me.user && member.joinedSeq <= message.seq,
    );
    const read = others.filter(member => member.read >= message.seq);
    const delivered = others.filter(member => member.read < message.seq && member.delivered >= message.seq);
    const waiting = others.filter(member => member.read < message.seq && member.delivered < message.seq);
    dialog({
        title: t('readBy'),
        kind: 'dialog-small',
        body: [
            section('read', 'checks', t('info.read'), read, people),
            section('delivered', 'checks', t('info.delivered'), delivered, people),
            section('sent', 'check', t('info.waiting'), waiting, people),
        ],
    });
});

function section(state, tick, title, list, people) {
    if (!list.length) return null;
    return h(
        'section',
        { class: 'info-section', 'data-testid': `info-${state}` },
        h('h3', {}, h('span', { class: `tick tick-${state}` }, icon(tick)), `${title} · ${list.length}`),
        h(
            'ul',
            { class: 'plain-list' },
            list.map(({ user, name }) => {
                const known = people[user]?.name ?? name;
                return h('li', { class: 'person-line' }, avatar(user, known, { size: 'small' }), h('span', {}, known));
            }),
        ),
    );
}
