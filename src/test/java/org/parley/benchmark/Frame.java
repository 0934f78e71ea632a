package org.parley.benchmark;

import java.util.function.Consumer;

/**
 * A frame of the server's, of which no more is read than is asked for: the load must not cost what it measures. Fields
 * are found by their name alone, so this is for frames whose texts the benchmark wrote itself.
 */
record Frame(String json) {
    boolean is(String type) {
        return json.startsWith("{\"type\":\"" + type + '"');
    }

    boolean has(String field) {
        return json.contains('"' + field + "\":");
    }

    long number(String field) {
        int at = valueOf(field);
        int end = at;
        while (Character.isDigit(json.charAt(end))) {
            end++;
        }
        return Long.parseLong(json, at, end, 10);
    }

    /** @return a string that holds no escapes */
    String string(String field) {
        int at = valueOf(field) + 1;
        return json.substring(at, json.indexOf('"', at));
    }

    private int valueOf(String field) {
        String name = '"' + field + "\":";
        int at = json.indexOf(name);
        if (at < 0) {
            throw new IllegalStateException("no " + field + " in " + json);
        }
        return at + name.length();
    }

    /** Takes a WebSocket message apart: one frame, or an array of them. */
    static void each(String message, Consumer<Frame> reader) {
        if (message.charAt(0) != '[') {
            reader.accept(new Frame(message));
            return;
        }
        int depth = 0;
        int start = 0;
        boolean quoted = false;
        for (int i = 1; i < message.length(); i++) {
            char c = message.charAt(i);
            if (quoted) {
                i += c == '\\' ? 1 : 0;
                quoted = c != '"';
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{' && depth++ == 0) {
                start = i;
            } else if (c == '}' && --depth == 0) {
                reader.accept(new Frame(message.substring(start, i + 1)));
            }
        }
    }
}
