/** Like localStorage, with what is kept as properties. */
const ofThisPage = Object.create({
    getItem(key) {
        return this[key] ?? null;
    },
    setItem(key, value) {
        this[key] = `${value}`;
    },
    removeItem(key) {
        delete this[key];
    },
});

/** What this browser keeps for all pages of this origin; where that is forbidden, what this page alone keeps. */
export function storage() {
    try {
        return localStorage;
    } catch {
        return ofThisPage;
    }
}
