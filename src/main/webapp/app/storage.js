const memory = new Map();

const ofThisPage = {
    getItem: key => memory.get(key) ?? null,
    setItem: (key, value) => memory.set(key, `${value}`),
    removeItem: key => memory.delete(key),
};

/** What this browser keeps for all pages of this origin; where that is forbidden, what this page alone keeps. */
export function storage() {
    try {
        return localStorage;
    } catch {
        return ofThisPage;
    }
}
