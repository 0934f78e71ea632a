import { h } from '../../dom.js';
import { brief } from '../../format.js';
import { t } from '../../i18n.js';
import { avatar } from '../avatar.js';
import { ask, confirm } from '../dialog.js';
import { paged, searchField } from './paged.js';
import { action } from './users.js';
import { save } from './save.js';

/** Groups: disable them, hand them over, put them on legal hold, export them. */
export function groups(parley) {
    const { admin } = parley.api;
    let query = '';
    const list = paged({
        load: cursor => admin.groups(query, cursor).then(page => ({ items: page.groups, next: page.next })),
        row,
        none: t('admin.groupsNone'),
        testid: 'admin-group-list',
    });
    list.begin();
    return h(
        'div',
        { class: 'admin-face' },
        searchField(t('admin.groupSearch'), 'admin-group-search', value => {
            query = value.trim();
            list.begin();
        }),
        list.element,
    );

    function row(group) {
        const element = h('li', { class: 'admin-row', 'data-testid': 'admin-group', 'data-group': group.id });
        draw(group);
        return element;

        function draw(now) {
            element.classList.toggle('admin-off', now.disabled);
            element.replaceChildren(
                avatar(`group-${now.id}`, now.name, { group: true }),
                h(
                    'div',
                    { class: 'admin-what' },
                    h('strong', {}, now.name),
                    h('span', { class: 'muted' }, facts(now)),
                    h('span', { class: 'admin-marks' }, marks(now)),
                ),
                h(
                    'div',
                    { class: 'admin-actions' },
                    action('admin.export', 'admin-group-export', () =>
                        list.attempt(async () => save(await admin.exportGroup(now.id), `conversation-${now.id}.jsonl`)),
                    ),
                    action(now.disabled ? 'admin.enable' : 'admin.disable', 'admin-group-disable', () =>
                        list.attempt(async () => draw({ ...now, ...(await admin.disableGroup(now.id, !now.disabled)) })),
                    ),
                    now.members > 1 && action('admin.handOver', 'admin-group-owner', () => handOver(now)),
                    now.members > 0 && action('admin.dissolve', 'admin-group-dissolve', () => dissolve(now), true),
                    action(now.legalHold ? 'admin.lift' : 'admin.hold', 'admin-group-hold', () =>
                        list.attempt(async () => draw({ ...now, ...(await admin.hold(now.id, !now.legalHold)) })),
                    ),
                ),
            );
        }

        function marks({ legalHold, disabled }) {
            return [
                legalHold && h('span', { class: 'badge-mark' }, t('admin.held')),
                disabled && h('span', { class: 'badge-mark badge-danger' }, t('admin.disabled')),
            ].filter(Boolean);
        }

        async function handOver(now) {
            const owner = await ask({
                title: t('admin.handOver'),
                text: t('admin.handOverText', now.name),
                label: t('admin.handOverTo'),
                yes: t('admin.handOver'),
            });
            if (owner) await list.attempt(() => admin.handOver(now.id, owner));
        }

        async function dissolve(now) {
            const sure = await confirm({
                title: t('admin.dissolve'),
                text: t('admin.dissolveText', now.name),
                yes: t('admin.dissolve'),
                danger: true,
            });
            if (!sure) return;
            await list.attempt(async () => {
                await admin.dissolve(now.id);
                draw({ ...now, members: 0 });
            });
        }
    }
}

function facts({ members, firstSeq, lastSeq, created }) {
    return [
        t('memberCount', members),
        t('admin.entries', Math.max(0, lastSeq - firstSeq + 1)),
        t('admin.since', brief(created)),
    ].join(' · ');
}
