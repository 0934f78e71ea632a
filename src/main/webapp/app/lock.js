/**
 * Runs `task` while no other tab of this origin runs one under the same name. Browsers offer locks only to secure pages;
 * on plain HTTP a lease in localStorage does, which two tabs within the same few milliseconds might both get.
 */
export function exclusively(name, task) {
    return navigator.locks ? navigator.locks.request(name, task) : leased(`${name}.lease`, task);
}

const LEASE = 10_000;

async function leased(key, task) {
    const mine = `${Math.random()}`;
    const deadline = Date.now() + LEASE;
    while (!(await acquired(key, mine)) && Date.now() < deadline) await pause(40 + Math.random() * 60);
    try {
        return await task();
    } finally {
        if (owner(key)?.mine === mine) localStorage.removeItem(key);
    }
}

async function acquired(key, mine) {
    const held = owner(key);
    if (held && held.until > Date.now()) return held.mine === mine;
    try {
        localStorage.setItem(key, JSON.stringify({ mine, until: Date.now() + LEASE }));
    } catch {
        // A full storage has no room for leases; what cannot be had is not waited for.
        return true;
    }
    await pause(15);
    return owner(key)?.mine === mine;
}

function owner(key) {
    try {
        return JSON.parse(localStorage.getItem(key));
    } catch {
        return null;
    }
}

const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));
