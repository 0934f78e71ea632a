import { h } from '../dom.js';
import { t } from '../i18n.js';
import { peopleSearch, showChips } from './people.js';

/** Name a group and choose who is in it. */
export function newGroup(parley) {
    const chosen = new Map();
    const search = peopleSearch(parley, {
        chosen: toggle,
        marked: user => chosen.has(user),
        label: t('group.addPeople'),
    });
    const name = h('input', {
        class: 'input',
        name: 'group-name',
        maxlength: 100,
        required: true,
        autocomplete: 'off',
        placeholder: t('group.name'),
        'aria-label': t('group.name'),
        'data-testid': 'group-name',
        oninput: update,
    });
    const selected = h('div', { class: 'chips' });
    const button = h(
        'button',
        { type: 'submit', class: 'button button-primary button-wide', 'data-testid': 'create-group' },
        t('group.create'),
    );
    const element = h(
        'form',
        { class: 'side-form', onsubmit: submit },
        h('div', { class: 'side-form-head' }, name, selected),
        search.element,
        h('div', { class: 'side-form-foot' }, button),
    );

    function toggle(person) {
        if (!chosen.delete(person.user)) chosen.set(person.user, person);
        update();
    }

    function update() {
        showChips(selected, [...chosen.values()], user => {
            chosen.delete(user);
            update();
            search.draw();
            if (!chosen.size) search.focus();
        });
        button.disabled = !name.value.trim() || !chosen.size;
    }

    async function submit(event) {
        event.preventDefault();
        button.disabled = true;
        await parley.attempt(() => parley.createGroup(name.value.trim(), [...chosen.keys()]));
        update();
    }

    return {
        element,
        begin() {
            chosen.clear();
            name.value = '';
            update();
            search.begin();
            name.focus();
        },
    };
}
