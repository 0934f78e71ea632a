const SVG = 'http://www.w3.org/2000/svg';

/** Two voices: one speech bubble behind another. */
export function logo() {
    const svg = document.createElementNS(SVG, 'svg');
    svg.setAttribute('viewBox', '0 0 32 32');
    svg.setAttribute('class', 'logo');
    svg.setAttribute('aria-hidden', 'true');
    for (const [shape, d] of [
        ['logo-back', 'M13 9a4 4 0 0 1 4-4h8a4 4 0 0 1 4 4v6a4 4 0 0 1-3 3.87V23l-4.5-4H17a4 4 0 0 1-4-4z'],
        ['logo-front', 'M3 14a4 4 0 0 1 4-4h9a4 4 0 0 1 4 4v5a4 4 0 0 1-4 4h-5.5L6 27v-4.13A4 4 0 0 1 3 19z'],
    ]) {
        const path = document.createElementNS(SVG, 'path');
        path.setAttribute('class', shape);
        path.setAttribute('d', d);
        svg.append(path);
    }
    return svg;
}
