const SVG = 'http://www.w3.org/2000/svg';

/** Drawn on a grid of 24 with a line of 1.75. */
const PATHS = {
    attach: 'M20 11.5l-8.2 8.2a5 5 0 0 1-7.1-7.1l8.6-8.6a3.3 3.3 0 0 1 4.7 4.7l-8.3 8.3a1.7 1.7 0 0 1-2.4-2.4L15 7',
    file: 'M7 3.5h7l4 4v13H7zM14 3.5v4h4M9.5 12h6M9.5 15.5h6',
    download: 'M12 4v11M6.5 10l5.5 5.5 5.5-5.5M5 20h14',
    play: 'M8 5.5v13l11-6.5z',
    pause: 'M8.5 5.5v13M15.5 5.5v13',
    back: 'M15 5l-7 7 7 7',
    close: 'M6 6l12 12M18 6L6 18',
    compose: 'M12 20h8M4 20l1-4L16.5 4.5a2.1 2.1 0 0 1 3 3L8 19z',
    search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM20 20l-4-4',
    group: 'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c0-3.6 2.9-6 6.5-6s6.5 2.4 6.5 6M16 4.3a3.5 3.5 0 0 1 0 6.4M18 14.4c2.1.8 3.5 2.8 3.5 5.6',
    addPerson: 'M10 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3 20c0-3.6 3-6 7-6 1.3 0 2.5.2 3.5.7M18 14v6M15 17h6',
    settings:
        'M4 7h9M19 7h1M4 17h1M11 17h9M16 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM8 19.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z',
    send: 'M5 12h13M12 5.5l6.5 6.5-6.5 6.5',
    info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5M12 7.8v.2',
    down: 'M12 5v13M6 12.5l6 6 6-6',
    reply: 'M9.5 7L4.5 12l5 5M5 12h8.5c3.6 0 6 2 6 6',
    smile: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8.5 14.5c.8 1.2 2 1.9 3.5 1.9s2.7-.7 3.5-1.9M9 9.6v.1M15 9.6v.1',
    copy: 'M9 9h10v11H9zM15 9V4H5v11h4',
    clock: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM12 7.5V12l3 2',
    check: 'M5 12.5l4.5 4.5L19 7.5',
    checks: 'M2.5 12.5L7 17l8-9.5M11.5 16l1 1 8.5-9.5',
    alert: 'M12 8v5M12 16.2v.2M12 3.5l9.3 16.5H2.7z',
    retry: 'M19.5 12a7.5 7.5 0 1 1-2.3-5.4M19.5 3.5v4.5H15',
    trash: 'M5 7h14M10 7V4.5h4V7M7 7l1 13h8l1-13',
    leave: 'M10 4H5v16h5M15 8l4 4-4 4M19 12H10',
    more: 'M12 6v.1M12 12v.1M12 18v.1',
    edit: 'M4 20l1-4L16.5 4.5a2.1 2.1 0 0 1 3 3L8 19z',
    shield: 'M12 3.5l7 2.5v5.5c0 4.2-2.8 7.3-7 9-4.2-1.7-7-4.8-7-9V6z',
    block: 'M12 20.5a8.5 8.5 0 1 0 0-17 8.5 8.5 0 0 0 0 17zM6 6l12 12',
    people: 'M12 11.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c0-3.9 3.4-6 7.5-6s7.5 2.1 7.5 6',
    phone: 'M5 4h3.5l1.8 4.5-2.3 1.6a12 12 0 0 0 5.9 5.9l1.6-2.3L20 15.5V19a1.5 1.5 0 0 1-1.7 1.5A16 16 0 0 1 3.5 5.7 1.5 1.5 0 0 1 5 4z',
    hangUp: 'M3 14.5c5-5 13-5 18 0l-2.5 2.6-3.7-1.7v-2.6a9.5 9.5 0 0 0-5.6 0v2.6l-3.7 1.7z',
    video: 'M4 7h10.5v10H4zM14.5 11l5.5-3v8l-5.5-3',
    mic: 'M12 14.5a3 3 0 0 0 3-3v-5a3 3 0 0 0-6 0v5a3 3 0 0 0 3 3zM6 11.5a6 6 0 0 0 12 0M12 17.5V21',
    enlarge: 'M14 5h5v5M19 5l-6 6M10 19H5v-5M5 19l6-6',
    bell: 'M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 2h-15zM10 21h4',
    quiet: 'M9 5.8A6 6 0 0 1 18 11v4M6.4 8.6A6 6 0 0 0 6 11v5.5l-1.5 2H17M10 21h4M4 4l16 16',
    offline: 'M4 4l16 16M8.5 15.5a5 5 0 0 1 7 0M5 12a10 10 0 0 1 4-2.4M13.5 9.2A10 10 0 0 1 19 12M12 19.5v.1',
};

export function icon(name, label) {
    const svg = document.createElementNS(SVG, 'svg');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('class', `icon icon-${name}`);
    if (label) {
        svg.setAttribute('role', 'img');
        svg.setAttribute('aria-label', label);
    } else svg.setAttribute('aria-hidden', 'true');
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', PATHS[name]);
    svg.append(path);
    return svg;
}
