/**
 * Reads the small Markdown subset of messages into a tree of plain objects; the view makes DOM nodes of it, never HTML.
 * Blocks: {type: paragraph|quote|list|code}. Spans: {type: text|bold|italic|code|link|mention|break}.
 * Each rule looks at each character a bounded number of times, so a hostile text costs no more than a long one.
 */
export function parse(text, mentions = []) {
    const lines = text.replace(/\r\n?/g, '\n').split('\n');
    const known = new Set(mentions.map(user => user.replace('@all', 'all')));
    const fences = nextFences(lines);
    const blocks = [];
    let at = 0;
    while (at < lines.length) {
        const [block, next] = blockAt(lines, at, known, fences);
        if (block) blocks.push(block);
        at = next;
    }
    return blocks;
}

/** The text without its marks, in one line, for previews: of a long one, its beginning. */
export function plain(text) {
    return text
        .slice(0, LONGEST_PREVIEW)
        .replace(/```[^\n`]*\n?/g, ' ')
        .replace(/(\*\*|`)/g, '')
        .replace(/(^|\s)\*(\S[^*\n]*)\*/g, '$1$2')
        .replace(/^[^\S\n]*(>|[-*] )[^\S\n]?/gm, '')
        .replace(/\s+/g, ' ')
        .trim();
}

const LONGEST_PREVIEW = 1_000;
const FENCE_END = /^\s*```\s*$/;
const FENCE = /^\s*```(\S*)\s*$/;
const QUOTE = /^>\s?/;
const BULLET = /^\s{0,3}[-*]\s+(?=\S)/;
const NUMBER = /^\s{0,3}(\d{1,9})[.)]\s+(?=\S)/;

/** For each line the index of the next one that ends a block of code; 0 if there is none. */
function nextFences(lines) {
    const next = new Array(lines.length).fill(0);
    for (let at = lines.length - 2; at >= 0; at--) next[at] = FENCE_END.test(lines[at + 1]) ? at + 1 : next[at + 1];
    return next;
}

function blockAt(lines, at, known, fences) {
    const line = lines[at];
    if (FENCE.test(line)) {
        const end = fences[at];
        if (end > 0) return [{ type: 'code', text: lines.slice(at + 1, end).join('\n') }, end + 1];
    }
    if (QUOTE.test(line)) {
        const end = runEnd(lines, at, other => QUOTE.test(other));
        const inner = lines.slice(at, end).map(other => other.replace(QUOTE, ''));
        return [{ type: 'quote', children: joined(inner, known) }, end];
    }
    for (const [mark, ordered] of [
        [BULLET, false],
        [NUMBER, true],
    ]) {
        if (!mark.test(line)) continue;
        const end = runEnd(lines, at, other => mark.test(other));
        const items = lines.slice(at, end).map(other => spans(other.replace(mark, ''), known));
        return [{ type: 'list', ordered, start: ordered ? Number(mark.exec(line)[1]) : 1, items }, end];
    }
    if (!line.trim()) return [null, at + 1];
    const end = runEnd(lines, at, (other, index) => index === at || (other.trim() && !startsBlock(other)));
    return [{ type: 'paragraph', children: joined(lines.slice(at, end), known) }, end];
}

const startsBlock = line => FENCE.test(line) || QUOTE.test(line) || BULLET.test(line) || NUMBER.test(line);

function runEnd(lines, at, belongs) {
    let end = at;
    while (end < lines.length && belongs(lines[end], end)) end++;
    return end;
}

function joined(lines, known) {
    return lines.flatMap((line, index) => (index ? [{ type: 'break' }, ...spans(line, known)] : spans(line, known)));
}

/** No address goes on behind Chinese or Japanese punctuation, before which nobody puts a space. */
const TOKEN =
    /(`[^`\n]+`)|(\*\*[^\s*](?:[^*\n]{0,2000}[^\s*])?\*\*)|(\*[^\s*](?:[^*\n]{0,2000}[^\s*])?\*)|(\bhttps?:\/\/[^\s<>"'`\u3000-\u303F\uFF00-\uFFEF]{1,2000})|(@[a-z0-9][a-z0-9._-]{1,31})|((?<![\w_])_[^\s_](?:[^_\n]{0,2000}[^\s_])?_(?![\w_]))/gi;

function spans(line, known) {
    const result = [];
    let from = 0;
    const add = text => text && result.push({ type: 'text', text });
    for (const match of line.matchAll(TOKEN)) {
        if (match.index < from) continue;
        const [span, length] = spanOf(match, line, known);
        if (!span) continue;
        add(line.slice(from, match.index));
        result.push(span);
        from = match.index + length;
    }
    add(line.slice(from));
    return result;
}

function spanOf(match, line, known) {
    const [whole, code, bold, italic, url, mention, underscored] = match;
    if (code) return [{ type: 'code', text: code.slice(1, -1) }, whole.length];
    if (bold) return [{ type: 'bold', children: spans(bold.slice(2, -2), known) }, whole.length];
    if (italic) return [{ type: 'italic', children: spans(italic.slice(1, -1), known) }, whole.length];
    if (underscored) return [{ type: 'italic', children: spans(underscored.slice(1, -1), known) }, whole.length];
    if (url) return linkOf(url);
    return mentionOf(mention, line[match.index - 1], known);
}

function linkOf(raw) {
    const text = withoutTail(raw);
    try {
        return [{ type: 'link', href: new URL(text).href, text }, text.length];
    } catch {
        return [null, 0];
    }
}

/** A full stop or a closing bracket after an address belongs to the sentence. */
function withoutTail(url) {
    let end = url.length;
    for (; end > 0; end--) {
        const last = url[end - 1];
        if ('.,;:!?*'.includes(last)) continue;
        if (last === ')' && !url.slice(0, end).includes('(')) continue;
        break;
    }
    return url.slice(0, end);
}

function mentionOf(mention, before, known) {
    if (before && /\w/.test(before)) return [null, 0];
    for (let user = mention.slice(1).toLowerCase(); user.length > 1; user = user.slice(0, -1)) {
        if (known.has(user)) return [{ type: 'mention', user }, user.length + 1];
        if (!/[._-]$/.test(user)) break;
    }
    return [null, 0];
}
