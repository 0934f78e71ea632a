import { ApiError } from './api.js';
import { Pictures } from './pictures.js';

const API = new URL('../api/', import.meta.url);
const KEPT = 150;

/** Moves files to and from the server. `api` gives tokens and makes ordinary requests. */
export class Transfer {
    #api;
    #pictures = new Pictures(KEPT);

    constructor(api) {
        this.#api = api;
    }

    /**
     * Sends a file while everything else goes on. `progress` hears the fraction that is there; `signal` cancels. Returns
     * what the server knows of the file.
     */
    async upload(file, name, { progress, signal, to = ['POST', 'files'] }) {
        try {
            return await send(to, file, name, await this.#api.token(), progress, signal);
        } catch (error) {
            if (error.status !== 401) throw error;
            return send(to, file, name, await this.#api.token({ renew: true }), progress, signal);
        }
    }

    /** A picture of a person or a group; `path` is where. */
    avatar(file, path) {
        const { signal } = new AbortController();
        return this.upload(file, 'avatar', { progress: () => {}, signal, to: ['PUT', path] });
    }

    /** An address from which the browser can load a file for some minutes without a token. */
    async address(file, { save = false } = {}) {
        const { url } = await this.#api.fileTicket(file);
        return save ? `${url}?save` : url;
    }

    /** A small picture as an address that this page alone can load. */
    picture(path) {
        return this.#pictures.get(path, () => this.#api.blob(path));
    }

    /** The same at once, if it is here already. */
    pictureHere(path) {
        return this.#pictures.here(path);
    }

    stop() {
        this.#pictures.clear();
    }
}

/** XMLHttpRequest, because fetch does not tell how far an upload is. */
function send([method, path], file, name, token, progress, signal) {
    return new Promise((resolve, reject) => {
        const request = new XMLHttpRequest();
        const abort = () => request.abort();
        const form = new FormData();
        form.append('file', file, name);
        request.open(method, new URL(path, API));
        request.setRequestHeader('Authorization', `Bearer ${token}`);
        request.setRequestHeader('Accept', 'application/json');
        request.upload.onprogress = ({ loaded, total }) => progress(total ? loaded / total : 0);
        request.onload = () => {
            const answer = parsed(request.responseText);
            if (request.status === 201 || request.status === 204) resolve(answer);
            else reject(new ApiError(request.status, answer?.code ?? 'unavailable', answer?.detail));
        };
        request.onerror = () => reject(new ApiError(0, 'unreachable'));
        request.onabort = () => reject(new DOMException('cancelled', 'AbortError'));
        request.onloadend = () => signal.removeEventListener('abort', abort);
        signal.addEventListener('abort', abort);
        request.send(form);
    });
}

function parsed(text) {
    try {
        return JSON.parse(text);
    } catch {
        return null;
    }
}
