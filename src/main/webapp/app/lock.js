import { storage } from './storage.js';

/**
 * Runs `task` while no other tab of this origin runs one under the same name. Browsers offer locks only to secure pages
 * that may keep something; for others a lease in localStorage does, which two tabs within the same few milliseconds might
 * both get.
 */
export async function exclusively(name, task) {
    let granted = false;
    const begin = () => {
        granted = true;
        return task();
    };
    try {
        if (navigator.locks) return await navigator.locks.request(name, begin);
    } catch (error) {
        if (granted) throw error;
    }
    return leased(`${name}.lease`, task);
}

const LEASE = 10_000;

async function leased(key, task) {
    const mine = `${Math.random()}`;
    const deadline = Date.now() + LEASE;
    while (!(await acquired(key, mine)) && Date.now() < deadline) await pause(40 + Math.random() * 60);
    try {
        return await task();
    } finally {
        if (owner(key)?.mine === mine) storage().removeItem(key);
    }
}

async function acquired(key, mine) {
    const held = owner(key);
    if (held && held.until > Date.now()) return held.mine === mine;
    try {
        storage().setItem(key, JSON.stringify({ mine, until: Date.now() + LEASE }));
    } catch {
        // A full storage has no room for leases; what cannot be had is not waited for.
        return true;
    }
    await pause(15);
    return owner(key)?.mine === mine;
}

function owner(key) {
    try {
        return JSON.parse(storage().getItem(key));
    } catch {
        return null;
    }
}

const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));
