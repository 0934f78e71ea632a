/** A time-ordered UUID (version 7): the name under which a message is sent, for ever the same for the same message. */
export function newCid(now = Date.now(), random = randomBytes(10)) {
    const bytes = new Uint8Array(16);
    for (let i = 5, rest = now; i >= 0; i--, rest = Math.floor(rest / 256)) bytes[i] = rest % 256;
    bytes.set(random, 6);
    bytes[6] = (bytes[6] & 0x0f) | 0x70;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function randomBytes(count) {
    return crypto.getRandomValues(new Uint8Array(count));
}
