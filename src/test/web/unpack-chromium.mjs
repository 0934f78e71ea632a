// Unpacks the browser and its fonts from their packages into the folder given as the first argument.
// Does nothing if that has been done for the same versions.
import { createReadStream, createWriteStream } from 'node:fs';
import { copyFile, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { extract } from 'tar-fs';

const packages = join(import.meta.dirname, 'node_modules');
const folder = resolve(process.argv[2]);
const version = await readFile(join(packages, '.package-lock.json'), 'utf8');

if (await readFile(join(folder, 'version'), 'utf8').catch(() => '') !== version) {
    const fresh = `${folder}.${process.pid}`;
    await mkdir(join(fresh, 'tmp'), { recursive: true });
    await Promise.all([
        inflate('chromium.br', createWriteStream(join(fresh, 'chromium'), { mode: 0o755 })),
        inflate('fonts.tar.br', extract(join(fresh, 'latin'))),
        inflate('al2023.tar.br', extract(join(fresh, 'al2023'))),
        inflate('swiftshader.tar.br', extract(fresh)),
        copyEmoji(fresh),
        writeFile(join(fresh, 'fonts.conf'), fontConfiguration()),
    ]);
    await writeFile(join(fresh, 'version'), version);
    await rm(folder, { recursive: true, force: true });
    await rename(fresh, folder);
}

function inflate(file, target) {
    return pipeline(
        createReadStream(join(packages, '@sparticuz/chromium/bin', file), { highWaterMark: 1 << 20 }),
        createBrotliDecompress({ chunkSize: 1 << 20 }),
        target);
}

async function copyEmoji(fresh) {
    const font = join(packages, '@expo-google-fonts/noto-emoji/400Regular/NotoEmoji_400Regular.ttf');
    await mkdir(join(fresh, 'emoji'));
    await copyFile(font, join(fresh, 'emoji', basename(font)));
}

/** The fonts of the machine are left out, so that a page looks the same everywhere. */
function fontConfiguration() {
    const families = ['sans-serif', 'serif', 'monospace', 'system-ui', 'emoji'];
    const alias = (family) => `  <alias>
    <family>${family}</family>
    <prefer><family>Open Sans</family><family>Noto Emoji</family></prefer>
  </alias>`;
    return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(folder, 'latin')}</dir>
  <dir>${join(folder, 'emoji')}</dir>
  <cachedir>${join(folder, 'font-cache')}</cachedir>
${families.map(alias).join('\n')}
</fontconfig>
`;
}
